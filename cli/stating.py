"""For units: what is stated of an item or a duty, and changes neither."""

from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import say
from cli.units import report_submitted
from service.ledger import attesting, waiving
from service.ledger.desk import Desk
from service.ledger.workspace import open_workspace


def attest(
    item: Annotated[str, typer.Argument(help="รายการที่ยังเป็นปัจจุบัน เช่น contact/office-of-palad/main · The item.")],
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """รับรองว่ารายการยังเป็นปัจจุบันในไตรมาสนี้ · State that an item is still current; its text stays as it is."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = attesting.attest(workspace, item, dry_run=dry_run)
    said = {"item": done.item, "quarter": done.quarter, "entry": done.entry}
    shown = [
        say(f"รับรองไตรมาส {done.quarter}: {done.item}", f"Attested in {done.quarter}: {done.item}"),
        f"  {done.title}",
        f"  {done.summary}",
    ]
    report_submitted(done.submitted, said, shown)


def waive(
    obligation: Annotated[str, typer.Argument(help="เรื่อง เช่น risk-actions · The obligation.")],
    period: Annotated[
        str,
        typer.Argument(help="รอบ เช่น 2569 2569-h1 2569-01 (เรื่องที่ปรับปรุงเมื่อเปลี่ยน: 2569-q1 standing) · The period."),
    ],
    reason: Annotated[str, typer.Option(help="เหตุผล ผู้บริหารจะอ่านและประชาชนจะเห็น · Why; everybody will read it.")],
    unit: Annotated[str | None, typer.Option(help="หน่วยงาน (ปกติคือหน่วยงานของคุณ) · The unit.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ขอยกเว้นหน้าที่หนึ่งรอบ ให้หัวหน้าและผู้บริหารลงนาม · Ask to be let off one duty, with a reason; the executive signs."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = waiving.waive(workspace, obligation, period, reason=reason, unit=unit, dry_run=dry_run)
    shown = [say(f"ขอยกเว้น {obligation} รอบ {period}: {reason}", f"Waiver of {obligation}, {period}: {reason}")]
    report_submitted(done, {"obligation": obligation, "period": period}, shown)
