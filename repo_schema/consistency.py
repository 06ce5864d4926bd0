"""What a schema cannot say: fields of one document that must agree with one another.

Asked only of documents that follow their schema. Spans run forwards, totals add up to the satang, and every row of a
table is as long as its heading.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from repo_schema.calendar import LONGEST_MONTHS
from repo_schema.documents import Document, Pointer, render_pointer
from repo_schema.findings import Finding

__all__ = ["check_consistency", "walk"]

_NOT_BEFORE: Final = (
    ("from", "to"),
    ("start", "end"),
    ("in_force_from", "in_force_to"),
    ("from_fiscal_year", "to_fiscal_year"),
    ("warn_bytes", "refuse_bytes"),
    ("closed", "received"),
)
"""The second may equal the first, never lie below it. Dates and months compare as text."""
_AFTER: Final = ("since", "until")
"""`until` is the first day no longer covered."""


def check_consistency(document: Document) -> Iterator[Finding]:
    """Yield what in `document`, valid by its schema, contradicts itself."""
    for pointer, value in walk(document.value):
        if type(value) is dict:
            yield from _check_spans(document, pointer, value)
            yield from _check_day(document, pointer, value)
    content = document.value.get("content")
    if isinstance(content, dict):
        yield from _check_total(document, content)
        yield from _check_rows(document, content)


def walk(value: Any) -> Iterator[tuple[Pointer, Any]]:
    """Yield every value under (and including) `value` with its pointer, without recursion."""
    todo: list[tuple[Pointer, Any]] = [((), value)]
    while todo:
        pointer, value = todo.pop()
        yield pointer, value
        if type(value) is dict:
            todo.extend(((*pointer, key), inner) for key, inner in value.items())
        elif type(value) is list:
            todo.extend(((*pointer, index), inner) for index, inner in enumerate(value))


def _check_spans(document: Document, pointer: Pointer, value: Mapping[str, Any]) -> Iterator[Finding]:
    for first, second in _NOT_BEFORE:
        if first in value and second in value and value[second] < value[first]:
            yield _finding(document, (*pointer, second), "schema_out_of_range", f"≥ {value[first]}", value[second])
    first, second = _AFTER
    if first in value and second in value and value[second] <= value[first]:
        yield _finding(document, (*pointer, second), "schema_out_of_range", f"> {value[first]}", value[second])


def _check_day(document: Document, pointer: Pointer, value: Mapping[str, Any]) -> Iterator[Finding]:
    """A day that the month never has; 29 February is there in some years, and means the 28th in the others."""
    month, day = value.get("month"), value.get("day")
    if type(month) is not int or type(day) is not int or not 1 <= month <= len(LONGEST_MONTHS):
        return
    if day > (most := LONGEST_MONTHS[month - 1]):
        yield _finding(document, (*pointer, "day"), "schema_out_of_range", f"1–{most}", day)


def _check_total(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    if "total" not in content:
        return
    total = sum((Decimal(line["budget"]) for line in content["lines"]), Decimal("0.00"))
    if Decimal(content["total"]) != total:
        yield _finding(document, ("content", "total"), "total_differs", f"{total}", content["total"])


def _check_rows(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    for place, table in enumerate(content.get("tables", ())):
        width = len(table["columns"])
        for index, row in enumerate(table["rows"]):
            if len(row) != width:
                at = ("content", "tables", place, "rows", index)
                yield _finding(document, at, "schema_wrong_value", f"{width} ช่อง/cells", f"{len(row)} ช่อง/cells")


def _finding(document: Document, pointer: Pointer, code: str, expected: str, found: object) -> Finding:
    return Finding(
        code,
        path=document.path,
        line=document.line_of(pointer),
        field=render_pointer(pointer),
        expected=expected,
        found=str(found),
    )
