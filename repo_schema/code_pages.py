"""Bytes as text, as programs in Thailand write it: UTF-8, or else the Thai code page; never a guess beyond these."""

import re
from typing import Final

__all__ = ["decode_text"]

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_THAI: Final = re.compile("[ก-๛]")
_STRAY_MARK: Final = re.compile("(?<![ก-๎])[ัิ-ฺ็-๎]")
"""A vowel or tone mark on no Thai letter: text of another code page, read as Thai."""


def decode_text(data: bytes) -> str | None:
    """The text, or None: neither UTF-8 nor TIS-620 (as Windows has it, cp874), or with control characters in it."""
    try:
        text = data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp874")
        except UnicodeDecodeError:
            return None
        if not _THAI.search(text) or _STRAY_MARK.search(text):
            return None
    return None if _CONTROL.search(text) else text
