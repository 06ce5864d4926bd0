"""Which columns of a form a row of headings names; or two rows, where one heading stands over several.

Printed forms put `ผู้เสนอราคาและราคาที่เสนอ` over `ชื่อ` and `ราคา`: the lower cell says which part of the upper one its
column holds. A cell counts only if it says so in words that are known; nothing is taken by its place alone.
"""

from collections.abc import Mapping
from typing import Final

from repo_schema.cells import Cell, fold, is_blank
from repo_schema.sheets import Sheet
from repo_schema.table_forms import Column, Form, heading_key

__all__ = ["name_columns", "name_pair"]

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("ชื่อ", "รายชื่อ", "ผู้"),
    "price": ("ราคา", "จำนวนเงิน"),
    "number": ("เลขที่",),
    "dated": ("วันที่", "ลงวันที่"),
}
"""The last word of a field, and how the lower heading of its column begins."""


def name_columns(sheet: Sheet, number: int, form: Form) -> dict[int, Column]:
    """The columns that row `number` names, by their place (from 1)."""
    by_key = _by_key(form)
    return {
        place: by_key[key]
        for place, cell in enumerate(sheet.rows[number - 1], start=1)
        if isinstance(cell, str) and (key := heading_key(cell)) in by_key
    }


def name_pair(sheet: Sheet, number: int, form: Form) -> dict[int, Column]:
    """The columns that row `number` and the one below name together; none where either alone names as many."""
    if number >= len(sheet.rows):
        return {}
    by_key = _by_key(form)
    named: dict[int, Column] = {}
    above = ""
    for place in range(1, sheet.width + 1):
        upper, lower = _text(sheet.cell(number, place)), _text(sheet.cell(number + 1, place))
        above = upper or (above if lower else "")  # one heading reaches over the cells that are blank beside it
        column = _named_by(above, lower, by_key, form)
        if column is not None:
            named[place] = column
    alone = max(len(name_columns(sheet, row, form)) for row in (number, number + 1))
    return named if len(named) > alone else {}


def _named_by(above: str, below: str, by_key: Mapping[str, Column], form: Form) -> Column | None:
    if not below:
        return by_key.get(heading_key(above))
    if (column := by_key.get(heading_key(below))) is not None:
        return column
    parent = by_key.get(heading_key(above))
    if parent is not None:
        return _part_of(parent, below, form)
    return by_key.get(heading_key(above + below)) or by_key.get(heading_key(below + above))


def _part_of(parent: Column, below: str, form: Form) -> Column | None:
    """The column of the one field of `parent` that `below` speaks of."""
    said = fold(below)
    fields = [name for name in parent.fields if said.startswith(_PARTS.get(name.rpartition(".")[2], ()))]
    return next((column for column in form.columns if list(column.fields) == fields), None)


def _by_key(form: Form) -> dict[str, Column]:
    return {heading_key(heading): column for column in form.columns for heading in column.headings}


def _text(cell: Cell) -> str:
    return "" if is_blank(cell) or not isinstance(cell, str) else cell
