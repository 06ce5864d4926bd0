"""Thai time: the Buddhist Era, the fiscal year and the periods items report on.

A Buddhist year only ever names a period or a day in words; a `date` is never built with one (2567 is a leap year in
one era and not in the other). The fiscal year N runs from 1 October N-544 to 30 September N-543.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = [
    "BANGKOK",
    "BUDDHIST_ERA",
    "LONGEST_MONTHS",
    "TH_MONTHS",
    "TH_MONTHS_SHORT",
    "both_eras",
    "both_eras_short",
    "buddhist_year",
    "day_of_month",
    "fiscal_year_of",
    "period_name",
    "period_range",
    "thai_date",
    "thai_date_short",
]

BUDDHIST_ERA: Final = 543
"""Buddhist year minus Gregorian year (since 1941, when the Thai year began to start in January)."""
_OCTOBER: Final = 10
LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of each month, January first, in the years that have most."""

TH_MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
TH_MONTHS_SHORT: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip


def _bangkok() -> tzinfo:
    try:
        return ZoneInfo("Asia/Bangkok")
    except ZoneInfoNotFoundError:  # Windows without tzdata; Thailand has had no other offset since 1920
        return timezone(timedelta(hours=7), "Asia/Bangkok")


BANGKOK: Final = _bangkok()


def buddhist_year(on: date) -> int:
    return on.year + BUDDHIST_ERA


def fiscal_year_of(on: date) -> int:
    """Give the fiscal year, in the Buddhist Era, that `on` falls in."""
    return buddhist_year(on) + (on.month >= _OCTOBER)


def day_of_month(year: int, month: int, day: int) -> date:
    """That day of a Gregorian month, or its last when it is shorter: 31 stands for the last of any month."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def period_name(period: Mapping[str, Any]) -> str | None:
    """Give the name an item of this (valid) period has; None for `as_of`, whose items are named otherwise."""
    match period["kind"]:
        case "fiscal_year":
            return f"{period['fiscal_year']}"
        case "half_year":
            return f"{period['fiscal_year']}-h{period['half']}"
        case "month":
            return f"{period['year']}-{period['month']:02d}"
        case "multi_year":
            return f"{period['from_fiscal_year']}-{period['to_fiscal_year']}"
        case "as_of":
            return None
        case kind:
            raise AssertionError(f"no such kind of period: {kind!r}")


def period_range(period: Mapping[str, Any]) -> tuple[date, date]:
    """Give the first and the last day of this (valid) period."""
    match period["kind"]:
        case "fiscal_year":
            return _fiscal_years(period["fiscal_year"], period["fiscal_year"])
        case "half_year":
            return _half_year(period["fiscal_year"], period["half"])
        case "month":
            return _month(period["year"] - BUDDHIST_ERA, period["month"])
        case "multi_year":
            return _fiscal_years(period["from_fiscal_year"], period["to_fiscal_year"])
        case "as_of":
            on = date.fromisoformat(period["date"])
            return on, on
        case kind:
            raise AssertionError(f"no such kind of period: {kind!r}")


def _fiscal_years(first: int, last: int) -> tuple[date, date]:
    return date(first - BUDDHIST_ERA - 1, 10, 1), date(last - BUDDHIST_ERA, 9, 30)


def _half_year(fiscal_year: int, half: int) -> tuple[date, date]:
    start, end = _fiscal_years(fiscal_year, fiscal_year)
    return (start, date(end.year, 3, 31)) if half == 1 else (date(end.year, 4, 1), end)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), day_of_month(year, month, 31)


def thai_date(on: date) -> str:
    """`1 ตุลาคม 2568`."""
    return f"{on.day} {TH_MONTHS[on.month - 1]} {buddhist_year(on)}"


def thai_date_short(on: date) -> str:
    """`1 ต.ค. 2568`."""
    return f"{on.day} {TH_MONTHS_SHORT[on.month - 1]} {buddhist_year(on)}"


def both_eras(on: date) -> str:
    """`1 ตุลาคม 2568 (ค.ศ. 2025)`: a reader of either era reads the right year."""
    return f"{thai_date(on)} (ค.ศ. {on.year})"


def both_eras_short(on: date) -> str:
    """`1 ต.ค. 2568 (2025-10-01)`."""
    return f"{thai_date_short(on)} ({on.isoformat()})"
