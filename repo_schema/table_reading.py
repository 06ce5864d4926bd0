"""The rows of one table, found by its headings and read cell by cell.

Nothing is guessed: a cell that does not say what its column holds is a finding, and one finding is enough for nothing
to be taken. Refused where they would be read: formulas, merged cells, hidden rows and columns. A row of totals is
compared, never believed; a formula there is not read at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from repo_schema.cells import Cell, CellError, Formula, fold, is_blank, is_nil, parse_money
from repo_schema.findings import Finding
from repo_schema.sheets import Sheet, about_cell, about_sheet
from repo_schema.table_cells import read_cell
from repo_schema.table_forms import Column, Form
from repo_schema.table_headings import name_columns, name_pair

__all__ = ["MAX_FINDINGS", "MAX_ROWS", "Heading", "Reading", "find_heading", "read_table"]

MAX_ROWS: Final = 2000
"""Rows of one table; the schemas' own limit."""
MAX_FINDINGS: Final = 100
_HEADING_WITHIN: Final = 30
"""The heading is among the first rows that are not blank."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What tables say; `content` is empty as soon as there are findings."""

    content: Mapping[str, Any]
    rows: int
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    numbers: tuple[int, ...] = ()
    """The row of the sheet that each row came from, where there is one table."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The row of a sheet that names the columns of a form, or the two rows that name them together."""

    row: int
    last_row: int
    columns: Mapping[int, Column]
    missing: tuple[Column, ...]
    repeated: tuple[int, ...]
    """Places of columns that fill what another fills already."""


def find_heading(sheet: Sheet, form: Form) -> Heading | None:
    """The row, or the pair of rows, that names the most columns of `form`; at least two."""
    row, last_row, named = 0, 0, dict[int, Column]()
    filled = [number for number, cells in enumerate(sheet.rows, start=1) if not all(map(is_blank, cells))]
    for number in filled[:_HEADING_WITHIN]:
        for last, found in ((number, name_columns(sheet, number, form)), (number + 1, name_pair(sheet, number, form))):
            if len(found) > max(1, len(named)):
                row, last_row, named = number, last, found
    return _heading(row, last_row, named, form) if named else None


def _heading(row: int, last_row: int, named: Mapping[int, Column], form: Form) -> Heading:
    covered: set[str] = set()
    repeated = []
    for place, column in named.items():
        if covered & set(column.fields):
            repeated.append(place)
        covered |= set(column.fields)
    missing = tuple(column for column in form.columns if column.required and not covered & set(column.fields))
    return Heading(row, last_row, named, missing, tuple(repeated))


def read_table(sheet: Sheet, form: Form, units: Mapping[str, str]) -> Reading:
    """The rows of one table; `units`: ids by folded name."""
    heading = find_heading(sheet, form)
    if heading is None:
        wanted = ", ".join(column.heading for column in form.columns if column.required)
        return Reading({}, 0, (about_sheet("sheet_header_missing", sheet, expected=wanted),))
    findings = [
        about_sheet("sheet_header_missing", sheet, line=heading.row, expected=column.heading)
        for column in heading.missing
    ]
    findings += [
        about_cell("sheet_header_repeated", sheet, heading.row, place, heading.row) for place in heading.repeated
    ]
    warnings = tuple(_unknown_columns(sheet, heading))
    if findings:
        return Reading({}, 0, tuple(findings), warnings)
    return _Reader(sheet, form, heading, units).read(warnings)


def _unknown_columns(sheet: Sheet, heading: Heading) -> Iterator[Finding]:
    below = sheet.rows[heading.last_row :]
    for place in range(1, sheet.width + 1):
        if place not in heading.columns and any(place <= len(row) and not is_blank(row[place - 1]) for row in below):
            yield about_cell("sheet_column_unknown", sheet, heading.row, place, heading.row)


