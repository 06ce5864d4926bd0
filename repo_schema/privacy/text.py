"""Text as detectors compare it: one digit, one dash, one space, one way to write a Thai syllable.

NFC, not NFKC, which takes sara am apart. Old PDF extractors put a space before a vowel or tone mark, and paste brings
invisible characters: neither may hide a number or a mark.
"""

import re
import unicodedata
from typing import Final

__all__ = ["normalise"]

_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_DASHES: Final = dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-")
_PLAIN: Final = _INVISIBLE | _DASHES
_AM: Final = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_WIDE: Final = re.compile(r"[^\S\n]{4,}")
"""Shortened, so that no expression can be made to walk the same blanks again and again."""
_BEFORE_MARK: Final = re.compile("[ ]+(?=[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])")


def normalise(text: str) -> str:
    """`text` in the one form that every rule is written for; line breaks stay."""
    plain = "".join(map(_character, unicodedata.normalize("NFC", text.translate(_PLAIN))))
    return _AM.sub("\\1\u0e33", _BEFORE_MARK.sub("", _WIDE.sub("   ", plain)))


def _character(character: str) -> str:
    match unicodedata.category(character):
        case "Nd":  # every script's digits: ๐-๙ and fullwidth ones first of all
            return str(unicodedata.decimal(character))
        case "Zs":
            return " "
        case _:
            return character
