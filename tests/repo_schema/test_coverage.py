"""What answers a code in a fiscal year, and what is missing: every rule as a case."""

from datetime import date
from typing import Any

import pytest

from repo_schema.coverage import Evidence, cover
from repo_schema.due import Due, parse_due
from repo_schema.duties import Duty, Kind, State

GRACE = {"soon_days": 30, "grace_days": 0, "roll": "none"}
ON_CHANGE = parse_due({"rule": "on_change", "within_days": 7, **GRACE})
PLAN = parse_due({"rule": "yearly", "month": 10, "day": 31, "of": "fiscal_year", **GRACE})
RESULT = parse_due({"rule": "yearly", "month": 12, "day": 31, "of": "next_fiscal_year", **GRACE})
MONTHLY = parse_due({"rule": "monthly", "day": "last", "of": "next_month", **GRACE})


def version(name: str, period: dict[str, Any], cadence: str, due: Due) -> Evidence:
    return Evidence(
        item=f"thing/hr/{name}",
        unit="hr",
        version=1,
        commit="0" * 40,
        digest="0" * 64,
        title="เรื่อง",
        published_at="2026-01-01T00:00:00+07:00",
        source="claimed",
        cadence=cadence,
        due=due,
        period=period,
    )


def year(number: int) -> dict[str, Any]:
    return {"kind": "fiscal_year", "fiscal_year": number}


def day(text: str) -> dict[str, Any]:
    return {"kind": "as_of", "date": text}


def edition(*obligations: str) -> dict[str, Any]:
    rows = [{"id": name, "relation": "exact"} for name in obligations]
    return {"id": "oit-2566", "codes": [{"code": "O1", "title": {"th": "ข้อ"}, "obligations": rows}]}


def duty(state: State = "overdue", *, of: str = "thing", kind: Kind = "report", due_on: str = "2025-10-31") -> Duty:
    return Duty(of, "hr", kind, "2569", None, date.fromisoformat(due_on), state)


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        pytest.param(version("main", day("2020-01-01"), "singleton", ON_CHANGE), True, id="kept current, however old"),
        pytest.param(version("a", day("2025-10-01"), "collection", ON_CHANGE), True, id="news of the year's first day"),
        pytest.param(version("a", day("2026-09-30"), "collection", ON_CHANGE), True, id="news of its last"),
        pytest.param(version("a", day("2025-09-30"), "collection", ON_CHANGE), False, id="news of the year before"),
        pytest.param(
            version("2566-2570", {"kind": "multi_year", "from_fiscal_year": 2566, "to_fiscal_year": 2570},
                    "multi_year", ON_CHANGE), True, id="a plan for years, the year among them"),
        pytest.param(
            version("2564-2568", {"kind": "multi_year", "from_fiscal_year": 2564, "to_fiscal_year": 2568},
                    "multi_year", ON_CHANGE), False, id="a plan that ended"),
        pytest.param(version("2569", year(2569), "fiscal_year", PLAN), True, id="the year's plan"),
        pytest.param(version("2570", year(2570), "fiscal_year", PLAN), False, id="next year's plan"),
        pytest.param(version("2568", year(2568), "fiscal_year", RESULT), True, id="last year's result, due this year"),
        pytest.param(version("2567", year(2567), "fiscal_year", RESULT), False, id="the result before it"),
        pytest.param(version("2568-09", {"kind": "month", "year": 2568, "month": 9}, "month", MONTHLY), True,
                     id="September, due in October"),
        pytest.param(version("2568-08", {"kind": "month", "year": 2568, "month": 8}, "month", MONTHLY), False,
                     id="August of the year before"),
        pytest.param(version("2569-09", {"kind": "month", "year": 2569, "month": 9}, "month", MONTHLY), True,
                     id="the last month, due in the next year"),
    ],
)  # fmt: skip
def test_what_counts_as_evidence_for_2569(what: Evidence, *, counts: bool) -> None:
    (question,) = cover(edition("thing"), 2569, [what], [])

    assert question.answers[0].evidence == ((what,) if counts else ())
    assert question.status == ("answered" if counts else "not_due")


@pytest.mark.parametrize(
    ("obligations", "published", "owed", "status"),
    [
        pytest.param([], ["thing"], [], "new", id="no obligation answers it"),
        pytest.param(["thing"], [], [], "not_due", id="nothing there, nothing due"),
        pytest.param(["thing"], [], [duty()], "missing", id="nothing there, and overdue"),
        pytest.param(["thing"], ["thing"], [duty()], "part_missing", id="one unit has, another owes"),
        pytest.param(["thing"], ["thing"], [], "answered", id="all there"),
        pytest.param(["thing", "other"], ["thing"], [], "part_missing", id="one of two merged obligations"),
        pytest.param(["thing", "other"], ["thing"], [duty(of="other")], "part_missing", id="the other is overdue"),
        pytest.param(["thing"], [], [duty("waived")], "not_due", id="waived is no gap"),
        pytest.param(["thing"], [], [duty("published_late")], "not_due", id="late is no gap"),
        pytest.param(["thing"], [], [duty(due_on="2025-09-30")], "not_due", id="a gap of the year before"),
        pytest.param(["thing"], ["thing"], [duty(kind="attestation")], "answered", id="attesting is not asked for"),
    ],
)
def test_the_status_of_a_code(obligations: list[str], published: list[str], owed: list[Duty], status: str) -> None:
    there = [version("main", day("2025-10-01"), "singleton", ON_CHANGE) for _ in published]

    assert [question.status for question in cover(edition(*obligations), 2569, there, owed)] == [status]
