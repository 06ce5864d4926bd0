"""One cell of a known column: its fields out of it, and it out of its fields again."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from repo_schema.cells import (
    Cell,
    CellError,
    Formula,
    clean,
    fold,
    is_blank,
    is_nil,
    parse_choice,
    parse_day,
    parse_integer,
    parse_money,
    parse_month,
    parse_months,
    parse_percent,
    parse_text,
)
from repo_schema.table_forms import Column, Form, allowed_values

__all__ = ["NO_BUDGET", "read_cell", "write_cell"]

NO_BUDGET: Final = "ไม่ใช้งบประมาณ"
_NO_BUDGET_WORDS: Final = frozenset(
    {NO_BUDGET, "ไม่ใช้งบ", "ไม่มีงบประมาณ", "ไม่ใช้เงินงบประมาณ", "ไม่ใช้งบประมาณในการดำเนินการ", "ไม่ได้ใช้งบประมาณ"}
)
_SHORT: Final = 300
_LONG: Final = 50_000
"""Characters, by `common/v1`: of a label, of a text."""
_WANTED: Final[Mapping[str, str]] = MappingProxyType(
    {"integer": "count", "date": "day", "juristic": "juristic", "enum": "string", "unit": "string", "ignored": "string"}
    | {kind: kind for kind in ("money", "month", "months", "percent", "spent", "offer", "contract")}
    | dict.fromkeys(("text", "name", "label", "prose"), "string")
)
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_AMOUNT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2}|[0-9]+(?=\.-| ?บาท)"
_OFFER = re.compile(
    r"(?:[0-9]+[.)] ?)?(\S.*?)[\s,:=/(-]*(?:(?:เสนอ)?ราคา(?:ที่เสนอ|ที่ตกลง)?|เป็นเงิน)?[\s:=]*"
    rf"({_AMOUNT})(?:\.-)?(?: ?บาท)?\)?"
)
"""`1. บริษัท ก จำกัด 150,000.00 บาท`; a bare number is not taken for a price."""
_CONTRACT = re.compile(r"(\S.*?)[ ,/]*(?:\n| (?=วันที่)|ลงวันที่|ลว\.?) ?(?:ลงวันที่|ลว\.?)? ?(\S[^\n]*)")
_JURISTIC = re.compile(r"0[0-9]{12}")


def read_cell(form: Form, column: Column, cell: Cell, units: Mapping[str, str], *, is_required: bool) -> dict[str, Any]:
    """Field to value; none for a cell that may be empty and is. Raises `CellError`."""
    if column.kind == "ignored":
        return {}
    if is_blank(cell) or (is_nil(cell) and column.nil is None):
        if is_required:
            raise CellError(_choices(form, column, units) or _WANTED[column.kind])
        return {}
    if column.nil is not None and (is_nil(cell) or _says_no_budget(cell)):
        return {column.fields[0]: column.nil}
    if column.is_list:
        return _read_list(column, cell)
    return _read_one(form, column, cell, units)


def _read_one(form: Form, column: Column, cell: Cell, units: Mapping[str, str]) -> dict[str, Any]:
    first = column.fields[0]
    match column.kind:
        case "spent":
            return {column.fields[1]: True} if _says_no_budget(cell) else {first: _spent(cell)}
        case "months" | "offer" | "contract":
            return dict(zip(column.fields, _read_pair(column, cell), strict=True))
        case "enum":
            words = {**_words(form.shape, form.field, first), **column.words}
            return {first: parse_choice(cell, words, _choices(form, column, units))}
        case "unit":
            return {first: parse_choice(cell, units, _choices(form, column, units))}
        case _:
            return {first: _read_plain(column, cell)}


def _read_plain(column: Column, cell: Cell) -> Any:
    match column.kind:
        case "label":
            return {"th": parse_text(cell, longest=_SHORT)}
        case "prose":
            return {"th": parse_text(cell, longest=_LONG, lines=True)}
        case kind:
            return _PLAIN[kind](cell)


def _read_pair(column: Column, cell: Cell) -> tuple[str, str]:
    match column.kind:
        case "months":
            return parse_months(cell)
        case "contract":
            return _contract(cell)
        case _:
            offers = _offers(cell)
            if len(offers) != 1:
                raise CellError("offer")
            return offers[0]


def _read_list(column: Column, cell: Cell) -> dict[str, Any]:
    """A value for each line of the cell."""
    if column.kind == "offer":
        names, prices = zip(*_offers(cell), strict=True)
        return {column.fields[0]: list(names), column.fields[1]: list(prices)}
    lines = clean(cell).split("\n") if isinstance(cell, str) else [cell]
    return {column.fields[0]: [_read_plain(column, line) for line in lines]}


def _says_no_budget(cell: Cell) -> bool:
    return isinstance(cell, str) and fold(cell) in _NO_BUDGET_WORDS


def _spent(cell: Cell) -> str:
    try:
        return parse_money(cell)
    except CellError as error:
        raise CellError("spent") from error


def _juristic(cell: Cell) -> str:
    try:
        text = re.sub(r"[ -]", "", parse_text(cell, longest=_SHORT, arabic=True))
    except CellError as error:
        raise CellError("juristic") from error
    if not _JURISTIC.fullmatch(text):
        raise CellError("juristic")
    return text


def _offers(cell: Cell) -> list[tuple[str, str]]:
    """Each name with its price, on one line or on the next."""
    if not isinstance(cell, str):
        raise CellError("offer")
    offers, pending = [], ""
    for line in clean(cell).split("\n"):
        pending = f"{pending} {line}".lstrip()
        if match := _OFFER.fullmatch(pending.translate(_THAI_DIGITS)):
            name = pending[match.start(1) : match.end(1)]
            offers.append((parse_text(name, longest=_SHORT), parse_money(match[2])))
            pending = ""
    if pending or not offers:
        raise CellError("offer")
    return offers


def _contract(cell: Cell) -> tuple[str, str]:
    match = _CONTRACT.fullmatch(clean(cell)) if isinstance(cell, str) else None
    if match is None:
        raise CellError("contract")
    return parse_text(match[1], longest=_SHORT, arabic=True), parse_day(match[2]).isoformat()


_PLAIN: Final[Mapping[str, Callable[[Cell], Any]]] = MappingProxyType(
    {
        "text": lambda cell: parse_text(cell, longest=_SHORT, arabic=True),
        "name": lambda cell: parse_text(cell, longest=_SHORT),
        "integer": parse_integer,
        "money": parse_money,
        "date": lambda cell: parse_day(cell).isoformat(),
        "month": parse_month,
        "percent": parse_percent,
        "juristic": _juristic,
    }
)


@lru_cache(maxsize=64)
def _words(shape: str, field: str, of_row: str) -> Mapping[str, str]:
    """What may be written for each value: its Thai and English label, and itself; folded."""
    found: dict[str, str] = {}
    for value, labels in allowed_values(shape, field, of_row).items():
        found |= {fold(word): value for word in (value, *labels.values())}
    return found


def _choices(form: Form, column: Column, units: Mapping[str, str]) -> str:
    if column.kind == "unit":
        return ", ".join(dict.fromkeys(units.values()))
    if column.kind == "enum":
        values = allowed_values(form.shape, form.field, column.fields[0])
        return ", ".join(labels["th"] for labels in values.values())
    return ""


# Writing.


def write_cell(form: Form, column: Column, row: Mapping[str, Any]) -> Cell:
    """The cell of a written column; empty where the row has no such field."""
    first = column.fields[0]
    if column.is_list:
        outer, _, inner = first.partition("[].")
        return _joined([_write(form, column, entry[inner]) for entry in row.get(outer, ())])
    if column.kind == "spent" and row.get(column.fields[1]) is True:
        return NO_BUDGET
    value: Any = row
    for step in first.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return None if value is None else _write(form, column, value)


def _write(form: Form, column: Column, value: Any) -> Cell:
    match column.kind:
        case "label" | "prose":
            return str(value["th"])
        case "money" | "spent":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
        case "enum":
            labels = allowed_values(form.shape, form.field, column.fields[0]).get(value)
            return labels["th"] if labels else str(value)
        case _:
            plain: Cell = value
            return plain


def _joined(cells: list[Cell]) -> Cell:
    if len(cells) <= 1:
        return cells[0] if cells else None
    return "\n".join(f"{cell}" for cell in cells if not isinstance(cell, Formula))
