"""Spreadsheet files: a stranger's XLSX or CSV into plain rows, and tables into files that are the same every time.

Formulas come out as formulas; what they last came to is not looked at. What begins like a formula goes in as text.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from repo_schema.cells import Cell, Formula
from repo_schema.sheets import Sheet, Written
from service.ledger.csv_sheets import could_compute, parse_csv, render_csv
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.sheet_limits import LIMITS, Limits, check_extent, too_large, unreadable
from service.ledger.xlsx_packages import Part, look_through

__all__ = [
    "EDITION",
    "FORMATS",
    "Limits",
    "file_name",
    "parse_csv",
    "parse_xlsx",
    "read_sheets",
    "render_csv",
    "render_tables",
    "render_xlsx",
]

EDITION: Final = "1"
"""Of the writing: to be raised whenever the same table would come out as other bytes."""
FORMATS: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_HIDDEN: Final = frozenset({"hidden", "veryHidden"})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_NARROWEST, _WIDEST = 10, 60
_NOT_IN_FILE_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_LONGEST_NAME: Final = 200
"""Bytes; file systems allow 255, and a Thai letter takes three."""
_LONGEST_CELL: Final = 32_767
"""Characters that Excel allows in a cell."""


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the file at `path`; raises `RefusedError` for what is in it, `LedgerError` if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise LedgerError(
            th=f"อ่าน {path} ไม่ได้: {error.strerror}",
            en=f"cannot read {path}: {error.strerror}",
            hint_th="ตรวจชื่อแฟ้มและตำแหน่งอีกครั้ง ถ้าเปิดค้างอยู่ในโปรแกรมตาราง ให้ปิดก่อน",
            hint_en="check the file's name and where it is; close it in the spreadsheet program",
        ) from error
    if len(data) > LIMITS.file_bytes:
        raise too_large(path.name, f"{LIMITS.file_bytes} ไบต์/bytes", f"> {LIMITS.file_bytes}")
    if path.suffix.lower() == ".csv":
        return (parse_csv(data, path.name),)
    return parse_xlsx(data, path.name)


def parse_xlsx(data: bytes, file: str, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The sheets of a workbook; raises `RefusedError` for what is damaged, locked, armed or out of all proportion."""
    if data.startswith(_OLE):
        why = "ใส่รหัสผ่านไว้ / protected by a password" if _ENCRYPTED in data else "เป็น .xls รุ่นเก่า / an old .xls"
        raise unreadable(file, why)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = look_through(package, file, limits)
        return tuple(_read_workbook(data, file, parts, limits))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, expat.ExpatError) as error:
        raise unreadable(file, f"แฟ้มเสียหาย / damaged ({type(error).__name__})") from error


def _read_workbook(data: bytes, file: str, parts: Mapping[str, Part], limits: Limits) -> list[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - spreadsheets load only for who reads one

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not read
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            _check_sheets(file, len(book.sheetnames), limits)
            return [_read_sheet(sheet, file, parts, limits) for sheet in book.worksheets]
        except RefusedError:
            raise
        except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
            raise unreadable(file, f"แฟ้มเสียหาย / damaged ({type(error).__name__})") from error


def _check_sheets(file: str, count: int, limits: Limits) -> None:
    if count > limits.sheets:
        raise too_large(file, f"{limits.sheets} แผ่นงาน/sheets", f"{count}")


def _read_sheet(sheet: Any, file: str, parts: Mapping[str, Part], limits: Limits) -> Sheet:
    title = str(sheet.title)
    name = str(sheet._worksheet_path)  # noqa: SLF001 - nothing else of openpyxl tells which part of the package it is
    part = parts.get(f"/{name.lstrip('/')}", Part())
    check_extent(file, title, part.last_row, part.last_column, part.cells, limits)
    rows: list[list[Cell]] = []
    if part.last_row:
        lines = sheet.iter_rows(max_row=part.last_row, max_col=part.last_column)
        rows = [[_xlsx_cell(cell, file, title) for cell in line] for line in lines]
    if len(rows) != part.last_row:
        raise unreadable(file, f"แผ่นงาน {title} อ่านได้ไม่ครบ / sheet {title} is not all there")
    return Sheet(
        file,
        title,
        rows,
        tuple(part.merged),
        frozenset(part.hidden_rows),
        frozenset(part.hidden_columns),
        is_hidden=sheet.sheet_state in _HIDDEN,
    )


def _xlsx_cell(cell: Any, file: str, title: str) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        text = getattr(value, "text", value)
        return Formula(text if isinstance(text, str) else "=")
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{(Decimal(f'{value:.15g}') * 100).normalize():f}%"  # as it is seen
    if isinstance(value, str) and len(value) > _LONGEST_CELL:
        raise too_large(file, f"{_LONGEST_CELL} ตัวอักษรในช่องเดียว/characters in a cell", f"{len(value)}", title)
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)  # a time of day, a duration


# XLSX: and written.


def render_tables(form: str, tables: Sequence[Written], *, number: int = 1) -> bytes:
    """A file of one of the `FORMATS`: a workbook of all tables, or a CSV of the one with this number."""
    return render_xlsx(tables) if form == "xlsx" else render_csv(tables[number - 1])


def file_name(title: str, form: str) -> str:
    """What to call the file of an item with this title, on any disk."""
    plain = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split()).strip(". ")
    short = plain.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(". ")
    return f"{short or 'table'}.{form}"


def render_xlsx(tables: Sequence[Written]) -> bytes:
    """A workbook with a sheet for each table; what begins like a formula is text."""
    from openpyxl import Workbook  # noqa: PLC0415 - spreadsheets load only for who writes one

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _write_sheet(book.create_sheet(table.title), table)
    book.properties.creator = "prongsai"
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _write_sheet(sheet: Any, table: Written) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for number, row in enumerate((table.header, *table.rows), start=1):
        for place, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, place, _fitting(value))
            if number == 1:
                cell.font = bold
            if isinstance(value, str):
                cell.alignment = wrapped
                cell.data_type = "s"  # never a formula
                cell.quotePrefix = could_compute(value)
            elif isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(value, Decimal):
                cell.number_format = "#,##0.00"
    for place in range(1, len(table.header) + 1):
        texts = [str(row[place - 1]) for row in (table.header, *table.rows) if row[place - 1] is not None]
        widest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"


def _fitting(value: Cell) -> Cell:
    """What Excel cannot hold is cut where it can be seen, not where it cannot."""
    is_long = isinstance(value, str) and len(value) > _LONGEST_CELL
    return f"{value[: _LONGEST_CELL - 1]}…" if is_long and isinstance(value, str) else value


def _without_clock(package: bytes) -> bytes:
    """`package` without the moment of its making, inside the properties and on every zip entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return stream.getvalue()
