"""Sheets of cells, before anybody knows what they mean, and findings about one of them.

Rows and columns are counted from 1 and columns named by letters, as the people see them who have to correct them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from repo_schema.cells import Cell, clean, is_blank, show
from repo_schema.findings import Finding

__all__ = ["Area", "Sheet", "Written", "about_cell", "about_sheet", "letter"]

_ALPHABET: Final = 26


class Area(NamedTuple):
    """Merged cells, by their corners."""

    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, as it was found."""

    file: str
    title: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return all(is_blank(cell) for row in self.rows for cell in row)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None


class Written(NamedTuple):
    """A table to be written: days are `date`, money is `Decimal`."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def letter(column: int) -> str:
    """`AB` for 28."""
    text = ""
    while column:
        column, rest = divmod(column - 1, _ALPHABET)
        text = chr(ord("A") + rest) + text
    return text


def about_sheet(
    code: str, sheet: Sheet, *, line: int | None = None, expected: str | None = None, found: str | None = None
) -> Finding:
    return Finding(code, path=sheet.file, line=line, field=sheet.title, expected=expected, found=found)


def about_cell(
    code: str, sheet: Sheet, row: int, column: int, heading: int, *, expected: str | None = None, found: Cell = None
) -> Finding:
    """A finding about one cell, or its column where `row` is that of the `heading`."""
    name = show(sheet.cell(heading, column))
    shown = "" if name is None else f" {clean(name)}"
    field = f"{sheet.title}!{letter(column)}{shown}"
    return Finding(code, path=sheet.file, line=row, field=field, expected=expected, found=show(found))
