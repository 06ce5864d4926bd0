"""A register of made-up publications under the real template's law, without any git."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from repo_schema.documents import parse_document
from repo_schema.duties import Duty, duties
from repo_schema.facts import Attested, Published, Register, Roster, Waived
from repo_schema.law import Law
from repo_schema.layout import LawPath, classify
from repo_schema.legislation import parse_law
from tests.support.ledger import TEMPLATE, dump, first_contents, small_office

BEGUN = date(2025, 10, 1)


@lru_cache
def template_law() -> Law:
    contents = first_contents(small_office())
    raw = {path: value if isinstance(value, bytes) else dump(value) for path, value in contents.items()}
    return parse_law(
        {path: parse_document(data, path=path) for path, data in raw.items() if isinstance(classify(path), LawPath)}
    )


@lru_cache
def template_holidays() -> frozenset[date]:
    document = parse_document((TEMPLATE / "calendar/holidays.yaml").read_bytes(), path="calendar/holidays.yaml")
    return frozenset(date.fromisoformat(row["date"]) for row in document.value["holidays"])


def template_roster() -> Roster:
    return Roster.of_law(template_law(), template_holidays())


def register(*events: Published | Attested | Waived, begun: date = BEGUN, roster: Roster | None = None) -> Register:
    made = Register(rosters=[(begun, roster or template_roster())])
    for event in sorted(events, key=lambda event: event.on):
        match event:
            case Published():
                made.published.append(event)
            case Attested():
                made.attested.append(event)
            case Waived():
                made.waived.append(event)
    return made


def public(item: str, on: str, *, nil: bool = False, effective: str | None = None) -> Published:
    obligation, unit, name = item.split("/")
    since = date.fromisoformat(effective) if effective else None
    return Published(obligation, unit, name, date.fromisoformat(on), nil, since)


def attested(item: str, quarter: str, on: str) -> Attested:
    obligation, unit, name = item.split("/")
    return Attested(obligation, unit, name, quarter, date.fromisoformat(on))


def waived(duty: str, on: str) -> Waived:
    obligation, unit, period = duty.split("/")
    return Waived(obligation, unit, period, date.fromisoformat(on))


def duties_on(made: Register, day: str, *, in_review: Iterable[str] = ()) -> tuple[Duty, ...]:
    facts = made.facts(date.fromisoformat(day), in_review=in_review)
    return duties(facts) if facts else ()


def lines(found: Iterable[Duty], keep: Callable[[Duty], bool] = lambda _: True) -> list[str]:
    """Duties as one reads them off a wall chart."""
    return [
        f"{duty.obligation}/{duty.unit} {duty.kind} {duty.period} {duty.due_on} {duty.state}"
        for duty in found
        if keep(duty)
    ]
