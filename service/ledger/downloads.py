"""What was published, as files on somebody's disk."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from repo_schema.findings import Finding
from repo_schema.tables import write_table
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.read_model import Version
from service.ledger.workbooks import render_tables

__all__ = ["Downloaded", "write_new", "write_tables"]


@dataclass(frozen=True, slots=True)
class Downloaded:
    item: str
    version: int
    file: str
    bytes: int


def write_tables(version: Version, form: str, target: Path, *, number: int = 1) -> Downloaded:
    """Write the tables of `version` to `target`, whole or not at all; a file that is there already stays.

    Raises `RefusedError` where there is no such table.
    """
    tables = write_table(version.parse())
    if number > len(tables):
        raise RefusedError(
            [Finding("table_not_found", path=version.item, expected=f"{len(tables)}", found=f"{number}")]
        )
    data = render_tables(form, tables, number=number)
    write_new(target, data)
    return Downloaded(version.item, version.number, str(target), len(data))


def write_new(target: Path, data: bytes) -> None:
    """Write a file whole or not at all; one that is there already stays (`LedgerError`)."""
    if target.exists():
        raise LedgerError(
            th=f"มี {target} อยู่แล้ว จึงไม่เขียนทับ",
            en=f"{target} is there already and is not overwritten",
            hint_th="ใช้ชื่ออื่น หรือลบแฟ้มเดิมก่อน",
            hint_en="choose another name, or delete the old file first",
        )
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".prongsai-")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        aside.chmod(0o644)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
