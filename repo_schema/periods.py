"""The periods that obligations recur in: fiscal years, halves, quarters, months; each contains every day once.

All begin with a month, counted from an October, so that one arithmetic serves the four of them. A Buddhist year names
a period and is never part of a date (2567-02-29 is no date, though 29 February 2567 was a day).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from repo_schema.calendar import BUDDHIST_ERA, buddhist_year, fiscal_year_of

__all__ = ["CADENCES", "Cadence", "Period", "find_period", "multi_year", "period_of", "periods_between"]

Cadence: TypeAlias = Literal["fiscal_year", "half_year", "quarter", "month"]
CADENCES: Final[dict[Cadence, int]] = {"fiscal_year": 12, "half_year": 6, "quarter": 3, "month": 1}
"""How many months a period of each lasts."""
_BEFORE_OCTOBER: Final = 9
_NAMES: Final[dict[Cadence, re.Pattern[str]]] = {
    "fiscal_year": re.compile(r"(2[45][0-9]{2}|2600)"),
    "half_year": re.compile(r"(2[45][0-9]{2}|2600)-h([12])"),
    "quarter": re.compile(r"(2[45][0-9]{2}|2600)-q([1-4])"),
    "month": re.compile(r"(2[45][0-9]{2}|2600)-(0[1-9]|1[0-2])"),
}
_MULTI_YEAR: Final = re.compile(r"(2[45][0-9]{2}|2600)-(2[45][0-9]{2}|2600)")


@dataclass(frozen=True, slots=True)
class Period:
    """From its first day to its last, both included; `name` is what items, attestations and waivers call it."""

    name: str
    first: date
    last: date

    @property
    def fiscal_year(self) -> int:
        """The fiscal year, in the Buddhist Era, that it ends in."""
        return fiscal_year_of(self.last)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def period_of(cadence: Cadence, day: date) -> Period:
    """The one period of `cadence` that `day` falls in."""
    months = CADENCES[cadence]
    return _period(cadence, (_month_number(day) - _BEFORE_OCTOBER) // months)


def periods_between(cadence: Cadence, first: date, last: date) -> Iterator[Period]:
    """The periods with a day from `first` to `last`, oldest first; none when `last` comes before `first`."""
    months = CADENCES[cadence]
    begin, end = ((_month_number(day) - _BEFORE_OCTOBER) // months for day in (first, last))
    for number in range(begin, end + 1) if first <= last else ():
        yield _period(cadence, number)


def find_period(cadence: Cadence, name: str) -> Period | None:
    """The period of this name; None when no period of `cadence` has it."""
    match = _NAMES[cadence].fullmatch(name)
    if match is None:
        return None
    year = int(match[1]) - BUDDHIST_ERA
    if cadence == "month":
        return period_of(cadence, date(year, int(match[2]), 1))
    part = int(match[2]) - 1 if cadence != "fiscal_year" else 0
    number = (12 * (year - 1)) // CADENCES[cadence] + part
    return _period(cadence, number)


def multi_year(name: str) -> Period | None:
    """The period `2566-2570`: whole fiscal years, the first and the last named; None when `name` is no such thing."""
    match = _MULTI_YEAR.fullmatch(name)
    years = [find_period("fiscal_year", year) for year in match.groups()] if match else []
    if len(years) != 2 or not years[0] or not years[1] or years[0].first > years[1].first:  # noqa: PLR2004 - two ends
        return None
    return Period(name, years[0].first, years[1].last)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=4096)
def _period(cadence: Cadence, number: int) -> Period:
    """The period `number` of a cadence, counted from October of the Gregorian year 0."""
    months = CADENCES[cadence]
    first = number * months + _BEFORE_OCTOBER
    last = first + months
    begin = date(first // 12, first % 12 + 1, 1)
    end = date(last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return Period(_name(cadence, begin, number), begin, end)


def _name(cadence: Cadence, begin: date, number: int) -> str:
    if cadence == "month":
        return f"{buddhist_year(begin)}-{begin.month:02d}"
    part = number % (12 // CADENCES[cadence]) + 1
    mark = {"fiscal_year": "", "half_year": f"-h{part}", "quarter": f"-q{part}"}[cadence]
    return f"{fiscal_year_of(begin)}{mark}"
