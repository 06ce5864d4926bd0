"""`status` and `calendar`: what is owed, by when, and what is stuck where; the public facts and one's own clone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from repo_schema.compliance import duty_record, tally
from repo_schema.duties import STATES, Duty, attestation_name, duties
from repo_schema.facts import Facts, Register
from repo_schema.findings import Finding
from repo_schema.ics import Event, render_calendar
from repo_schema.layout import classify
from service.ledger.errors import RefusedError
from service.ledger.inbox import Pending, list_pending
from service.ledger.read_model import NotFoundError, Snapshot
from service.ledger.registering import note_anchor
from service.ledger.verifier import begin
from service.ledger.workspace import Workspace

_OPEN: Final = frozenset({"overdue", "due_soon", "in_review", "upcoming"})
_AHEAD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Owing:
    """One open duty, and the submission that would meet it, if there is one."""

    duty: Duty
    title: str
    pending: Pending | None


@dataclass(frozen=True, slots=True)
class Status:
    day: date
    units: Mapping[str, str]
    """Id to name in Thai."""
    rows: tuple[Owing, ...]
    """Open duties, the most pressing first."""
    counts: Mapping[str, Any]
    """Of all duties of these units, met ones too."""
    by_unit: Mapping[str, Mapping[str, Any]]
    """The same for each unit that ever owed anything."""
    is_whole: bool
    """Of all units, since whoever asks belongs to none and named none."""
    suspended: tuple[Finding, ...] = ()
    """What of these units is unproven until it is approved again."""

    def as_json(self) -> dict[str, Any]:
        return {
            "on": self.day.isoformat(),
            "units": list(self.units),
            "summary": dict(self.counts),
            "by_unit": [{"unit": unit, **counts} for unit, counts in self.by_unit.items()],
            "suspended": [finding.as_json() for finding in self.suspended],
            "duties": [
                duty_record(row.duty, self.day)
                | {"submission": _pending_json(row.pending) if row.pending else None, "title": row.title}
                for row in self.rows
            ],
        }


def _pending_json(pending: Pending) -> dict[str, Any]:
    missing = [{"step": need.step, "offices": sorted(need.offices)} for need in pending.missing]
    return {"id": pending.id, "state": pending.state, "author": pending.author, "missing": missing}


def status(workspace: Workspace, *, unit: str | None = None, day: date | None = None) -> Status:
    """What `unit` owes (by default, the asker's units; all, of who belongs to none) as of `day`, by default now.

    Of a day gone by, only what was public counts; submissions are of now. Raises `RefusedError`.
    """
    on = day or workspace.day
    now = on >= workspace.day
    pending = {row.id: row for row in list_pending(workspace)} if now else {}
    waiting = [row.id for row in pending.values() if row.state in {"waiting", "ready"}]
    facts = _register(workspace).facts(on, in_review=waiting)
    if facts is None:
        return Status(on, {}, (), tally(()), {}, is_whole=False)
    asked = _asked(workspace, facts, unit)
    known = workspace.history.law.policy.units
    units = {name: known[name].name.th if name in known else name for name in asked or facts.roster.units}
    mine = [duty for duty in duties(facts) if duty.unit in units]
    catalogue = workspace.history.law.catalogue.obligations
    titles = {name: row.title.th for name, row in catalogue.items()}
    rows = [
        Owing(duty, titles.get(duty.obligation, duty.obligation), _stuck(duty, pending))
        for duty in mine
        if duty.state in _OPEN
    ]
    rows.sort(key=lambda row: (STATES.index(row.duty.state), row.duty.due_on))
    by_unit = {name: tally(duty for duty in mine if duty.unit == name) for name in units}
    suspended = tuple(
        why.finding(path)
        for path, why in workspace.history.footing.listed()
        if getattr(classify(path), "unit", None) in {None, *units}  # the law is everybody's
    )
    return Status(
        on, units, tuple(rows), tally(mine), by_unit, is_whole=not asked, suspended=suspended if now else ()
    )


def _register(workspace: Workspace) -> Register:
    """Everything public, from the anchor on."""
    first = Register()
    note_anchor(first, begin(workspace.repository, workspace.commits[0], head=workspace.main))
    return Register.joined((first, workspace.public.register))


def _asked(workspace: Workspace, facts: Facts, unit: str | None) -> tuple[str, ...]:
    """The unit named, or those of whoever asks; none for who belongs to none."""
    known = facts.roster.units
    if unit is not None:
        if unit not in known:
            raise RefusedError([Finding("item_unit_unknown", path="policy/units.yaml", found=unit)])
        return (unit,)
    try:
        mine = workspace.me().units
    except RefusedError:
        mine = ()
    return tuple(name for name in mine if name in known)


def _stuck(duty: Duty, pending: Mapping[str, Pending]) -> Pending | None:
    """The submission on its way that would meet `duty`."""
    scope = f"{duty.obligation}/{duty.unit}/"
    if duty.name is None:
        return next((row for name, row in sorted(pending.items()) if name.startswith(scope)), None)
    names = [scope + attestation_name(duty.name, duty.period)] if duty.kind == "attestation" else []
    return next((pending[name] for name in [*names, scope + duty.name] if name in pending), None)


def calendar(snapshot: Snapshot, day: date, *, unit: str | None = None) -> tuple[str, tuple[Duty, ...]]:
    """The due days of the year from `day` on, and what is overdue: as an .ics file, and as they are.

    Raises `NotFoundError` for a unit there is not.
    """
    organisation = snapshot.organisation()
    names = {row["id"]: row["name"]["th"] for row in organisation["units"]}
    if unit is not None and unit not in names:
        raise NotFoundError("unit", unit)
    facts = snapshot.register().facts(day)
    found = _ahead(facts, unit) if facts else ()
    titles = {row["id"]: row["title"]["th"] for row in snapshot.obligations()}
    events = (_event(duty, titles, names, organisation["domain"]) for duty in found)
    name = f"กำหนดเผยแพร่ข้อมูล {names[unit] if unit else organisation['name']['th']}"
    return render_calendar(events, name=name, stamp=snapshot.head_at), found


def _ahead(facts: Facts, unit: str | None) -> tuple[Duty, ...]:
    """Unmet duties that fall due within a year, of periods not begun yet too."""
    last = facts.day + _AHEAD
    later: Iterable[Duty] = duties(replace(facts, day=last))
    open_ = (duty for duty in later if duty.state in _OPEN and duty.due_on <= last and unit in {None, duty.unit})
    return tuple(sorted(open_, key=lambda duty: duty.due_on))


_KINDS: Final[Mapping[str, str]] = {
    "report": "เผยแพร่",
    "standing": "เผยแพร่ครั้งแรก",
    "change": "เผยแพร่การเปลี่ยนแปลง",
    "attestation": "รับรองว่ายังเป็นปัจจุบัน",
    "freshness": "ปรับปรุงให้เป็นปัจจุบัน",
}


def _event(duty: Duty, titles: Mapping[str, str], units: Mapping[str, str], domain: str) -> Event:
    period = "" if duty.kind in {"standing", "freshness"} else f" {duty.period}"
    return Event(
        uid=f"{duty.kind}.{duty.period}.{duty.obligation}.{duty.unit}@{domain}",
        on=duty.due_on,
        summary=f"{_KINDS[duty.kind]}: {titles.get(duty.obligation, duty.obligation)}{period} ({units.get(duty.unit)})",
        description=f"{duty.obligation}/{duty.unit}/{duty.name or ''}",
    )
