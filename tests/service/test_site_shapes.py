"""Nothing that an item says is left out of its page, whatever its shape; and drawings that tell no lie."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.tables import write_table
from service.ledger.records import file_records
from service.site.charts import chart_of_table
from service.site.shapes import Shown, Table, cut, show_document
from service.site.wording import mark_changes
from tests.examples.test_examples import VALID, named

UNITS = {"hr": {"th": "งานบุคคล"}}
CODE = re.compile(r"[a-z0-9_-]+|files/.+")
"""Values of enumerations, ids of units and paths of files are shown as what they are called."""


def leaves(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            for inner in value.values():
                yield from leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from leaves(inner)
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from leaves(getattr(value, field.name))
        case _:
            yield value


@pytest.mark.parametrize("file", VALID, ids=named)
def test_a_shape_is_shown_whole(file: Path) -> None:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    records = {row["sha256"]: row for row in file_records(document)}

    blocks = show_document(document, Shown(records, UNITS))

    shown = "\n".join(str(leaf) for leaf in leaves(blocks))
    said = {str(leaf) for leaf in leaves(document.get("content", {}))}
    assert [text for text in said if not CODE.fullmatch(text) and text not in shown] == []
    assert all(block.title["th"].strip() for block in blocks)


@pytest.mark.parametrize("file", VALID, ids=named)
def test_a_table_that_can_be_saved_is_a_table_on_the_page(file: Path) -> None:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    tables = [block for block in show_document(document, Shown({}, UNITS)) if isinstance(block.body, Table)]

    assert len(write_table(document)) <= len(tables)


def free(rows: list[list[Any]], *names: str) -> dict[str, Any]:
    columns = [{"key": f"c{at}", "name": {"th": name}} for at, name in enumerate(names)]
    return {"title": {"th": "ตาราง"}, "columns": columns, "rows": rows}


def test_ten_thousand_rows_are_cut_to_a_hundred() -> None:
    rows = [[f"แถว {number}", number] for number in range(2500)]
    document = {"schema": "statistics/v1", "content": {"tables": [free(rows, "ก", "ข")] * 4}}
    blocks = show_document(document, Shown({}, UNITS))

    parts = [
        [block.body for block in cut(blocks, at, at + 100) if isinstance(block.body, Table)]
        for at in range(0, 10_000, 100)
    ]

    assert {sum(len(table.rows) for table in part) for part in parts} == {100}
    assert [row[1].value for part in parts for table in part for row in table.rows] == list(range(2500)) * 4
    assert {table.total for part in parts for table in part} == {2500}


@given(st.lists(st.tuples(st.text(min_size=1), st.integers(0, 10**9)), max_size=30))
def test_a_bar_is_as_long_as_its_number(rows: list[tuple[str, int]]) -> None:
    chart = chart_of_table(free([list(row) for row in rows], "ก", "ข"))

    if chart is None:
        return
    longest = max(bar.value for bar in chart.bars)
    assert {bar.percent for bar in chart.bars if bar.value == longest} == {100.0}
    for bar in chart.bars:
        assert abs(bar.percent - float(bar.value) / float(longest) * 100) <= 0.05
        assert (bar.label["th"], bar.value) in rows


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["ก", 1]],
        [["ก", 0], ["ข", 0]],
        [["ก", -1], ["ข", 5]],
        [["ก", None], ["ข", 5]],
        [["ก", "มาก"], ["ข", "น้อย"]],
    ],
)
def test_what_cannot_be_compared_is_not_drawn(rows: list[list[Any]]) -> None:
    assert chart_of_table(free(rows, "ก", "ข")) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_marking_loses_no_letter(before: str, after: str) -> None:
    old, new = mark_changes(before, after)

    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    if before == after:
        assert not any(piece.is_changed for piece in (*old, *new))


def test_marking_keeps_vowels_with_their_consonants() -> None:
    old, new = mark_changes("ที่อยู่เดิม", "ที่อยู่ใหม่")

    assert [(piece.text, piece.is_changed) for piece in old] == [("ที่อยู่", False), ("เดิม", True)]
    assert [(piece.text, piece.is_changed) for piece in new] == [("ที่อยู่", False), ("ใหม่", True)]
