"""Office files that are zip archives: which kind one is, and what may not be in it.

Only the archive's list of names and one small part are read. An archive begins at its first byte and ends at its last,
names nothing twice and claims no more than a person could read.
"""

import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, Final, NamedTuple

from repo_schema.file_types import Recognised

__all__ = ["carries_zip", "recognise_zip"]

UNPACKED_AT_MOST: Final = 1 << 30
RATIO_AT_MOST: Final = 200
"""Unpacked bytes for each packed one, of what unpacks to more than `_SMALL`."""
PARTS_AT_MOST: Final = 10_000
_SMALL: Final = 16 << 20
_LIST_AT_MOST: Final = 4 << 20
"""Bytes of the list of names, before it is believed."""
_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_COMMENT: Final = 0xFFFF
_CONTENT_TYPES: Final = "[Content_Types].xml"
_PART_AT_MOST: Final = 1 << 20
_MACROS: Final = re.compile(r"vbaProject|vbaData|macrosheets/|activeX/|(?:^|\n)(?:Basic|Scripts)/", re.IGNORECASE)
_MACRO_TYPES: Final = re.compile(rb"macroEnabled|vbaProject|ms-excel\.sheet\.binary", re.IGNORECASE)
_MAIN: Final[Mapping[bytes, str]] = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
    b"presentationml.slideshow.main+xml": "pptx",
}
_OPEN_DOCUMENT: Final[Mapping[bytes, str]] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}


class _End(NamedTuple):
    """The end record of an archive (APPNOTE 4.3.16), where its comment ends with the file."""

    at: int
    parts: int
    list_size: int
    list_at: int


def _end_of(stream: BinaryIO) -> _End | None:
    size = stream.seek(0, 2)
    begin = max(0, size - _END_LENGTH - _COMMENT)
    stream.seek(begin)
    tail = stream.read()
    at = tail.rfind(_END)
    while at >= 0:
        record = tail[at : at + _END_LENGTH]
        if len(record) == _END_LENGTH and at + _END_LENGTH + int.from_bytes(record[20:22], "little") == len(tail):
            numbers = (record[10:12], record[12:16], record[16:20])
            return _End(begin + at, *(int.from_bytes(number, "little") for number in numbers))
        at = tail.rfind(_END, 0, at)
    return None


def carries_zip(stream: BinaryIO) -> bool:
    """Whether programs that look for an archive would find one at the end of this file of another kind."""
    end = _end_of(stream)
    if end is None or end.list_size > end.at:
        return False
    stream.seek(end.at - end.list_size)
    return end.parts == 0 or stream.read(4) == b"PK\x01\x02"


def recognise_zip(stream: BinaryIO) -> Recognised:
    """The kind of a file that begins as an archive does, or its first fault."""
    end = _end_of(stream)
    if end is None:
        return Recognised(None, "file_broken", "ZIP")
    if end.parts > PARTS_AT_MOST or end.list_size > _LIST_AT_MOST:
        return Recognised(None, "file_unpacks_too_much", f"{end.parts}")
    if end.list_at + end.list_size != end.at:
        return Recognised(None, "file_polyglot", "ZIP + …")
    try:
        with zipfile.ZipFile(stream) as package:
            return _proportion(package, end.at) or _kind_of(package)
    except Exception as error:  # noqa: BLE001 - a parser of hostile bytes: whatever it trips over, the file is broken
        return Recognised(None, "file_broken", type(error).__name__)


def _proportion(package: zipfile.ZipFile, packed: int) -> Recognised | None:
    """What is wrong with its parts, whatever they hold; parts that overlap count as often as they are named."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_AT_MOST or (unpacked > _SMALL and unpacked > packed * RATIO_AT_MOST):
        return Recognised(None, "file_unpacks_too_much", f"{unpacked:,}")
    if sum(part.compress_size for part in parts) > packed:
        return Recognised(None, "file_unpacks_too_much", "overlap")
    if len({part.filename.lower() for part in parts}) != len(parts):
        return Recognised(None, "file_polyglot", "ZIP × 2")
    if any(part.flag_bits & 1 for part in parts):
        return Recognised(None, "file_password", "ZIP")
    return None


def _kind_of(package: zipfile.ZipFile) -> Recognised:
    names = package.namelist()
    if found := _MACROS.search("\n".join(names)):
        return Recognised(None, "file_macros", found[0].strip())
    if _CONTENT_TYPES in names:
        types = _read(package, _CONTENT_TYPES)
        if found_type := _MACRO_TYPES.search(types):
            return Recognised(None, "file_macros", found_type[0].decode())
        kind = next((kind for name, kind in _MAIN.items() if name in types), None)
        return Recognised(kind) if kind else Recognised(None, "file_type_unknown", "ZIP")
    kind = _OPEN_DOCUMENT.get(_read(package, "mimetype").strip()) if names[:1] == ["mimetype"] else None
    if kind is None:
        return Recognised(None, "file_type_unknown", "ZIP")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _read(package, "META-INF/manifest.xml"):
        return Recognised(kind, "file_password", "OpenDocument")
    return Recognised(kind)


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_PART_AT_MOST)
