"""How well what was owed was done: duties counted, by obligation, unit, group and fiscal year.

A rate is of duties whose outcome is known: on time, late, or overdue. What is not due yet, and what was waived, counts
for nobody and against nobody; where nothing was due there is no rate, rather than a good one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from repo_schema.duties import STATES, Duty, State
from repo_schema.facts import Owed

__all__ = ["compliance_record", "duty_record", "pressing", "tally"]


def tally(duties: Iterable[Duty]) -> dict[str, Any]:
    """Counts by state, and the rate of what was on time (a fraction of what was due)."""
    rows = list(duties)
    late = sum(duty.is_late for duty in rows)
    on_time = sum(duty.is_met for duty in rows) - late
    states = Counter(duty.state for duty in rows)
    due = on_time + late + states["overdue"]
    return {
        "duties": len(rows),
        "states": {state: states[state] for state in STATES},
        "on_time": on_time,
        "late": late,
        "overdue": states["overdue"],
        "on_time_rate": round(on_time / due, 4) if due else None,
    }


def pressing(duties: Iterable[Duty]) -> State | None:
    """The state that most needs somebody's hand; None when nothing was ever owed."""
    return min((duty.state for duty in duties), key=STATES.index, default=None)


def compliance_record(
    duties: Iterable[Duty], owed: Mapping[str, Owed], day: date, withheld: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The whole report as of `day`, as JSON; fiscal years are those that duties fell due in.

    `owed`: the rows of the catalogue by id, of those that ended too. `withheld`: what was published, and is shown to
    nobody now; it counts as done, and stands here so that nobody takes the count for what can be read.
    """
    rows = list(duties)
    groups = {name: row.group for name, row in owed.items()}
    order = {name: row.number for name, row in owed.items()}
    overdue = sorted(
        (duty for duty in rows if duty.state == "overdue"),
        key=lambda duty: (duty.due_on, order[duty.obligation], duty.unit, duty.period),
    )
    return {
        "on": day.isoformat(),
        "summary": tally(rows),
        "obligations": _by(rows, "id", lambda duty: duty.obligation),
        "units": _by(rows, "id", lambda duty: duty.unit),
        "groups": _by(rows, "id", lambda duty: groups[duty.obligation]),
        "fiscal_years": _by(rows, "fiscal_year", lambda duty: duty.fiscal_year),
        "overdue": [duty_record(duty, day) for duty in overdue],
        "withheld": list(withheld),
    }


def duty_record(duty: Duty, day: date) -> dict[str, Any]:
    """One duty as JSON; `days_late` grows while it is overdue."""
    until = duty.public_on or (day if duty.state == "overdue" else duty.due_on)
    return {
        "obligation": duty.obligation,
        "unit": duty.unit,
        "kind": duty.kind,
        "period": duty.period,
        "item": None if duty.name is None else f"{duty.obligation}/{duty.unit}/{duty.name}",
        "fiscal_year": duty.fiscal_year,
        "due_on": duty.due_on.isoformat(),
        "state": duty.state,
        "public_on": duty.public_on.isoformat() if duty.public_on else None,
        "days_late": max((until - duty.due_on).days, 0),
    }


def _by(duties: Iterable[Duty], name: str, key: Callable[[Duty], Hashable]) -> list[Mapping[str, Any]]:
    kept: dict[Hashable, list[Duty]] = defaultdict(list)
    for duty in duties:
        kept[key(duty)].append(duty)
    found = kept.items()
    ordered = sorted(found, key=lambda pair: str(pair[0])) if name == "fiscal_year" else found
    return [{name: value} | tally(rows) for value, rows in ordered]
