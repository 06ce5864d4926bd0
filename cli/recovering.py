"""Where no administrator is left: who is to follow them, announced, waited for, carried out."""

from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import say
from cli.units import report_submitted
from repo_schema.recovering import Appointment
from service.ledger import recovering
from service.ledger.desk import Desk
from service.ledger.staffing import read_key
from service.ledger.workspace import open_workspace

recovery = typer.Typer(
    help="กู้คืนเมื่อไม่เหลือผู้ดูแลระบบ: ประกาศ รอ แล้วจึงมีผล · When no administrator is left: announce, wait, carry out.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(min=1, max=9999, help="ประกาศที่ · Number of the announcement.")]
Reason = Annotated[str, typer.Option(help="เหตุผล ประชาชนจะเห็น · Why; everybody will read it.")]


@recovery.command()
def announce(
    person: Annotated[str, typer.Argument(help="ผู้ที่จะเป็นผู้ดูแลระบบ · Who is to administer.")],
    key: Annotated[str, typer.Option(help="กุญแจสาธารณะของผู้นั้น · Their public key: a .pub file, or its line.")],
    reason: Reason,
    office: Annotated[str, typer.Option(help="ตำแหน่งผู้ดูแลระบบ · The administrator's office.")] = "administrator",
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ประกาศว่าใครจะเป็นผู้ดูแลระบบ ให้นายกลงนาม · Announce who is to administer; the chief executive signs."""
    row = Appointment(office, person, read_key(key))
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        number, done = recovering.announce(workspace, [row], reason=reason, dry_run=dry_run)
        days = workspace.history.law.policy.rules.recovery_days
    shown = say(
        f"ประกาศที่ {number}: {person} เป็น {office} มีผลได้หลังเผยแพร่ {days} วัน หากไม่มีผู้ดูแลระบบคัดค้าน",
        f"Announcement {number}: {person} as {office}, {days} days after it is public unless an administrator objects",
    )
    report_submitted(done, {"recovery": number, "after_days": days}, [shown])


@recovery.command(name="object")
def object_(
    number: Number,
    reason: Reason,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """คัดค้าน: ยังมีผู้ดูแลระบบอยู่ · Object, as an administrator; the announcement is then void."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = recovering.object_to(workspace, f"{number}", reason=reason, dry_run=dry_run)
    shown = say(f"คัดค้านประกาศที่ {number} (มีผลเมื่อเผยแพร่)", f"Objects to announcement {number}; in effect once published")
    report_submitted(done, {"recovery": f"{number}"}, [shown])


@recovery.command(name="carry-out")
def carry_out(
    number: Number,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ทำตามประกาศเมื่อครบกำหนด ให้นายกลงนาม · Do what was announced, once its days are over; the chief executive signs."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = recovering.carry_out(workspace, f"{number}", dry_run=dry_run)
    shown = [*done.diff.splitlines(), say(f"ตามประกาศที่ {number}", f"As announcement {number} says")]
    report_submitted(done.submitted, {"recovery": f"{number}", "diff": done.diff}, shown)
