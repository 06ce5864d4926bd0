"""For units: prepare an item, attach its files, check it, submit it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lines_of, report, say
from service.ledger import attesting, drafting, preparing, waiving
from service.ledger.desk import Desk
from service.ledger.workspace import open_workspace

_FINDINGS = 1


def new(
    obligation: Annotated[str, typer.Argument(help="รหัสรายการที่ต้องเปิดเผย เช่น contact · Which obligation.")],
    unit: Annotated[str | None, typer.Option(help="หน่วยงาน (ปกติคือหน่วยของคุณ) · Unit; yours by default.")] = None,
    name: Annotated[
        str | None, typer.Option(help="รอบหรือชื่อ เช่น 2569, 2569-h1 · Period or name; today's by default.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="อ่านตารางจากแฟ้ม .xlsx หรือ .csv · Take the table from a spreadsheet.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="ชื่อแผ่นงานในแฟ้ม · Which sheet of it.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """สร้างไฟล์รายการให้กรอก · Begin an item's file, or open a published one to change it."""
    if sheet is not None and from_ is None:
        raise typer.BadParameter("--from", param_hint="--sheet")
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        made = drafting.draft(workspace, obligation, unit=unit, name=name, table=from_, sheet=sheet, dry_run=dry_run)
    value = {"path": made.path, "existed": made.existed, "rows": made.rows}
    value["warnings"] = [finding.as_json() for finding in made.warnings]
    report(value, lambda: _made_lines(made))


def _made_lines(made: drafting.Drafted) -> list[str]:
    lines = [*lines_of(made.warnings, mark="!")]
    if made.rows is not None:
        lines.append(say(f"อ่านจากแฟ้มตาราง {made.rows} แถว", f"{made.rows} rows taken from the spreadsheet"))
    lines.append(say(f"เตรียมไฟล์แล้ว: {made.path}", f"Ready to fill in: {made.path}"))
    lines.append(say(f"กรอกแล้วตรวจด้วย: prongsai check {made.path}", f"Then: prongsai check {made.path}"))
    return lines


def attach(
    item: Annotated[str, typer.Argument(help="รายการ เช่น contact/office-of-palad/main · The item.")],
    file: Annotated[Path, typer.Argument(help="ไฟล์ที่จะแนบ · The file.")],
    title: Annotated[str | None, typer.Option(help="ชื่อที่จะแสดง · What to call it.")] = None,
    role: Annotated[str, typer.Option(help=f"บทบาทของไฟล์ · One of {', '.join(drafting.ROLES)}.")] = "original",
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """แนบไฟล์กับรายการ · Attach a file to an item that is being prepared."""
    if role not in drafting.ROLES:
        raise typer.BadParameter(", ".join(drafting.ROLES), param_hint="--role")
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = drafting.attach(workspace, item, file, title=title, role=role, dry_run=dry_run)
    report(
        asdict(done),
        lambda: [
            say(f"แนบ {done.name} ({done.bytes:,} ไบต์) แล้ว", f"Attached {done.name} ({done.bytes:,} bytes)"),
            f"  {done.file}",
        ],
    )


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


def report_submitted(done: preparing.Submitted, said: dict[str, Any], shown: list[str]) -> None:
    """A submission made: what it says, what it is called, whom it waits for."""
    missing = [{"step": need.step, "offices": sorted(need.offices)} for need in done.missing]
    value = {"id": done.id, **said, "content": done.content, "paths": list(done.paths), "missing": missing}
    value["warnings"] = [finding.as_json() for finding in done.warnings]
    waits = ", ".join(f"{need['step']} ← {', '.join(need['offices'])}" for need in missing)
    report(
        value,
        lambda: [
            *lines_of(done.warnings, mark="!"),
            *shown,
            say(f"✓ ส่งแล้ว: {done.id}", f"✓ Submitted: {done.id}"),
            say(f"รอ: {waits}", f"Waiting for: {waits}"),
        ],
    )


Paths = Annotated[list[str] | None, typer.Argument(help="เฉพาะไฟล์หรือโฟลเดอร์เหล่านี้ · Only these files or folders.")]


def check(
    paths: Paths = None,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ตรวจไฟล์ที่แก้ไขก่อนส่ง · Check what you changed before you submit it."""
    with open_workspace(Desk(repo)) as workspace:
        found = preparing.check(workspace, _clean(paths))
    value = {
        "paths": list(found.paths),
        "findings": [finding.as_json() for finding in found.findings],
        "warnings": [finding.as_json() for finding in found.warnings],
    }
    report(value, lambda: _checked_lines(found))
    raise typer.Exit(_FINDINGS if found.findings else 0)


def _checked_lines(found: preparing.Checked) -> list[str]:
    lines = [*lines_of(found.findings), *lines_of(found.warnings, mark="!")]
    if not found.paths:
        return [say("ไม่มีไฟล์ที่แก้ไข", "Nothing is changed.")]
    if not found.findings:
        count = len(found.paths)
        lines.append(say(f"✓ ตรวจ {count} ไฟล์ ไม่พบข้อผิดพลาด", f"✓ {count} files checked, nothing wrong"))
        lines.append(say("ส่งต่อด้วย: prongsai submit", "Next: prongsai submit"))
    return lines


def submit(
    paths: Paths = None,
    message: Annotated[str, typer.Option("--message", "-m", help="อธิบายสั้น ๆ ว่าแก้อะไร · What changed.")] = "",
    together: Annotated[
        bool, typer.Option("--together", help="ส่งหลายรายการเป็นคำขอเดียว · Several items as one submission.")
    ] = False,
    replace_newer: Annotated[
        bool, typer.Option("--replace-newer", help="อ่านฉบับใหม่ของเพื่อนแล้ว · I have seen the newer version.")
    ] = False,
    ask_decision: Annotated[
        bool,
        typer.Option(
            "--ask-decision",
            help="ให้ผู้ตรวจทานวินิจฉัยสิ่งที่พบ · What was found goes before the checker, to be decided.",
        ),
    ] = False,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ส่งให้ผู้ตรวจทาน · Sign the changed files as one submission and put it before the reviewers."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = preparing.submit(
            workspace,
            _clean(paths),
            message=message,
            together=together,
            replace_newer=replace_newer,
            ask=ask_decision,
            dry_run=dry_run,
        )
    report_submitted(done, {}, [])


def _clean(paths: list[str] | None) -> list[str] | None:
    """Paths as the repository writes them; an item's id stands for its file."""
    if not paths:
        return None
    named = [Path(path).as_posix().removeprefix("./").rstrip("/") for path in paths]
    return [f"items/{path}.yaml" if path.count("/") == 2 and "." not in path else path for path in named]  # noqa: PLR2004
