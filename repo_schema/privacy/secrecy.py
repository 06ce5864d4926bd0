"""Marks of secrecy by the Rule on Official Secrets B.E. 2544; `ปกปิด` is an older class that is still met.

Thai letters are all word characters and Thai has no spaces, so no word boundary helps: a mark stands alone on its line,
after the words that introduce it, or in a letter's number. The title of the Rule itself is no mark.
"""

import re
from collections.abc import Iterator
from typing import Final

from repo_schema.privacy.rules import Span

__all__ = ["find_secrecy_marks"]

_MARKS: Final = frozenset(("ลับที่สุด", "ลับมาก", "ลับ", "ปกปิด", "topsecret", "secret", "confidential"))
_AROUND: Final = str.maketrans(dict.fromkeys(" \t-–—*()[]{}\"'.:/|_="))
_CERTAIN: Final = (
    re.compile(r"ชั้นความลับ\s*[:：]?\s*(ลับที่สุด|ลับมาก|ลับ(?![ก-๎]))"),
    re.compile(r"^\s*ที่\s*(ลับที่สุด|ลับมาก|ลับ)(?=[\s/0-9])", re.MULTILINE),
    re.compile(r"(?:เอกสาร|หนังสือ)\s*(?:ชั้น)?\s*(ลับที่สุด|ลับมาก)"),
)
_ELSEWHERE: Final = re.compile(r"(?<!ก)(?<!ส)(ลับที่สุด|ลับมาก)")


def find_secrecy_marks(text: str) -> Iterator[Span]:
    """Spans of marks in `text`: alone on a line, or introduced as one (`block`), or in running text (`review`)."""
    if text.translate(_AROUND).lower() in _MARKS:
        start = len(text) - len(text.lstrip())
        yield Span(start, len(text.rstrip()), "block")
        return
    for pattern in _CERTAIN:
        yield from (Span(*match.span(1), "block") for match in pattern.finditer(text))
    yield from (Span(*match.span(1), "review") for match in _ELSEWHERE.finditer(text))
