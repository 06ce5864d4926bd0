"""Tables as officials keep them: the sheets of a file in, an item's content out, and back again.

Pure: who opens the file is no matter here. Plans, reports and the monthly procurement summary have the columns of
`table_forms`; statistics have the columns that their authors gave them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from repo_schema.cells import Cell, CellError, Formula, clean, fold, is_blank, parse_free
from repo_schema.findings import Finding
from repo_schema.sheets import Sheet, Written, about_cell, about_sheet
from repo_schema.table_cells import write_cell
from repo_schema.table_forms import FREE_SHAPE, TABULAR_SHAPES, Form, forms_of
from repo_schema.table_reading import MAX_FINDINGS, MAX_ROWS, Reading, find_heading, read_table

__all__ = ["TABULAR_SHAPES", "Reading", "Written", "read_table", "read_tables", "write_table"]

_MAX_COLUMNS: Final = 50
_MAX_TABLES: Final = 100
_LONGEST_LABEL: Final = 300
_LONGEST_CELL: Final = 1000
"""Limits of `common/v1`'s table."""
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
"""What Excel allows the name of a sheet."""
_MEASURES: Final = frozenset(
    {
        "คน", "ราย", "เรื่อง", "ครั้ง", "บาท", "ล้านบาท", "พันบาท", "ร้อยละ", "%", "แห่ง", "ครัวเรือน", "คะแนน", "โครงการ", "วัน",
        "ฉบับ", "หลัง", "ไร่", "สัญญา", "ชั่วโมง", "กิโลเมตร", "ตัน", "หมู่บ้าน", "คำขอ",
    }
)  # fmt: skip
"""What stands in brackets behind a heading and is its unit of measure."""


def read_tables(shape: str, sheets: Sequence[Sheet], *, chosen: str | None = None, units: Mapping[str, str]) -> Reading:
    """The content that the sheets of one file hold for an item of `shape`; `units`: their Thai names by id.

    Where none is `chosen`, the one sheet with the headings of a table is read; statistics take every sheet.
    """
    file = sheets[0].file if sheets else None
    known = {fold(name): identity for identity, name in units.items()} | {
        fold(identity): identity for identity in units
    }
    wanted, findings = _choose(sheets, chosen, file)
    unread = (sheet for sheet in sheets if sheet.is_hidden and sheet not in wanted and not sheet.is_empty)
    warnings = tuple(about_sheet("sheet_hidden", sheet) for sheet in unread)
    if findings:
        return Reading({}, 0, findings, warnings)
    if shape == FREE_SHAPE:
        readings = [_read_free(sheet, index) for index, sheet in enumerate(wanted[: _MAX_TABLES + 1])]
        return _together(readings, warnings)
    pairs, findings = _pair(shape, wanted)
    if findings:
        return Reading({}, 0, findings, warnings)
    return _together([read_table(sheet, form, known) for sheet, form in pairs], warnings)


def _together(readings: Sequence[Reading], warnings: tuple[Finding, ...]) -> Reading:
    findings = tuple(finding for reading in readings for finding in reading.findings)
    warnings += tuple(finding for reading in readings for finding in reading.warnings)
    if findings:
        return Reading({}, 0, findings[:MAX_FINDINGS], warnings)
    content: dict[str, Any] = {}
    for reading in readings:
        for name, value in reading.content.items():
            content[name] = [*content[name], *value] if name == "tables" and name in content else value
    return Reading(content, sum(reading.rows for reading in readings), (), warnings)


def _choose(sheets: Sequence[Sheet], chosen: str | None, file: str | None) -> tuple[list[Sheet], tuple[Finding, ...]]:
    """The sheets to look at: not the hidden ones, not the empty ones."""
    found = [sheet for sheet in sheets if not sheet.is_hidden]
    if chosen is not None:
        found = [sheet for sheet in sheets if clean(sheet.title) == clean(chosen)]
        if not found:
            titles = ", ".join(sheet.title for sheet in sheets)
            return [], (Finding("sheet_not_chosen", path=file, expected=titles, found=chosen),)
        if found[0].is_hidden:
            return found, (about_sheet("sheet_hidden", found[0]),)
    filled = [sheet for sheet in found if not sheet.is_empty]
    return filled, () if filled else (Finding("sheet_empty", path=file, field=chosen),)


def _pair(shape: str, sheets: Sequence[Sheet]) -> tuple[list[tuple[Sheet, Form]], tuple[Finding, ...]]:
    """Which sheet is which table of the shape, by its headings."""
    pairs: list[tuple[Sheet, Form]] = []
    for form in forms_of(shape):
        fitting = [sheet for sheet in sheets if (heading := find_heading(sheet, form)) and not heading.missing]
        if len(fitting) > 1:
            titles = ", ".join(sheet.title for sheet in fitting)
            return [], (Finding("sheet_not_chosen", path=sheets[0].file, expected=titles),)
        pairs += [(sheet, form) for sheet in fitting]
    if not pairs:  # say what is missing where most of it is
        pairs = [max(((sheet, form) for form in forms_of(shape) for sheet in sheets), key=_likeness)]
    return pairs, ()


def _likeness(pair: tuple[Sheet, Form]) -> int:
    heading = find_heading(*pair)
    return len(heading.columns) if heading else 0


# Statistics: tables whose columns are their own.


