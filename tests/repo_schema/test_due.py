"""Due days: the catalogue's 43 rules against days worked out by hand, and the roll over holidays."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.documents import parse_document
from repo_schema.due import RULES_OF_CADENCE, Grace, OnChange, due_day, parse_due, render_due, settle
from repo_schema.periods import find_period, period_of
from repo_schema.validation import validate

TEMPLATE = Path(__file__).parents[2] / "content-repo-template"
ROWS: list[dict[str, Any]] = yaml.safe_load((TEMPLATE / "catalogue/obligations.yaml").read_text("utf-8"))["obligations"]
HOLIDAYS = {row["date"] for row in yaml.safe_load((TEMPLATE / "calendar/holidays.yaml").read_text("utf-8"))["holidays"]}
CADENCE = {"yearly": "fiscal_year", "half_year": "half_year", "monthly": "month"}
DAYS = st.dates(date(1940, 1, 1), date(2056, 12, 31))


def days(name: str, of: str) -> tuple[str, str]:
    """The day the rule of obligation `name` gives for a period, and the day it is settled to."""
    rule = parse_due(next(row["due"] for row in ROWS if row["id"] == name))
    assert not isinstance(rule, OnChange)
    period = find_period(CADENCE[rule.rule], of)  # type: ignore[arg-type]
    assert period is not None
    day = due_day(rule, period)
    return day.isoformat(), settle(day, rule.grace, HOLIDAYS).isoformat()


@pytest.mark.parametrize(
    ("name", "period", "day", "settled"),
    [
        # domain.md, section 6, and a calendar on the wall: 31 October 2026 is a Saturday; 31 December and 1 January
        # are holidays, and 2 and 3 January 2027 a weekend.
        ("procurement-monthly", "2569-01", "2026-02-28", "2026-03-02"),
        ("procurement-monthly", "2569-02", "2026-03-31", "2026-03-31"),
        ("procurement-monthly", "2567-01", "2024-02-29", "2024-02-29"),
        ("procurement-monthly", "2568-12", "2026-01-31", "2026-02-02"),
        ("operation-6m", "2569-h1", "2026-04-20", "2026-04-20"),
        ("operation-6m", "2569-h2", "2026-10-31", "2026-11-02"),
        ("budget-plan", "2570", "2026-10-31", "2026-11-02"),
        ("annual-plan", "2570", "2026-12-31", "2027-01-04"),
        ("budget-annual", "2569", "2026-12-31", "2027-01-04"),
        ("hr-criteria", "2569", "2025-12-31", "2026-01-02"),
        ("risk-assessment", "2570", "2027-01-31", "2027-02-01"),
        ("risk-actions", "2570", "2027-03-31", "2027-03-31"),
    ],
)
def test_due_days_worked_out_by_hand(name: str, period: str, day: str, settled: str) -> None:
    assert days(name, period) == (day, settled)


def test_every_obligation_has_the_rule_that_its_source_says() -> None:
    """`frequency` is the seed's word; the rule must be one for it."""
    frequency_of = {"on_change": "on_change", "yearly": "yearly", "half_year": "every_6_months", "monthly": "monthly"}
    assert len(ROWS) == 43
    for row in ROWS:
        assert frequency_of[row["due"]["rule"]] == row["frequency"]["code"], row["id"]
        assert RULES_OF_CADENCE[row["cadence"]] == row["due"]["rule"], row["id"]
        assert row["due"]["roll"] == "next_working_day"


def test_these_collections_go_stale() -> None:
    stale = {row["id"]: row["due"]["stale_after_days"] for row in ROWS if "stale_after_days" in row["due"]}
    assert stale == {"news": 30, "procurement-notices": 45, "participation": 180, "culture": 180}


@given(DAYS, st.integers(1, 12), st.integers(1, 31), st.sampled_from(["fiscal_year", "next_fiscal_year"]))
def test_a_yearly_due_day_lies_in_the_fiscal_year_it_names(day: date, month: int, on: int, of: str) -> None:
    rule = parse_due({"rule": "yearly", "month": month, "day": on, "of": of, **GRACE})
    assert not isinstance(rule, OnChange)
    period = period_of("fiscal_year", day)
    named = period if of == "fiscal_year" else period_of("fiscal_year", period.last + timedelta(days=1))
    found = due_day(rule, period)
    assert named.covers(found)
    assert found.month == month


GRACE = {"grace_days": 0, "roll": "next_working_day", "soon_days": 7}


@given(DAYS, st.integers(1, 12), st.sampled_from([*range(1, 32), "last"]))
def test_a_half_years_due_day_comes_within_a_year_of_its_end(day: date, month: int, on: int | str) -> None:
    at = {"month": month, "day": on}
    rule = parse_due({"rule": "half_year", "h1": at, "h2": at, **GRACE})
    assert not isinstance(rule, OnChange)
    half = period_of("half_year", day)
    assert half.last < due_day(rule, half) <= half.last + timedelta(days=366)


@given(DAYS, st.sampled_from([*range(1, 32), "last"]))
def test_a_months_due_day_lies_in_the_next_month(day: date, on: int | str) -> None:
    rule = parse_due({"rule": "monthly", "day": on, "of": "next_month", **GRACE})
    assert not isinstance(rule, OnChange)
    month = period_of("month", day)
    following = period_of("month", month.last + timedelta(days=1))
    found = due_day(rule, month)
    assert following.covers(found)
    assert found.day == (min(on, following.last.day) if isinstance(on, int) else following.last.day)


@given(DAYS, st.sets(st.integers(0, 9)), st.integers(0, 30))
def test_settling_moves_on_to_the_first_working_day_and_no_further(day: date, off: set[int], grace: int) -> None:
    start = day + timedelta(days=grace)
    holidays = {start + timedelta(days=days) for days in off}
    found = settle(day, Grace(grace, rolls=True, soon_days=0), holidays)
    passed = [start + timedelta(days=days) for days in range((found - start).days)]

    assert found.weekday() < 5
    assert found not in holidays
    assert all(between.weekday() >= 5 or between in holidays for between in passed)
    assert settle(day, Grace(grace, rolls=False, soon_days=0), holidays) == start


def test_a_holiday_file_without_working_days_ends_somewhere() -> None:
    day = date(2026, 1, 1)
    closed = {day + timedelta(days=days) for days in range(800)}
    assert settle(day, Grace(0, rolls=True, soon_days=0), closed) == day


@pytest.mark.parametrize(("month", "day", "most"), [(4, 31, "1–30"), (2, 30, "1–29")], ids=["31 April", "30 February"])
def test_a_day_that_no_year_has_is_refused(month: int, day: int, most: str) -> None:
    text = (TEMPLATE / "catalogue/obligations.yaml").read_text("utf-8")
    written = text.replace("month: 3, day: 31", f"month: {month}, day: {day}", 1)
    (finding,) = validate(parse_document(written.encode(), path="catalogue/obligations.yaml"))
    assert (finding.code, finding.expected, finding.field) == ("schema_out_of_range", most, "obligations[34].due.day")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_rule_is_written_as_it_was_read(row: dict[str, Any]) -> None:
    assert render_due(parse_due(row["due"])) == {
        key: 31 if value == "last" else value for key, value in row["due"].items()
    }
