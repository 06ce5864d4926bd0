"""Office files of before 2007 (compound files, MS-CFB): which kind one is, and what may not be in it."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import olefile

from repo_schema.file_types import Recognised

__all__ = ["recognise_ole"]

_MACROS: Final = frozenset({"vba", "_vba_project", "_vba_project_cur", "macros"})
_PASSWORD: Final = frozenset({"encryptedpackage", "encryptedsummary"})
_RECORDS_AT_MOST: Final = 10_000
_FILE_PASS, _SHEET, _END = 0x2F, 0x85, 0x0A
_MACRO_SHEET: Final = 1


def recognise_ole(stream: BinaryIO) -> Recognised:
    """The kind of a file that begins as a compound file does, or its first fault."""
    try:
        with olefile.OleFileIO(stream) as package:
            names = {part.lower() for path in package.listdir() for part in path}
            if names & _PASSWORD:
                return Recognised(None, "file_password", "Office")
            if found := sorted(names & _MACROS):
                return Recognised(None, "file_macros", found[0])
            return _kind_of(package, names)
    except Exception as error:  # noqa: BLE001 - a parser of hostile bytes: whatever it trips over, the file is broken
        return Recognised(None, "file_broken", type(error).__name__)


def _kind_of(package: Any, names: set[str]) -> Recognised:
    if "worddocument" in names:
        is_encrypted = package.openstream("WordDocument").read(12)[11] & 1
        return Recognised("doc", "file_password", "Word") if is_encrypted else Recognised("doc")
    if names & {"workbook", "book"}:
        return _look_at_workbook(package.openstream("Workbook" if "workbook" in names else "Book"))
    if "powerpoint document" in names:
        return Recognised("ppt")
    return Recognised(None, "file_type_unknown", "OLE")


def _look_at_workbook(stream: BinaryIO) -> Recognised:
    """Its globals (MS-XLS 2.1.7.20.3): a password stands before all else, and each sheet says what it is."""
    for kind, data in _records(stream):
        if kind == _FILE_PASS:
            return Recognised("xls", "file_password", "Excel")
        if kind == _SHEET and data[5:6] == bytes([_MACRO_SHEET]):
            return Recognised("xls", "file_macros", "Excel 4.0")
    return Recognised("xls")


def _records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for _ in range(_RECORDS_AT_MOST):
        head = stream.read(4)
        kind = int.from_bytes(head[:2], "little")
        if len(head) < 4 or kind == _END:  # noqa: PLR2004 - kind and length
            return
        yield kind, stream.read(int.from_bytes(head[2:], "little"))
