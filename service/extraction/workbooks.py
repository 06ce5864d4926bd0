"""Workbooks: every cell with its address, hidden sheets and rows told, and what stands beside the cells."""

import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from repo_schema.passages import Passage, Remark
from repo_schema.sheets import letter
from service.extraction.limits import Limits
from service.extraction.packages import read_parts

__all__ = ["read_workbook"]


def read_workbook(path: Path, _limits: Limits) -> Iterator[Passage | Remark]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from read_parts(package, cells=False)
    else:
        yield Remark("not_read_whole", "ทั้งไฟล์", ".xls: อ่านได้เฉพาะช่องตาราง / cells only")
    with CalamineWorkbook.from_path(str(path)) as workbook:
        for sheet in workbook.sheets_metadata:
            yield Passage("ชื่อแผ่นงาน", sheet.name)
            if sheet.visible != SheetVisibleEnum.Visible:
                yield Remark("hidden_sheet", sheet.name)
            yield from _read_cells(workbook, sheet.name)


def _read_cells(workbook: Any, title: str) -> Iterator[Passage]:
    sheet = workbook.get_sheet_by_name(title)
    first_row, first_column = sheet.start or (0, 0)
    for row, cells in enumerate(sheet.iter_rows(), start=first_row + 1):
        for column, cell in enumerate(cells, start=first_column + 1):
            if text := _say(cell):
                yield Passage(f"{title}!{letter(column)}{row}", text)


def _say(cell: Any) -> str:
    """As a person reads it: a number of thirteen digits is thirteen digits."""
    match cell:
        case float() if cell.is_integer():
            return f"{cell:.0f}"
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell)
