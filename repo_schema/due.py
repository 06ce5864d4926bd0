"""When a thing falls due: the catalogue's rules as data, and the days that follow from them.

A due day lasts to its end in Bangkok. Grace comes first, then the roll over weekends and the holiday file, so that
nobody is called late for a day on which no office is open. A rule says nothing about what was published.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Final, Literal, TypeAlias

from repo_schema.calendar import day_of_month
from repo_schema.periods import Period, period_of

__all__ = [
    "RULES_OF_CADENCE",
    "Due",
    "Grace",
    "HalfYearly",
    "MonthDay",
    "Monthly",
    "OnChange",
    "Yearly",
    "due_day",
    "parse_due",
    "render_due",
    "settle",
]

RULES_OF_CADENCE: Final[Mapping[str, str]] = {
    "singleton": "on_change",
    "collection": "on_change",
    "multi_year": "on_change",
    "fiscal_year": "yearly",
    "half_year": "half_year",
    "month": "monthly",
}
_LAST: Final = 31
"""`day: last`; a shorter month gives its own last."""
_SATURDAY: Final = 5
_LONGEST_CLOSURE: Final = 366
"""Holidays in a row after which the file is at fault and no longer followed."""


@dataclass(frozen=True, slots=True)
class Grace:
    days: int
    rolls: bool
    soon_days: int
    """For so many days before the due day it is called due soon."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OnChange:
    """Whenever it changes, and looked at again each quarter."""

    rule: ClassVar = "on_change"
    grace: Grace
    within_days: int
    attest_window_days: int | None
    """From the quarter's first day; None: nothing is attested."""
    stale_after_days: int | None


@dataclass(frozen=True, slots=True)
class Yearly:
    rule: ClassVar = "yearly"
    grace: Grace
    on: MonthDay
    of: Literal["fiscal_year", "next_fiscal_year"]


@dataclass(frozen=True, slots=True)
class HalfYearly:
    rule: ClassVar = "half_year"
    grace: Grace
    h1: MonthDay
    h2: MonthDay


@dataclass(frozen=True, slots=True)
class Monthly:
    rule: ClassVar = "monthly"
    grace: Grace
    day: int
    of: Literal["month", "next_month"]


Due: TypeAlias = OnChange | Yearly | HalfYearly | Monthly


def parse_due(value: Mapping[str, Any]) -> Due:
    """The rule in a row of the (valid) catalogue."""
    grace = Grace(value["grace_days"], value["roll"] == "next_working_day", value["soon_days"])
    match value["rule"]:
        case "on_change":
            return OnChange(grace, value["within_days"], value.get("attest_window_days"), value.get("stale_after_days"))
        case "yearly":
            return Yearly(grace, _month_day(value), value["of"])
        case "half_year":
            return HalfYearly(grace, _month_day(value["h1"]), _month_day(value["h2"]))
        case "monthly":
            return Monthly(grace, _day(value["day"]), value["of"])
        case rule:
            raise AssertionError(f"no such rule: {rule!r}")


def due_day(rule: Yearly | HalfYearly | Monthly, period: Period) -> date:
    """The day `rule` names for `period`, before grace and holidays."""
    match rule:
        case Yearly(on=on, of="fiscal_year"):
            return _first_at_or_after(period.first, on)
        case Yearly(on=on):
            return _first_at_or_after(period.last + timedelta(days=1), on)
        case HalfYearly(h1=h1, h2=h2):
            return _first_at_or_after(period.last + timedelta(days=1), h1 if period.name.endswith("-h1") else h2)
        case Monthly(day=day, of=of):
            month = period if of == "month" else period_of("month", period.last + timedelta(days=1))
            return day_of_month(month.first.year, month.first.month, day)


def settle(day: date, grace: Grace, holidays: Collection[date]) -> date:
    """`day` and its grace, moved on to a working day where the rule says so."""
    settled = day + timedelta(days=grace.days)
    if not grace.rolls:
        return settled
    following = (settled + timedelta(days=days) for days in range(_LONGEST_CLOSURE))
    return next((found for found in following if found.weekday() < _SATURDAY and found not in holidays), settled)


def _first_at_or_after(day: date, on: MonthDay) -> date:
    this_year = day_of_month(day.year, on.month, on.day)
    return this_year if this_year >= day else day_of_month(day.year + 1, on.month, on.day)


def _month_day(value: Mapping[str, Any]) -> MonthDay:
    return MonthDay(value["month"], _day(value["day"]))


def _day(value: int | str) -> int:
    return _LAST if isinstance(value, str) else value


def render_due(rule: Due) -> dict[str, Any]:
    """`rule` as the catalogue writes it; `parse_due` reads it back."""
    grace = {
        "soon_days": rule.grace.soon_days,
        "grace_days": rule.grace.days,
        "roll": "next_working_day" if rule.grace.rolls else "none",
    }
    match rule:
        case OnChange(within_days=within, attest_window_days=window, stale_after_days=stale):
            attest = {} if window is None else {"attest": "quarterly", "attest_window_days": window}
            more = {"within_days": within} | attest | ({} if stale is None else {"stale_after_days": stale})
        case Yearly(on=on, of=of):
            more = _render(on) | {"of": of}
        case HalfYearly(h1=h1, h2=h2):
            more = {"h1": _render(h1), "h2": _render(h2)}
        case Monthly(day=day, of=of):
            more = {"day": day, "of": of}
    return {"rule": rule.rule} | more | grace


def _render(on: MonthDay) -> dict[str, Any]:
    return {"month": on.month, "day": on.day}
