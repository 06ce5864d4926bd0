"""Periods tile the calendar: no gap, no overlap, one name each, and never a date of a Buddhist year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.calendar import fiscal_year_of, period_name, period_range
from repo_schema.periods import CADENCES, Cadence, find_period, multi_year, period_of, periods_between

DAY = timedelta(days=1)
DAYS = st.dates(date(1940, 1, 1), date(2056, 12, 31))
EVERY = st.sampled_from(list(CADENCES))


@pytest.mark.parametrize(
    ("cadence", "day", "name", "first", "last"),
    [
        ("fiscal_year", "2025-10-01", "2569", "2025-10-01", "2026-09-30"),
        ("fiscal_year", "2026-09-30", "2569", "2025-10-01", "2026-09-30"),
        ("half_year", "2026-03-31", "2569-h1", "2025-10-01", "2026-03-31"),
        ("half_year", "2026-04-01", "2569-h2", "2026-04-01", "2026-09-30"),
        ("quarter", "2025-12-31", "2569-q1", "2025-10-01", "2025-12-31"),
        ("quarter", "2026-01-01", "2569-q2", "2026-01-01", "2026-03-31"),
        ("quarter", "2026-09-30", "2569-q4", "2026-07-01", "2026-09-30"),
        ("month", "2025-12-31", "2568-12", "2025-12-01", "2025-12-31"),
        ("month", "2024-02-29", "2567-02", "2024-02-01", "2024-02-29"),
        ("month", "2023-02-28", "2566-02", "2023-02-01", "2023-02-28"),
    ],
)
def test_periods_as_the_office_calls_them(cadence: Cadence, day: str, name: str, first: str, last: str) -> None:
    found = period_of(cadence, date.fromisoformat(day))
    assert (found.name, found.first.isoformat(), found.last.isoformat()) == (name, first, last)


@given(EVERY, DAYS)
def test_a_day_is_in_exactly_one_period_whose_name_leads_back_to_it(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    assert period.covers(day)
    assert period == period_of(cadence, period.first) == period_of(cadence, period.last)
    assert find_period(cadence, period.name) == period


@given(EVERY, DAYS)
def test_periods_follow_each_other_without_a_gap(cadence: Cadence, day: date) -> None:
    period = period_of(cadence, day)
    following = period_of(cadence, period.last + DAY)
    assert following.first == period.last + DAY
    assert following.name != period.name


@given(EVERY, DAYS, DAYS)
def test_the_periods_between_two_days_tile_them(cadence: Cadence, one: date, other: date) -> None:
    first, last = sorted((one, other))
    periods = list(periods_between(cadence, first, last))
    assert periods[0].covers(first)
    assert periods[-1].covers(last)
    assert all(after.first == before.last + DAY for before, after in pairwise(periods))
    assert list(periods_between(cadence, last + DAY, first)) == []


@given(DAYS)
def test_a_fiscal_year_is_two_halves_four_quarters_twelve_months(day: date) -> None:
    year = period_of("fiscal_year", day)
    for cadence, months in CADENCES.items():
        parts = list(periods_between(cadence, year.first, year.last))
        assert len(parts) == 12 // months
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)
        assert {part.fiscal_year for part in parts} == {int(year.name)} == {fiscal_year_of(day)}


@given(DAYS)
def test_periods_and_items_have_the_same_names_and_days(day: date) -> None:
    year, half, month = (period_of(cadence, day) for cadence in ("fiscal_year", "half_year", "month"))
    part = 1 if day.month in {10, 11, 12, 1, 2, 3} else 2
    written = (
        (year, {"kind": "fiscal_year", "fiscal_year": year.fiscal_year}),
        (half, {"kind": "half_year", "fiscal_year": year.fiscal_year, "half": part}),
        (month, {"kind": "month", "year": day.year + 543, "month": day.month}),
    )
    for period, value in written:
        assert period_name(value) == period.name
        assert period_range(value) == (period.first, period.last)


@given(st.dates(date(1940, 1, 1), date(2045, 12, 31)), st.integers(0, 9))
def test_a_plan_of_several_years_is_whole_fiscal_years(day: date, more: int) -> None:
    year = fiscal_year_of(day)
    plan = multi_year(f"{year}-{year + more}")
    assert plan is not None
    assert plan.first == period_of("fiscal_year", day).first
    assert plan.fiscal_year == year + more
    assert more == 0 or multi_year(f"{year + more}-{year}") is None


@pytest.mark.parametrize(
    ("cadence", "name"),
    [
        ("fiscal_year", "2026"),
        ("fiscal_year", "๒๕๖๙"),
        ("fiscal_year", "2569-h1"),
        ("half_year", "2569-h3"),
        ("quarter", "2569-q0"),
        ("quarter", "2569-q5"),
        ("month", "2569-13"),
        ("month", "2569-1"),
        ("month", "2569-01\n"),
        ("month", ""),
    ],
)
def test_what_is_no_name_of_a_period_is_none(cadence: Cadence, name: str) -> None:
    assert find_period(cadence, name) is None
