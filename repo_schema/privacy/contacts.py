"""Where a person is reached: telephone, e-mail, LINE, house, vehicle."""

import re
from collections.abc import Iterator
from typing import Final

from repo_schema.privacy.provinces import PROVINCES
from repo_schema.privacy.rules import Span

__all__ = ["find_addresses", "find_emails", "find_line_groups", "find_line_ids", "find_phones", "find_plates"]

_GAP: Final = r"[ ()-]{0,3}"
_PHONE: Final = re.compile(
    rf"(?<![0-9])(?<![0-9]\.)(?:\+66|0){_GAP}"
    rf"(?:([689])[0-9](?:{_GAP}[0-9]){{7}}|2(?:{_GAP}[0-9]){{7}}|[3457](?:{_GAP}[0-9]){{7}})(?![0-9])"
)
_EMAIL: Final = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_LINE_ID: Final = re.compile(
    r"(?<![A-Za-z])(?:LINE|ไลน์)\s*(?:(?:ID|ไอดี)\s*[:：]?|[:：])\s*(?!@)([A-Za-z0-9][A-Za-z0-9._-]{3,19})"
    r"|line\.me/(?:R/)?ti/p/(?!@|%40)([^\s\"'<>]+)",
    re.IGNORECASE,
)
_LINE_GROUP: Final = re.compile(r"line\.me/(?:R/)?ti/g2?/([^\s\"'<>]+)", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"(?:บ้านเลขที่|(?<!สัญญา)(?<!คำสั่ง)(?<!ประกาศ)เลขที่|ที่อยู่)\s*"
    r"([0-9]{1,4}(?:/[0-9]{1,4})?\s*(?:หมู่(?:ที่|บ้าน)?|ม\.|ซอย|ซ\.|ถนน|ถ\.))"
)
_PLATE: Final = r"(?<![0-9ก-๎])([0-9]?[ก-ฮ]{1,2}[ -]?[0-9]{1,4})(?![0-9./])"
_AFTER_PLATE: Final = rf"(?=\s*(?:จังหวัด|จ\.)?\s*(?:{'|'.join(PROVINCES)}))"
_REGISTERED: Final = r"ทะเบียน(?:รถ(?:ยนต์|จักรยานยนต์|กระบะ)?)?\s*(?:หมายเลข|เลขที่|เลข|คือ|:)?\s*"
_PLATES: Final = (
    re.compile(rf"{_REGISTERED}([0-9]?[ก-ฮ]{{1,2}}[ -]?[0-9]{{1,4}})(?![0-9./])"),
    re.compile(_PLATE + _AFTER_PLATE),
)


def find_phones(text: str) -> Iterator[Span]:
    """A mobile is somebody's; a landline is an office's more often than not."""
    for match in _PHONE.finditer(text):
        yield Span(*match.span(), "review" if match[1] else "info")


def find_emails(text: str) -> Iterator[Span]:
    """Any address but the state's own."""
    for match in _EMAIL.finditer(text):
        if not match[0].lower().endswith(".go.th"):
            yield Span(*match.span(), "review")


def find_line_ids(text: str) -> Iterator[Span]:
    """A person's; an official account begins with `@`."""
    for match in _LINE_ID.finditer(text):
        yield Span(*match.span(1 if match[1] else 2), "review")


def find_line_groups(text: str) -> Iterator[Span]:
    """Whoever follows the link reads what everybody in the group wrote."""
    for match in _LINE_GROUP.finditer(text):
        yield Span(*match.span(1), "review")


def find_addresses(text: str) -> Iterator[Span]:
    """A house number with its village, lane or road; a road project in village 3 has no house number."""
    for match in _ADDRESS.finditer(text):
        yield Span(*match.span(1), "review")


def find_plates(text: str) -> Iterator[Span]:
    """Only beside `ทะเบียน` or a province: alone it is how every official letter is numbered."""
    for pattern in _PLATES:
        for match in pattern.finditer(text):
            yield Span(*match.span(1), "review")
