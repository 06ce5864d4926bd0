"""What is owed: for a unit by when and what is stuck where, for a calendar every due day."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import typer

from cli.options import HERE, Language, Output, Repo
from cli.speech import Progress, hand_over, lines_of, report, say
from repo_schema.calendar import both_eras_short
from repo_schema.compliance import duty_record
from repo_schema.findings import Finding
from repo_schema.history import day_of
from repo_schema.moments import MomentError, parse_moment
from service.ledger import owing
from service.ledger.desk import Desk
from service.ledger.errors import RefusedError
from service.ledger.inbox import Pending
from service.ledger.monitoring import today_in_bangkok
from service.ledger.owing import Owing, Status
from service.ledger.read_model import NotFoundError
from service.ledger.reading import open_reading
from service.ledger.workspace import open_workspace

_SHOWN_AHEAD = 10
_STATES = {
    "overdue": ("เกินกำหนด", "overdue"),
    "due_soon": ("ใกล้ครบกำหนด", "due soon"),
    "in_review": ("อยู่ระหว่างพิจารณา", "in review"),
    "upcoming": ("ยังไม่ถึงกำหนด", "upcoming"),
}
_KINDS = {
    "report": ("เผยแพร่", "publish"),
    "standing": ("เผยแพร่ครั้งแรก", "publish"),
    "change": ("เผยแพร่การเปลี่ยนแปลง", "publish a change"),
    "attestation": ("รับรองว่ายังเป็นปัจจุบัน", "attest"),
    "freshness": ("ปรับปรุงให้เป็นปัจจุบัน", "bring up to date"),
}
_PENDING = {
    "waiting": ("รอ", "waits for"),
    "ready": ("อนุมัติครบ รอเผยแพร่", "approved: publish it"),
    "returned": ("ถูกส่งกลับ", "returned"),
    "refused": ("ใช้ไม่ได้", "cannot be used"),
}
UnitName = Annotated[str | None, typer.Option(help="เฉพาะหน่วยงานนี้ · Only this unit.")]


def status(
    unit: UnitName = None,
    on: Annotated[str | None, typer.Option(help="ณ วันที่ (ค.ศ.) เช่น 2025-10-01 · As of a day.")] = None,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ต้องทำอะไร ภายในเมื่อใด ติดอยู่ที่ใคร · What your unit owes, by when, and what is stuck where."""
    day = _day(on)
    with open_workspace(Desk(repo), follow=False) as workspace:
        found = owing.status(workspace, unit=unit, day=day)
    report(found.as_json(), lambda: _status_lines(found))


def calendar(
    unit: UnitName = None,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ปฏิทินวันครบกำหนด (.ics) · Due days of the year ahead, to import or subscribe to: calendar > duties.ics."""
    day = today_in_bangkok()
    with open_reading(repo, progress=Progress("ตรวจประวัติ", "Verifying")) as snapshot:
        try:
            text, found = owing.calendar(snapshot, day, unit=unit)
        except NotFoundError as error:
            raise RefusedError([Finding("item_unit_unknown", path="policy/units.yaml", found=error.name)]) from error
    hand_over({"on": day.isoformat(), "duties": [duty_record(duty, day) for duty in found]}, text)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return day_of(parse_moment(text))
    except MomentError as error:
        raise typer.BadParameter(say(error.th, error.en), param_hint="--on") from error


def _status_lines(found: Status) -> list[str]:
    counts = found.counts
    units, on = ", ".join(found.units), both_eras_short(found.day)
    lines = [
        say(f"{units} ณ {on}", f"{units}, {found.day}"),
        say(
            f"ทันกำหนด {counts['on_time']} ล่าช้า {counts['late']} เกินกำหนด {counts['overdue']}",
            f"on time {counts['on_time']}, late {counts['late']}, overdue {counts['overdue']}",
        ),
    ]
    pressing = [row for row in found.rows if row.duty.state != "upcoming"]
    ahead = [row for row in found.rows if row.duty.state == "upcoming"]
    for rows in _alike([*pressing, *ahead[:_SHOWN_AHEAD]]):
        lines += _duty_lines(rows)
    if hidden := len(ahead[_SHOWN_AHEAD:]):
        lines.append(say(f"และยังไม่ถึงกำหนดอีก {hidden} เรื่อง", f"and {hidden} more to come"))
    lines += lines_of(found.suspended)
    if not found.rows and not found.suspended:
        lines.append(say("✓ ไม่มีอะไรค้าง", "✓ Nothing is owed."))
    return lines


def _alike(rows: Iterable[Owing]) -> Iterable[list[Owing]]:
    """Periods of one obligation that are overdue alike stand in one line, where the oldest would."""
    kept: dict[tuple[str, ...], list[Owing]] = {}
    for row in rows:
        duty = row.duty
        key = (duty.obligation, duty.unit, duty.kind)
        alone = () if duty.state == "overdue" and row.pending is None else (duty.state, duty.period)
        kept.setdefault((*key, *alone), []).append(row)
    return kept.values()


def _duty_lines(rows: list[Owing]) -> list[str]:
    row, more = rows[0], rows[1:]
    duty = row.duty
    mark = {"overdue": "✗", "due_soon": "!", "in_review": "…"}.get(duty.state, "·")
    what = " ".join(part for part in (say(*_KINDS[duty.kind]), row.title, _period(row)) if part)
    if more:
        what += say(f" … {_period(rows[-1])} ({len(rows)} รอบ)", f" … {_period(rows[-1])} ({len(rows)} periods)")
    due = say(f"ภายใน {both_eras_short(duty.due_on)}", f"by {duty.due_on}")
    lines = [f"{mark} {due} [{say(*_STATES[duty.state])}] {duty.unit}: {what}"]
    if row.pending:
        lines.append(f"    → {_stuck_line(row.pending)}")
    return lines


def _period(row: Owing) -> str:
    return "" if row.duty.kind in {"standing", "freshness"} else row.duty.period


def _stuck_line(pending: Pending) -> str:
    waits = ", ".join(f"{need.step} ← {', '.join(sorted(need.offices))}" for need in pending.missing)
    return " ".join(part for part in (pending.id, say(*_PENDING[pending.state]), waits or pending.reason) if part)
