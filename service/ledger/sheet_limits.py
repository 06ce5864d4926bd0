"""How much of a stranger's spreadsheet is looked at, and the words that refuse it."""

from dataclasses import dataclass
from typing import Final

from repo_schema.findings import Finding
from service.ledger.errors import RefusedError

__all__ = ["LIMITS", "Limits", "check_extent", "too_large", "unreadable"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at before it is refused."""

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 64 * 1024 * 1024
    ratio: int = 100
    """Unpacked bytes for each packed one, once there are more than a million of them."""
    parts: int = 500
    elements: int = 1_000_000
    sheets: int = 50
    rows: int = 10_000
    columns: int = 200
    cells: int = 200_000
    """With something in them, in the whole file."""


LIMITS: Final = Limits()


def unreadable(file: str, why: str) -> RefusedError:
    return RefusedError([Finding("sheet_unreadable", path=file, found=why)])


def too_large(file: str, expected: str, found: str, sheet: str | None = None) -> RefusedError:
    return RefusedError([Finding("sheet_too_large", path=file, field=sheet, expected=expected, found=found)])


def check_extent(file: str, title: str, rows: int, columns: int, cells: int, limits: Limits) -> None:
    for size, most, th, en in (
        (rows, limits.rows, "แถว", "rows"),
        (columns, limits.columns, "คอลัมน์", "columns"),
        (cells, limits.cells, "ช่อง", "cells"),
    ):
        if size > most:
            raise too_large(file, f"{most} {th}/{en}", f"{size}", title)
