"""CSV in, the way spreadsheet programs in Thailand write it, and CSV out, so that nothing in it computes."""

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from repo_schema.cells import Cell
from repo_schema.code_pages import decode_text
from repo_schema.sheets import Sheet, Written
from service.ledger.sheet_limits import LIMITS, Limits, check_extent, unreadable

__all__ = ["could_compute", "parse_csv", "render_csv"]

_WORKBOOKS: Final = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = (",", ";", "\t")
_SNIFFED: Final = 50
_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def parse_csv(data: bytes, file: str, limits: Limits = LIMITS) -> Sheet:
    """The one sheet of a CSV; rows are records, so a line break inside quotation marks counts for nothing."""
    if data.startswith(_WORKBOOKS):
        raise unreadable(file, "XLSX ที่ใช้นามสกุล .csv / a workbook named .csv")
    text = decode_text(data)
    if text is None:
        raise unreadable(file, "ไม่ใช่ข้อความ UTF-8 หรือ TIS-620 / neither UTF-8 nor TIS-620 text")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_sniff(text), strict=True))
    except csv.Error as error:
        raise unreadable(file, f"CSV: {error}") from error
    title = Path(file).stem
    check_extent(file, title, len(rows), max(map(len, rows), default=0), sum(map(len, rows)), limits)
    return Sheet(file, title, [[_unguarded(cell) for cell in row] for row in rows])


def _sniff(text: str) -> str:
    """The delimiter by which most records have equally many cells, at least two."""

    def evenness(delimiter: str) -> tuple[float, int]:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if any(row):
                    widths[len(row)] += 1
                if widths.total() >= _SNIFFED:
                    break
        except csv.Error:
            return 0.0, 0
        (width, count), *_ = widths.most_common(1) or [(0, 0)]
        return (count / widths.total(), width) if width > 1 else (0.0, 0)

    return max(_DELIMITERS, key=evenness)


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that keeps spreadsheet programs from computing."""
    return cell[1:] if _is_guarded(cell) else cell


def _is_guarded(cell: str) -> bool:
    return cell.startswith("'") and could_compute(cell.lstrip("'"))


def could_compute(text: str) -> bool:
    return text.lstrip().startswith(_BEGINS_FORMULA) or text.startswith(("\t", "\r", "\n"))


def render_csv(table: Written) -> bytes:
    """RFC 4180 with a byte order mark, which Excel needs to see Thai; no cell computes."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(map(_csv_cell, table.header))
    writer.writerows(map(_csv_cell, row) for row in table.rows)
    return _BYTE_ORDER_MARK + stream.getvalue().encode()


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if could_compute(cell) or _is_guarded(cell) else cell
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)
