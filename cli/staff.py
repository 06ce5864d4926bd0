"""For administrators: people, their keys and their offices, from the first day to the last.

Each command prepares a change of the policy, shows it, and puts it before those who decide; alone it changes nothing.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import say
from cli.units import report_submitted
from repo_schema.history import day_of
from repo_schema.moments import MomentError, parse_moment
from repo_schema.staffing import Staff
from service.ledger.desk import Desk
from service.ledger.staffing import Staffed, change_staff, read_key
from service.ledger.workspace import open_workspace

person = typer.Typer(
    help="บุคคลและกุญแจลงนาม: เข้า ออก เปลี่ยน หาย · People and their keys, over time.", no_args_is_help=True
)
office = typer.Typer(help="ตำแหน่ง: แต่งตั้ง รักษาราชการแทน พ้น · Offices and who holds them.", no_args_is_help=True)

PersonId = Annotated[str, typer.Argument(help="รหัสบุคคล เช่น kanya · The person's id.")]
OfficeId = Annotated[str, typer.Argument(help="รหัสตำแหน่ง เช่น chief-executive · The office's id.")]
NewKey = Annotated[
    str, typer.Option(help="กุญแจสาธารณะใหม่: ไฟล์ .pub หรือทั้งบรรทัด · The new public key: a .pub file, or its line.")
]
OneKey = Annotated[
    str | None, typer.Option(help="กุญแจดอกใด: ไฟล์ .pub หรือทั้งบรรทัด (ถ้ามีหลายดอก) · Which key, where there are several.")
]
Replacement = Annotated[
    str | None, typer.Option(help="กุญแจใหม่ที่ใช้แทน · A new key instead: a .pub file, or its line.")
]
Since = Annotated[str | None, typer.Option(help="ตั้งแต่วันที่ (ค.ศ.) ปกติคือวันนี้ · Since which day; by default today.")]
Until = Annotated[str | None, typer.Option(help="ถึงก่อนวันที่ (ค.ศ.) · Until, not including, which day.")]
On = Annotated[str | None, typer.Option(help="ตั้งแต่วันที่ (ค.ศ.) ปกติคือวันนี้ · From which day on; by default today.")]

Change = Callable[[Staff, date], None]
"""An edit, given what day it is."""


def _propose(repo: Path, message: str, said: tuple[str, str], change: Change, *, dry_run: bool) -> None:
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        today = workspace.day
        done = change_staff(workspace, lambda staff: change(staff, today), message=message, dry_run=dry_run)
    shown = [*done.diff.splitlines(), say(*said), *_suspension_lines(done)]
    report_submitted(done.submitted, {"diff": done.diff, "suspends": list(done.suspends)}, shown)


def _suspension_lines(done: Staffed) -> list[str]:
    if not done.suspends:
        return []
    head = say(
        f"เมื่อเผยแพร่แล้วจะถูกระงับ {len(done.suspends)} รายการ จนกว่าจะอนุมัติซ้ำ (prongsai submit ชื่อไฟล์):",
        f"Once published this suspends {len(done.suspends)}, until approved again (prongsai submit FILE):",
    )
    return [head, *(f"  {path}" for path in done.suspends)]


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return day_of(parse_moment(text))
    except MomentError as error:
        raise typer.BadParameter(say(error.th, error.en), param_hint=option) from error


@person.command()
def add(
    person: PersonId,
    name: Annotated[str, typer.Option(help="ชื่อและนามสกุล · The name, in Thai.")],
    key: NewKey,
    unit: Annotated[list[str] | None, typer.Option(help="สังกัด (ใส่ได้หลายครั้ง) · A unit; may be given again.")] = None,
    since: Since = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """มีคนใหม่ · Somebody joins, with a key."""
    day, line = _day(since, "--since"), read_key(key)
    _propose(
        repo,
        f"Add {person}",
        (f"เพิ่ม {person} ({name})", f"{person} joins"),
        lambda staff, today: staff.add_person(person, {"th": name}, unit or [], line, day or today),
        dry_run=dry_run,
    )


@person.command()
def key_add(
    person: PersonId,
    key: NewKey,
    since: Since = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เพิ่มกุญแจอีกดอก · One more key, beside those in use."""
    day, line = _day(since, "--since"), read_key(key)
    _propose(
        repo,
        f"Add a key of {person}",
        (f"เพิ่มกุญแจของ {person}", f"One more key of {person}"),
        lambda staff, today: staff.add_key(person, line, day or today),
        dry_run=dry_run,
    )


