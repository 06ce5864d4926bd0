"""Persons themselves: their names, children, and what the law calls sensitive (PDPA s.26)."""

import re
from collections.abc import Iterator
from typing import Final

from repo_schema.privacy.rules import Span

__all__ = ["MANY_NAMES", "find_children", "find_names", "find_sensitive", "shows_children"]

MANY_NAMES: Final = 5
"""So many different names in one document are a list of people."""

_NOT_A_SURNAME: Final = r"(?!จังหวัด|อำเภอ|ตำบล|ตำแหน่ง|หมู่|และ|หรือ|เป็น|ได้|ที่|จาก|ในการ|ประจำปี|องค์การ|เทศบาล)"
_NAME: Final = rf"\s?[ก-ฮเ-ไ][ก-๎]{{1,30}}\s+{_NOT_A_SURNAME}[ก-ฮเ-ไ][ก-๎]{{1,40}}"
_ADULT: Final = (
    r"(?:นาย(?!ก(?:องค์|เทศ|รัฐ|สภา|ฯ|\s)|ช่าง|ทะเบียน|อำเภอ|แพทย์|สัตวแพทย์|ตรวจ|จ้าง|ทุน|หน้า)"
    r"|นางสาว|น\.ส\.|นาง(?!สาว|รอง\s|เลิ้ง))"
)
_CHILD: Final = r"(?:ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง)"
_NAMES: Final = re.compile(_ADULT + _NAME)
_CHILDREN: Final = re.compile(_CHILD + r"\s?[ก-ฮเ-ไ][ก-๎]{1,30}")
_OF_CHILDREN: Final = ("โรงเรียน", "ศูนย์พัฒนาเด็ก", "ชั้นอนุบาล", "ชั้นประถม", "ชั้นมัธยม", "ภาพถ่าย", "รูปถ่าย", "รูปภาพ")
_SENSITIVE: Final = re.compile(
    "(ผู้ป่วย|ติดเตียง|ผู้ติดเชื้อ|หมู่โลหิต|ประวัติอาชญากรรม)|ผู้พิการ|คนพิการ|เบี้ยยังชีพ|ศาสนา|สำเนาบัตรประชาชน|ทะเบียนบ้าน"
)
"""The first are of persons; the others are also of programmes, duties and lists of what to bring along."""


def find_names(text: str) -> Iterator[Span]:
    """A title, a name and a surname; not `นายก`, `นายช่าง` or the place นางรอง."""
    for match in _NAMES.finditer(text):
        yield Span(*match.span(), "review")


def find_children(text: str) -> Iterator[Span]:
    for match in _CHILDREN.finditer(text):
        yield Span(*match.span(), "review")


def shows_children(text: str) -> bool:
    """Whether a school or a photograph is spoken of: with it a child can be found."""
    return any(word in text for word in _OF_CHILDREN)


def find_sensitive(text: str) -> Iterator[Span]:
    """Words of health, faith, blood, crime and papers: `info` where they may well be a programme's."""
    for match in _SENSITIVE.finditer(text):
        yield Span(*match.span(), "review" if match[1] else "info")
