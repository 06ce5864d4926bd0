"""An XLSX before it is opened: a zip file that is hostile until shown otherwise.

It is looked through as a stream, with nothing built in memory: its size, how far it unpacks, how much stands in it, and
what may not be in it at all (macros, a password, a document type). What a sheet hides or merges is noted on the way.
"""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from repo_schema.sheets import Area
from service.ledger.sheet_limits import Limits, too_large, unreadable

__all__ = ["Part", "look_through"]

_MACROS: Final = re.compile(rb"vbaProject|macroEnabled", re.IGNORECASE)
_CONTENT_TYPES: Final = "[Content_Types].xml"
_CHUNK: Final = 1 << 16
_SMALL: Final = 1_000_000
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Part:
    """What streaming through the XML of a sheet shows."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def _check_package(package: zipfile.ZipFile, file: str, limits: Limits) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if len(entries) > limits.parts:
        raise too_large(file, f"{limits.parts} ชิ้นส่วน/parts", f"{len(entries)}")
    if unpacked > limits.unpacked_bytes:
        raise too_large(file, f"{limits.unpacked_bytes} ไบต์/bytes", f"{unpacked}")
    if unpacked > _SMALL and unpacked > packed * limits.ratio:
        raise too_large(file, f"1:{limits.ratio}", f"1:{unpacked // packed}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise unreadable(file, "ใส่รหัสผ่านไว้ / protected by a password")
    names = {entry.filename for entry in entries}
    if _CONTENT_TYPES not in names:
        raise unreadable(file, "ไม่ใช่แฟ้ม Excel / not a workbook")
    if _MACROS.search("\n".join(names).encode()) or _MACROS.search(package.read(_CONTENT_TYPES)):
        raise unreadable(file, "มีมาโคร / it holds macros")


def look_through(package: zipfile.ZipFile, file: str, limits: Limits) -> dict[str, Part]:
    """Every XML part by its name, having gone through each once; raises `RefusedError`."""
    _check_package(package, file, limits)
    parts: dict[str, Part] = {}
    elements = 0
    for entry in package.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        look = _Look(file, limits, elements)
        with package.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                look.feed(chunk)
            look.feed(b"", is_last=True)
        elements = look.elements
        parts[f"/{entry.filename}"] = look.part
    if sum(part.cells for part in parts.values()) > limits.cells:
        raise too_large(file, f"{limits.cells} ช่อง/cells", f"> {limits.cells}")
    return parts


class _Look:
    """Counts what an XML part holds, and notes what a sheet hides or merges; builds nothing."""

    def __init__(self, file: str, limits: Limits, elements: int) -> None:
        self._file, self._limits = file, limits
        self.elements = elements
        self.part = Part()
        self._row = self._column = 0
        self._is_sheet: bool | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, data: bytes, *, is_last: bool = False) -> None:
        self._parser.Parse(data, is_last)

    def _refuse_doctype(self, *_: object) -> None:
        raise unreadable(self._file, "DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > self._limits.elements:
            raise too_large(self._file, f"{self._limits.elements} XML", f"> {self._limits.elements}")
        kind = name.rpartition(" ")[2]
        if self._is_sheet is None:
            self._is_sheet = kind == "worksheet"
        if self._is_sheet:
            self._note(kind, attributes)

    def _note(self, kind: str, attributes: dict[str, str]) -> None:
        part = self.part
        match kind:
            case "row":
                self._row, self._column = self._next(_number(attributes.get("r")), self._row), 0
                if _is_on(attributes.get("hidden")) or attributes.get("ht") == "0":
                    part.hidden_rows.add(self._row)
            case "c":
                self._column = self._next(_column_of(attributes.get("r")), self._column)
            case "v" | "f" | "is":
                part.cells += 1
                part.last_row = max(part.last_row, self._row)
                part.last_column = max(part.last_column, self._column)
            case "col" if _is_on(attributes.get("hidden")) or attributes.get("width") == "0":
                first, last = _number(attributes.get("min")) or 1, _number(attributes.get("max")) or 1
                part.hidden_columns |= set(range(first, min(last, self._limits.columns) + 1))
            case "mergeCell":
                part.merged.append(_area(attributes.get("ref", "")))

    def _next(self, named: int | None, last: int) -> int:
        """Rows and cells come in order; what does not is read otherwise by every program."""
        following = last + 1 if named is None else named
        if following <= last:
            raise unreadable(self._file, "แถวหรือช่องสลับลำดับ / rows or cells out of order")
        return following


def _is_on(text: str | None) -> bool:
    return text in {"1", "true", "on"}


def _number(text: str | None) -> int | None:
    """None where it is not said; 0, which comes after nothing, where it is nonsense."""
    if text is None:
        return None
    return int(text) if re.fullmatch("[0-9]{1,7}", text) else 0


def _column_of(reference: str | None) -> int | None:
    if reference is None:
        return None
    match = _CELL.fullmatch(reference)
    number = 0
    for char in match[1] if match else "":
        number = number * 26 + ord(char) - ord("A") + 1
    return number


def _area(reference: str) -> Area:
    first, _, last = reference.replace("$", "").partition(":")
    corners = [_CELL.fullmatch(corner) for corner in (first, last or first)]
    rows = [int(match[2]) if match else 0 for match in corners]
    return Area(reference, rows[0], _column_of(first) or 0, rows[1], _column_of(last or first) or 0)
