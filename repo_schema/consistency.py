"""What a schema cannot say: fields of one document that must agree with one another.

Asked only of documents that follow their schema. Spans run forwards, totals add up to the satang, no more is closed
than was received, every row of a table is as long as its heading, and every file the content shows is attached.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from repo_schema.calendar import BUDDHIST_ERA, LONGEST_MONTHS
from repo_schema.documents import Document, Pointer, render_pointer
from repo_schema.findings import Finding

__all__ = ["check_consistency", "walk"]

_NOT_BEFORE: Final = (
    ("from", "to"),
    ("start", "end"),
    ("in_force_from", "in_force_to"),
    ("from_fiscal_year", "to_fiscal_year"),
    ("warn_bytes", "refuse_bytes"),
    ("term_from", "term_to"),
    ("published_on", "closes_on"),
    ("held_on", "held_until"),
    ("asked_on", "answered_on"),
)
"""The second may equal the first, never lie below it. Dates and months compare as text."""
_FILES: Final = "files/"
_NUMBERED: Final = frozenset({"lines", "risks", "rows"})
_AFTER: Final = ("since", "until")
"""`until` is the first day no longer covered."""
_ENDS: Final = frozenset({*(second for _, second in _NOT_BEFORE), _AFTER[1]})
"""A mapping without any of these spans nothing: most are told so at once."""


def check_consistency(document: Document) -> Iterator[Finding]:
    """Yield what in `document`, valid by its schema, contradicts itself."""
    attached: frozenset[str] | None = None
    for pointer, value in walk(document.value):
        if type(value) is dict:
            if not _ENDS.isdisjoint(value):
                yield from _check_spans(document, pointer, value)
            if "day" in value:
                yield from _check_day(document, pointer, value)
        elif type(value) is str and value.startswith(_FILES) and pointer[0] == "content":
            attached = attached if attached is not None else _attached(document)
            if value not in attached:
                yield _finding(document, pointer, "file_not_attached", "attachments", value)
    content = document.value.get("content")
    if isinstance(content, dict):
        for check in (_check_total, _check_methods, _check_counts, _check_numbers, _check_month, _check_rows):
            yield from check(document, content)


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


def _attached(document: Document) -> frozenset[str]:
    return frozenset(row["file"] for row in document.value.get("attachments", ()))


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
    total = _sum(line["budget"] for line in content["lines"])
    if Decimal(content["total"]) != total:
        yield _finding(document, ("content", "total"), "total_differs", f"{total}", content["total"])


def _check_methods(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    """What a report spent by method is what its lines spent."""
    if "by_method" not in content:
        return
    lines, methods = content["lines"], content["by_method"]
    for in_lines, in_methods in (("budget_spent", "spent"), ("budget_allocated", "budget")):
        if any(in_lines not in line and "no_budget" not in line for line in lines):
            continue
        total = _sum(line[in_lines] for line in lines if in_lines in line)
        found = _sum(method[in_methods] for method in methods)
        if total != found:
            yield _finding(document, ("content", "by_method"), "total_differs", f"{total}", f"{found}")


def _check_counts(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    counts = content.get("counts")
    if counts and counts["closed"] > counts["received"]:
        at = ("content", "counts", "closed")
        yield _finding(document, at, "closed_exceeds_received", str(counts["received"]), counts["closed"])


def _check_numbers(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    """A line's number is how a report names it, so no two lines share one."""
    for name in _NUMBERED & content.keys():
        lines = content[name]
        seen = Counter(line["no"] for line in lines if "no" in line)
        for index, line in enumerate(lines):
            if seen[line.get("no")] > 1:
                yield _finding(document, ("content", name, index, "no"), "line_number_twice", "", line["no"])
                seen[line["no"]] = 0


def _check_month(document: Document, content: Mapping[str, Any]) -> Iterator[Finding]:
    """A month said twice, in the content as the form has it and in the period, is one month."""
    period = document.value["period"]
    if "month" not in content or period["kind"] != "month":
        return
    expected = f"{period['year'] - BUDDHIST_ERA}-{period['month']:02d}"
    if content["month"] != expected:
        yield _finding(document, ("content", "month"), "report_period_differs", expected, content["month"])


def _sum(amounts: Iterable[str]) -> Decimal:
    return sum(map(Decimal, amounts), Decimal("0.00"))


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