@person.command()
def rotate(
    person: PersonId,
    key: NewKey,
    since: Since = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เปลี่ยนกุญแจ: ดอกเดิมเลิกใช้ · A new key; the old ones are retired that day."""
    day, line = _day(since, "--since"), read_key(key)
    _propose(
        repo,
        f"Rotate the key of {person}",
        (f"เปลี่ยนกุญแจของ {person} ดอกเดิมเลิกใช้", f"{person} has a new key; the old ones are retired"),
        lambda staff, today: staff.rotate_key(person, line, day or today),
        dry_run=dry_run,
    )


@person.command()
def lost(
    person: PersonId,
    key: OneKey = None,
    since: Since = None,
    new_key: Replacement = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """กุญแจหาย แต่ไม่น่ามีใครนำไปใช้ · A key is lost, and nobody else has used it; nothing is suspended."""
    day, which, fresh = _day(since, "--since"), key and read_key(key), new_key and read_key(new_key)

    def change(staff: Staff, today: date) -> None:
        staff.lose_key(person, which, day or today)
        if fresh:
            staff.add_key(person, fresh, today)

    _propose(
        repo,
        f"A key of {person} is lost",
        (f"กุญแจของ {person} หาย จะลงนามไม่ได้อีก", f"A key of {person} is lost, and signs nothing any more"),
        change,
        dry_run=dry_run,
    )


@person.command()
def compromised(
    person: PersonId,
    key: OneKey = None,
    since: Annotated[
        str | None, typer.Option(help="ตั้งแต่วันที่ (ค.ศ.) ไม่ใส่ หากไม่ทราบ · Since which day; left out when unknown.")
    ] = None,
    new_key: Replacement = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ผู้อื่นอาจใช้กุญแจได้: ระงับสิ่งที่ลงนามไว้ · Somebody else may have used a key: what rests on it is suspended."""
    day, which, fresh = _day(since, "--since"), key and read_key(key), new_key and read_key(new_key)

    def change(staff: Staff, today: date) -> None:
        staff.compromise_key(person, which, day)
        if fresh:
            staff.add_key(person, fresh, today)

    _propose(
        repo,
        f"A key of {person} is compromised",
        (f"กุญแจของ {person} อาจถูกผู้อื่นใช้ จะลงนามไม่ได้อีก", f"A key of {person} is compromised, and signs nothing any more"),
        change,
        dry_run=dry_run,
    )


@person.command()
def leave(
    person: PersonId,
    on: On = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """พ้นจากองค์กร: กุญแจและทุกตำแหน่งสิ้นสุด · Somebody leaves: keys and offices end; what they signed stays."""
    day = _day(on, "--on")
    _propose(
        repo,
        f"{person} leaves",
        (f"{person} พ้นจากองค์กร", f"{person} leaves"),
        lambda staff, today: staff.leave(person, day or today),
        dry_run=dry_run,
    )


@office.command()
def appoint(
    office: OfficeId,
    person: PersonId,
    since: Since = None,
    until: Until = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """แต่งตั้งให้ดำรงตำแหน่ง · Somebody is appointed."""
    day, end = _day(since, "--since"), _day(until, "--until")
    _propose(
        repo,
        f"Appoint {person} as {office}",
        (f"แต่งตั้ง {person} เป็น {office}", f"{person} is appointed {office}"),
        lambda staff, today: staff.appoint(office, person, day or today, end),
        dry_run=dry_run,
    )


@office.command()
def acting(
    office: OfficeId,
    person: PersonId,
    order: Annotated[str, typer.Option(help="เลขที่คำสั่ง เช่น 12/2569 · The number of the order.")],
    since: Since = None,
    until: Until = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """รักษาราชการแทน ตามคำสั่ง · Somebody acts for the holder, by an order."""
    day, end = _day(since, "--since"), _day(until, "--until")
    _propose(
        repo,
        f"{person} acts as {office} by order {order}",
        (f"{person} รักษาราชการแทน {office} ตามคำสั่งที่ {order}", f"{person} acts as {office} by order {order}"),
        lambda staff, today: staff.appoint(office, person, day or today, end, acting_order=order),
        dry_run=dry_run,
    )


@office.command(name="leave")
def vacate(
    office: OfficeId,
    person: PersonId,
    on: On = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """พ้นจากตำแหน่ง · Somebody leaves an office; what they signed stays."""
    day = _day(on, "--on")
    _propose(
        repo,
        f"{person} leaves the office {office}",
        (f"{person} พ้นจากตำแหน่ง {office}", f"{person} leaves the office {office}"),
        lambda staff, today: staff.vacate(office, person, day or today),
        dry_run=dry_run,
    )
