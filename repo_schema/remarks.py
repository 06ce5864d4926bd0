"""What a reader should know of a file beyond its text, in words: what nobody could read, and what hides in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from repo_schema.passages import Remark, RemarkCode

__all__ = ["UNREAD", "say"]

UNREAD: Final[frozenset[RemarkCode]] = frozenset({"no_text_layer", "text_garbled", "not_read_whole"})
"""Make a file unverifiable until a named person attests to having looked at every page."""

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


def say(remarks: Iterable[Remark]) -> str:
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
