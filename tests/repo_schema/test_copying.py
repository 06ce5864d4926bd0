"""An item that only moved its dates is the old one; one with any other change is not."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.copying import Likeness, find_copy, previous_name

EARLIER: dict[str, Any] = {
    "period": {"kind": "fiscal_year", "fiscal_year": 2568},
    "title": {"th": "รายงานผลการดำเนินงาน ประจำปี ๒๕๖๘"},
    "prepared_on": "2025-11-01",
    "attachments": [{"file": "files/aa/" + "a" * 64 + ".pdf", "name": "รายงาน 2568.pdf"}],
    "content": {
        "report_period": {"from": "2024-10-01", "to": "2025-09-30"},
        "result": {"th": "ดำเนินการแล้วเสร็จเมื่อวันที่ ๓๐ กันยายน ๒๕๖๘ ทั้ง 12 โครงการ ใช้งบ 2,568.50 บาท"},
        "lines": [{"no": 1, "spent": "150000.00", "finished": "2025-08-01"}],
    },
}


def moved() -> dict[str, Any]:
    """The same a year later, as a clerk in a hurry makes it."""
    later = deepcopy(EARLIER)
    later["period"]["fiscal_year"] = 2569
    later["title"]["th"] = "รายงานผลการดำเนินงาน ประจำปี ๒๕๖๙"
    later["prepared_on"] = "2026-11-01"
    later["content"]["report_period"] = {"from": "2025-10-01", "to": "2026-09-30"}
    later["content"]["result"]["th"] = "ดำเนินการแล้วเสร็จเมื่อวันที่ 30 ก.ย. 2569 ทั้ง ๑๒ โครงการ ใช้งบ 2,568.50 บาท"
    later["content"]["lines"][0]["finished"] = "2026-08-01"
    return later


def test_what_only_moved_its_dates_is_a_copy() -> None:
    assert find_copy(moved(), EARLIER) == Likeness(
        same=("attachments",),
        differing=(
            "period.fiscal_year",
            "title.th",
            "prepared_on",
            "content.report_period.from",
            "content.report_period.to",
            "content.result.th",
            "content.lines[0].finished",
        ),
    )


def test_each_field_that_stayed_as_it_was_is_named() -> None:
    content = {"goals": [1], "on": "2025-10-01"}
    earlier: dict[str, Any] = {"title": {"th": "แผน"}, "summary": {"th": "เดิม"}, "content": content}
    later = deepcopy(earlier) | {"summary": {"th": "สรุปใหม่"}}
    later["content"]["on"] = "2026-10-01"

    assert find_copy(later, earlier) == Likeness(("title", "content.goals"), ("summary.th", "content.on"))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("content", "lines", 0, "spent"), "150000.01"),
        (("content", "lines", 0, "no"), 2),
        (("content", "result", "th"), "ดำเนินการแล้วเสร็จเมื่อวันที่ 30 ก.ย. 2569 ทั้ง ๑๓ โครงการ ใช้งบ 2,568.50 บาท"),
        (("content", "result", "th"), "ดำเนินการแล้วเสร็จเมื่อวันที่ 30 ก.ย. 2569 ทั้ง ๑๒ โครงการ ใช้งบ 2,569.50 บาท"),
        (("attachments", 0, "file"), "files/bb/" + "b" * 64 + ".pdf"),
        (("content", "problems"), {"th": "ฝนตกหนัก"}),
    ],
)
def test_what_says_anything_new_is_none(where: tuple[str | int, ...], value: Any) -> None:
    later: Any = moved()
    place = later
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = value

    assert find_copy(later, EARLIER) is None


def test_stating_nil_again_is_no_copy() -> None:
    nil = {"period": {"kind": "month"}, "nil_statement": {"reason": {"th": "ไม่มีการจัดซื้อจัดจ้าง"}}}

    assert find_copy(nil, nil) is None


@pytest.mark.parametrize(
    ("cadence", "name", "before"),
    [
        ("fiscal_year", "2569", "2568"),
        ("half_year", "2569-h1", "2568-h2"),
        ("half_year", "2569-h2", "2569-h1"),
        ("month", "2569-01", "2568-12"),
        ("month", "2567-03", "2567-02"),
        ("singleton", "main", None),
        ("collection", "first", None),
        ("multi_year", "2566-2570", None),
        ("fiscal_year", "main", None),
    ],
)
def test_the_period_before(cadence: str, name: str, before: str | None) -> None:
    assert previous_name(cadence, name) == before


CONTENT = st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(CONTENT)
def test_anything_is_a_copy_of_itself(content: Any) -> None:
    likeness = find_copy({"content": content}, {"content": content})

    assert likeness is not None
    assert likeness.differing == ()
