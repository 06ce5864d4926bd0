"""Which attachments no program could read, and why: nobody calls them clean until a person attests to every page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from repo_schema.file_types import FILE_TYPES
from repo_schema.findings import Finding
from repo_schema.layout import FilePath, classify
from repo_schema.passages import Reading, Remark, RemarkCode
from repo_schema.pointers import Pointer, parse_pointer
from service.extraction import read_file
from service.ledger.attachments import Store

__all__ = ["read_attachments", "read_contents", "tell_readings", "unverifiable"]

_UNVERIFIABLE: Final[frozenset[RemarkCode]] = frozenset({"no_text_layer", "text_garbled", "not_read_whole"})
_WORDS: Final[Mapping[RemarkCode, str]] = {
    "no_text_layer": "เป็นภาพ ไม่มีข้อความให้ค้น / pictures without text",
    "text_garbled": "ข้อความข้างในอ่านไม่ออก / text that is garbled",
    "not_read_whole": "อ่านได้ไม่ครบ / not read whole",
    "hidden_sheet": "แผ่นที่ซ่อนไว้ / hidden sheets",
    "hidden_rows": "แถว คอลัมน์ หรือข้อความที่ซ่อนไว้ / hidden rows, columns or text",
    "comment": "ความเห็น / comments",
    "tracked_change": "ร่องรอยการแก้ไข / tracked changes",
    "annotation": "หมายเหตุบนหน้า / annotations",
    "embedded_file": "ไฟล์ซ้อนอยู่ข้างใน / embedded files",
    "photo_position": "พิกัดที่ถ่ายภาพ / where a photograph was taken",
}
_PLACES_AT_MOST: Final = 8


def read_attachments(store: Store, pointers: Mapping[str, Pointer]) -> dict[str, Reading]:
    """What each attachment says, by its path in the repository; their bytes are in `store`, whole."""
    read = {}
    for path, pointer in sorted(pointers.items()):
        kind = classify(path)
        known = FILE_TYPES.get(kind.extension) if isinstance(kind, FilePath) else None
        media_type = known.media_type if known else ""
        read[path] = _read(store.path(pointer.sha256), media_type)
    return read


def read_contents(store: Store, contents: Mapping[str, bytes | None]) -> dict[str, Reading]:
    """What the attachments among `contents` (path to a pointer's bytes) say, as far as their bytes are in `store`."""
    files = {path: data for path, data in contents.items() if data and isinstance(classify(path), FilePath)}
    pointers = {path: parse_pointer(data) for path, data in files.items()}
    here = {path: pointer for path, pointer in pointers.items() if pointer and store.state(pointer) == "present"}
    return read_attachments(store, here)


def unverifiable(readings: Mapping[str, Reading]) -> dict[str, tuple[Remark, ...]]:
    """The attachments that need a person's word for every page, with what could not be read in each."""
    why = {path: tuple(r for r in reading.remarks if r.code in _UNVERIFIABLE) for path, reading in readings.items()}
    return {path: remarks for path, remarks in why.items() if remarks}


def tell_readings(readings: Mapping[str, Reading]) -> list[Finding]:
    """The same as warnings, and beside it what hides in a file."""
    unread = unverifiable(readings)
    told = [Finding("file_unverifiable", path=path, found=_say(remarks)) for path, remarks in unread.items()]
    for path, reading in readings.items():
        if hidden := [remark for remark in reading.remarks if remark.code not in _UNVERIFIABLE]:
            told.append(Finding("file_hides", path=path, found=_say(hidden)))
    return told


@lru_cache(maxsize=64)
def _read(path: Path, media_type: str) -> Reading:
    """Once in a run: a file in the store is what its name says, or was found damaged before."""
    return read_file(path, media_type)


def _say(remarks: Iterable[Remark]) -> str:
    """Each kind once, with the places where it is."""
    places: dict[RemarkCode, list[str]] = defaultdict(list)
    for remark in remarks:
        place = f"{remark.where}: {remark.found}" if remark.code == "not_read_whole" and remark.found else remark.where
        if place not in places[remark.code]:
            places[remark.code].append(place)
    return "; ".join(f"{_WORDS[code]} ({_few(there)})" for code, there in places.items())


def _few(places: list[str]) -> str:
    more = len(places) - _PLACES_AT_MOST
    return ", ".join(places[:_PLACES_AT_MOST]) + (f" … +{more}" if more > 0 else "")