def _read_free(sheet: Sheet, index: int) -> Reading:
    """The sheet as one table: what stands alone above the heading is its title."""
    filled = [number for number, row in enumerate(sheet.rows, start=1) if not all(map(is_blank, row))]
    heading = next((number for number in filled if _count(sheet, number) > 1), filled[0])
    places = [place for place in range(1, sheet.width + 1) if not is_blank(sheet.cell(heading, place))]
    body = [number for number in filled if number > heading]
    findings = [
        *_free_limits(sheet, heading, places, body, index),
        *_free_hidden(sheet, heading, places, body),
    ]
    try:
        columns = [_free_column(sheet, heading, place, at) for at, place in enumerate(places, start=1)]
        above = [clean(str(cell)) for row in sheet.rows[: heading - 1] for cell in row if not is_blank(cell)]
    except CellError as error:
        findings.append(about_sheet(error.code, sheet, line=heading, expected=error.expected))
    rows: list[list[Any]] = []
    for number in body[:MAX_ROWS]:
        cells, wrong = _free_row(sheet, heading, number, places)
        rows.append(cells)
        findings += wrong
    if findings:
        return Reading({}, 0, tuple(findings[:MAX_FINDINGS]))
    title = " ".join(" ".join(above).split()) or clean(sheet.title)
    table = {"title": {"th": title[:_LONGEST_LABEL]}, "columns": columns, "rows": rows}
    return Reading({"tables": [table]}, len(rows))


def _count(sheet: Sheet, number: int) -> int:
    return sum(not is_blank(cell) for cell in sheet.rows[number - 1])


def _free_column(sheet: Sheet, heading: int, place: int, at: int) -> dict[str, Any]:
    """Its name, and its unit of measure where the brackets behind the name hold one."""
    cell = sheet.cell(heading, place)
    found = parse_free(cell, longest=_LONGEST_LABEL)
    name = " ".join(str(found if not isinstance(cell, str) else clean(cell)).split())
    before, _, measure = name.removesuffix(")").rpartition("(")
    if name.endswith(")") and before.strip() and measure.strip() in _MEASURES:
        return {"key": f"c{at}", "name": {"th": before.strip()}, "unit": {"th": measure.strip()}}
    return {"key": f"c{at}", "name": {"th": name}}


def _free_row(sheet: Sheet, heading: int, number: int, places: Sequence[int]) -> tuple[list[Any], list[Finding]]:
    cells: list[Any] = []
    wrong: list[Finding] = []
    for place in places:
        cell = sheet.cell(number, place)
        if isinstance(cell, Formula):
            wrong.append(about_cell("sheet_cell_formula", sheet, number, place, heading, found=cell))
            continue
        try:
            cells.append(parse_free(cell, longest=_LONGEST_CELL))
        except CellError as error:
            wrong.append(about_cell(error.code, sheet, number, place, heading, expected=error.expected, found=cell))
    return cells, wrong


def _free_limits(
    sheet: Sheet, heading: int, places: Sequence[int], body: Sequence[int], index: int
) -> Iterator[Finding]:
    if not body:
        yield about_sheet("sheet_empty", sheet)
    for size, most, th, en in (
        (len(body), MAX_ROWS, "แถว", "rows"),
        (len(places), _MAX_COLUMNS, "คอลัมน์", "columns"),
        (index + 1, _MAX_TABLES, "แผ่นงาน", "sheets"),
    ):
        if size > most:
            yield about_sheet("sheet_too_large", sheet, expected=f"{most} {th}/{en}", found=f"{size}")
    for place in range(1, sheet.width + 1):
        stray = next((number for number in body if not is_blank(sheet.cell(number, place))), None)
        if place not in places and stray is not None:
            yield about_cell("sheet_header_missing", sheet, stray, place, heading, expected="heading")


def _free_hidden(sheet: Sheet, heading: int, places: Sequence[int], body: Sequence[int]) -> Iterator[Finding]:
    for place in places:
        if place in sheet.hidden_columns:
            yield about_cell("sheet_hidden", sheet, heading, place, heading)
    for number in body:
        if number in sheet.hidden_rows:
            yield about_sheet("sheet_hidden", sheet, line=number)
    for area in sheet.merged:
        if area.last_row >= heading and area.first_column <= max(places, default=0):
            row = max(area.first_row, heading)
            yield about_cell("sheet_cell_merged", sheet, row, area.first_column, heading, found=area.name)


# Writing.


def write_table(document: Mapping[str, Any]) -> list[Written]:
    """Every table of an item's document; none where its shape has none or nothing is reported."""
    content = document.get("content")
    shape = str(document.get("schema", "")).partition("/")[0]
    if not isinstance(content, Mapping):
        return []
    if shape == FREE_SHAPE:
        tables = [_write_free(table) for table in content["tables"]]
    else:
        tables = [_write_form(form, content[form.field]) for form in forms_of(shape) if form.field in content]
    return list(_named(tables))


def _write_form(form: Form, rows: Sequence[Mapping[str, Any]]) -> Written:
    columns = [column for column in form.columns if column.written]
    cells = tuple(tuple(write_cell(form, column, row) for column in columns) for row in rows)
    return Written(form.title, tuple(column.heading for column in columns), cells)


def _write_free(table: Mapping[str, Any]) -> Written:
    header = tuple(
        f"{column['name']['th']} ({column['unit']['th']})" if "unit" in column else str(column["name"]["th"])
        for column in table["columns"]
    )
    return Written(str(table["title"]["th"]), header, tuple(tuple(map(_free_cell, row)) for row in table["rows"]))


def _free_cell(value: Any) -> Cell:
    cell: Cell = Decimal(repr(value)) if isinstance(value, float) else value
    return cell


def _named(tables: Sequence[Written]) -> Iterator[Written]:
    """With names that a workbook allows, each once."""
    used: set[str] = set()
    for index, table in enumerate(tables, start=1):
        name = " ".join(table.title.translate(_NOT_IN_NAMES).split()).strip("'")[:_LONGEST_NAME] or f"ตาราง {index}"
        if name.casefold() in used:
            suffix = f" {index}"
            name = name[: _LONGEST_NAME - len(suffix)] + suffix
        used.add(name.casefold())
        yield table._replace(title=name)