@dataclass(slots=True)
class _Reader:
    """Reads the rows below the heading, and keeps what adds up to the totals."""

    sheet: Sheet
    form: Form
    heading: Heading
    units: Mapping[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Field to value, for each row of the table."""
    numbers: list[int] = field(default_factory=list)
    """Rows of the sheet that were read."""
    findings: list[Finding] = field(default_factory=list)
    summed: int = 0
    """How many rows stood above the last row of totals."""

    def read(self, warnings: tuple[Finding, ...]) -> Reading:
        for number in range(self.heading.last_row + 1, len(self.sheet.rows) + 1):
            self._take(number)
            if len(self.findings) >= MAX_FINDINGS or len(self.rows) > MAX_ROWS:
                break
        self.findings += self._hidden_and_merged()
        self.findings += self._out_of_size()
        if self.findings:
            return Reading({}, 0, tuple(self.findings[:MAX_FINDINGS]), warnings)
        return Reading(self._content(), len(self.rows), (), warnings, tuple(self.numbers))

    def _content(self) -> dict[str, Any]:
        content: dict[str, Any] = {self.form.field: [_assemble(self.form, values) for values in self.rows]}
        if self.form.total:
            name, of = self.form.total
            content[name] = f"{self._sum(of, 0)}"
        return content

    def _take(self, number: int) -> None:
        filled = [place for place in self.heading.columns if not is_blank(self.sheet.cell(number, place))]
        if not filled or self._is_numbering(number, filled):
            return
        if self._is_total(number, filled):
            self._compare(number, filled)
            self.summed = len(self.rows)
            return
        if len(filled) == 1 and self.rows and self.summed == len(self.rows):
            return  # a note or a signature below the totals
        self.numbers.append(number)
        if self.rows and all(self.heading.columns[place].is_list for place in filled):
            for name, more in self._read(number, filled).items():  # the row above has more bidders
                self.rows[-1][name] = [*self.rows[-1].get(name, ()), *more]
        else:
            self.rows.append(self._read(number, list(self.heading.columns)))

    def _read(self, number: int, places: Sequence[int]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        required = {name for column in self.form.columns if column.required for name in column.fields}
        for place in places:
            column, cell = self.heading.columns[place], self.sheet.cell(number, place)
            if isinstance(cell, Formula) and column.kind != "ignored":
                self._refuse("sheet_cell_formula", number, place, found=cell)
                continue
            try:
                values |= read_cell(
                    self.form, column, cell, self.units, is_required=bool(required & set(column.fields))
                )
            except CellError as error:
                shown = None if column.kind == "juristic" else cell  # it may be a citizen's
                self._refuse(error.code, number, place, expected=error.expected, found=shown)
        self._check_lists(number, values)
        return values

    def _refuse(self, code: str, number: int, place: int, *, expected: str | None = None, found: Cell = None) -> None:
        row = self.heading.row
        self.findings.append(about_cell(code, self.sheet, number, place, row, expected=expected, found=found))

    def _check_lists(self, number: int, values: Mapping[str, Any]) -> None:
        """Names and prices stand line by line beside one another."""
        sizes = {name: len(value) for name, value in values.items() if "[]" in name}
        if len(set(sizes.values())) > 1:
            wanted = next(iter(sizes.values()))
            other, size = next((name, size) for name, size in sizes.items() if size != wanted)
            place = next(place for place, column in self.heading.columns.items() if other in column.fields)
            expected, found = f"{wanted} บรรทัด/lines", f"{size} บรรทัด/lines"
            self._refuse("sheet_cell_wrong", number, place, expected=expected, found=found)

    def _is_numbering(self, number: int, filled: Sequence[int]) -> bool:
        """`(1) (2) (3)` under the heading, as printed forms have."""
        if number != self.heading.last_row + 1 or len(filled) < len(self.heading.columns):
            return False
        shown = [fold(str(self.sheet.cell(number, place))).strip("()") for place in sorted(filled)]
        return all(map(str.isdecimal, shown)) and [int(text) - int(shown[0]) for text in shown] == list(
            range(len(shown))
        )

    def _is_total(self, number: int, filled: Sequence[int]) -> bool:
        """A row that begins with รวม and says nothing but amounts."""
        first, *others = (self.sheet.cell(number, place) for place in sorted(filled))
        is_named = isinstance(first, str) and fold(first).startswith(("รวม", "ยอดรวม"))
        return is_named and all(map(_is_amount, others))

    def _compare(self, number: int, filled: Sequence[int]) -> None:
        """A total is that of all rows, or of those since the total before; a formula is not read."""
        for place in filled:
            column, cell = self.heading.columns[place], self.sheet.cell(number, place)
            is_money = column.kind in {"money", "spent"} and not column.is_list
            if not is_money or isinstance(cell, Formula) or is_nil(cell) or self.findings:
                continue
            name = column.fields[0]
            sums = self._sum(name, 0), self._sum(name, self.summed)
            try:
                is_right = Decimal(parse_money(cell)) in sums
            except CellError:
                is_right = False
            if not is_right:
                self._refuse("sheet_total_differs", number, place, expected=f"{sums[0]}", found=cell)

    def _sum(self, name: str, start: int) -> Decimal:
        return sum((Decimal(row[name]) for row in self.rows[start:] if name in row), Decimal("0.00"))

    def _hidden_and_merged(self) -> Iterator[Finding]:
        row = self.heading.row
        used = sorted(place for place, column in self.heading.columns.items() if column.kind != "ignored")
        for place in used:
            if place in self.sheet.hidden_columns:
                yield about_cell("sheet_hidden", self.sheet, row, place, row)
        for number in self.numbers:
            if number in self.sheet.hidden_rows:
                yield about_sheet("sheet_hidden", self.sheet, line=number)
        for area in self.sheet.merged:
            rows = [number for number in self.numbers if area.first_row <= number <= area.last_row]
            places = [place for place in used if area.first_column <= place <= area.last_column]
            if rows and places:
                yield about_cell("sheet_cell_merged", self.sheet, rows[0], places[0], row, found=area.name)

    def _out_of_size(self) -> Iterator[Finding]:
        if not self.rows and not self.findings:
            yield about_sheet("sheet_empty", self.sheet)
        if len(self.rows) > MAX_ROWS:
            yield about_sheet("sheet_too_large", self.sheet, expected=f"{MAX_ROWS} แถว/rows", found=f"> {MAX_ROWS}")


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, Formula | int | float | Decimal) or is_nil(cell):
        return True
    try:
        parse_money(cell)
    except CellError:
        return False
    return True


def _assemble(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the content, its fields in the order of the form."""
    row: dict[str, Any] = {}
    for name in dict.fromkeys(name for column in form.columns for name in column.fields):
        if name not in values:
            continue
        outer, _, inner = name.partition(".")
        if outer.endswith("[]"):
            entries = row.setdefault(outer.removesuffix("[]"), [{} for _ in values[name]])
            for entry, value in zip(entries, values[name], strict=True):
                entry[inner] = value
        elif inner:
            row.setdefault(outer, {})[inner] = values[name]
        else:
            row[name] = values[name]
    return row
