"""Thai time, held against examples and against the arithmetic of days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.calendar import (
    BANGKOK,
    fiscal_year_of,
    period_name,
    period_range,
    thai_date,
    thai_date_short,
)

YEARS = st.integers(2480, 2600)
DAYS = st.dates(date(1937, 1, 1), date(2057, 12, 31))


@pytest.mark.parametrize(
    ("period", "name", "first", "last"),
    [
        ({"kind": "fiscal_year", "fiscal_year": 2569}, "2569", "2025-10-01", "2026-09-30"),
        ({"kind": "half_year", "fiscal_year": 2569, "half": 1}, "2569-h1", "2025-10-01", "2026-03-31"),
        ({"kind": "half_year", "fiscal_year": 2569, "half": 2}, "2569-h2", "2026-04-01", "2026-09-30"),
        ({"kind": "month", "year": 2569, "month": 1}, "2569-01", "2026-01-01", "2026-01-31"),
        ({"kind": "month", "year": 2567, "month": 2}, "2567-02", "2024-02-01", "2024-02-29"),
        ({"kind": "month", "year": 2568, "month": 12}, "2568-12", "2025-12-01", "2025-12-31"),
        (
            {"kind": "multi_year", "from_fiscal_year": 2566, "to_fiscal_year": 2570},
            "2566-2570",
            "2022-10-01",
            "2027-09-30",
        ),
        ({"kind": "as_of", "date": "2025-10-01"}, None, "2025-10-01", "2025-10-01"),
    ],
    ids=lambda value: value.get("kind") if isinstance(value, dict) else None,
)
def test_a_period_has_one_name_and_one_span(period: dict[str, Any], name: str | None, first: str, last: str) -> None:
    """Names are those of design.md; Buddhist years become Gregorian days."""
    assert period_name(period) == name
    assert period_range(period) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("ask", [period_name, period_range], ids=["its name", "its span"])
def test_an_unknown_kind_of_period_is_misuse(ask: Any) -> None:
    """Only validated periods are asked about."""
    with pytest.raises(AssertionError, match="kind of period"):
        ask({"kind": "week"})


@given(YEARS)
def test_fiscal_years_follow_each_other_without_a_gap(year: int) -> None:
    """The last day of a fiscal year is followed by the first of the next."""
    _, last = period_range({"kind": "fiscal_year", "fiscal_year": year})
    first, _ = period_range({"kind": "fiscal_year", "fiscal_year": year + 1})
    assert last + timedelta(days=1) == first


@given(YEARS)
def test_two_halves_make_a_fiscal_year(year: int) -> None:
    """Nothing lies between the halves, nothing outside."""
    start, middle = period_range({"kind": "half_year", "fiscal_year": year, "half": 1})
    after, end = period_range({"kind": "half_year", "fiscal_year": year, "half": 2})
    assert (start, end) == period_range({"kind": "fiscal_year", "fiscal_year": year})
    assert middle + timedelta(days=1) == after


@given(DAYS)
def test_every_day_lies_in_its_own_fiscal_year_and_month(day: date) -> None:
    """`fiscal_year_of` and `period_range` agree, 29 February included."""
    first, last = period_range({"kind": "fiscal_year", "fiscal_year": fiscal_year_of(day)})
    assert first <= day <= last
    first, last = period_range({"kind": "month", "year": day.year + 543, "month": day.month})
    assert first <= day <= last


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2025, 10, 1), "1 ตุลาคม 2568", "1 ต.ค. 2568"),
        (date(2024, 2, 29), "29 กุมภาพันธ์ 2567", "29 ก.พ. 2567"),
        (date(2026, 12, 31), "31 ธันวาคม 2569", "31 ธ.ค. 2569"),
    ],
    ids=["a fiscal year's first day", "a leap day", "New Year's Eve"],
)
def test_days_are_written_as_thais_write_them(day: date, long: str, short: str) -> None:
    """Day, month in words, Buddhist year."""
    assert (thai_date(day), thai_date_short(day)) == (long, short)


def test_bangkok_is_seven_hours_ahead() -> None:
    """A day begins at 17:00 UTC of the day before."""
    assert datetime(2025, 9, 30, 17, tzinfo=UTC).astimezone(BANGKOK).date() == date(2025, 10, 1)


def test_bangkok_needs_no_time_zone_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows without tzdata has the same offset."""
    from repo_schema import calendar  # noqa: PLC0415

    def missing(key: str) -> None:
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr(calendar, "ZoneInfo", missing)
    assert calendar._bangkok().utcoffset(None) == timedelta(hours=7)
