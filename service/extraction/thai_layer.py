"""The text layer of a Thai PDF: what old fonts did to it, put right where that is certain and told where it is not."""

import re
from typing import Final

__all__ = ["is_garbled", "mend"]

_SHIFTED: Final = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้", 0xF707: "๊", 0xF708: "๋",
    0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋", 0xF70E: "์", 0xF70F: "ญ", 0xF710: "ั", 0xF711: "ํ",
    0xF712: "็", 0xF713: "่", 0xF714: "้", 0xF715: "๊", 0xF716: "๋", 0xF717: "์", 0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
}  # fmt: skip
"""Where fonts for Windows keep letters that were moved aside: the same letters."""
_MENDED: Final = {**_SHIFTED, 0xFFFE: None, 0x02: None, 0xAD: None}
_UNKNOWN: Final = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_OTHER_PAGE: Final = re.compile("[¡-ÿ]")
_SARA_AA: Final = re.compile("า")
_FALSE_AM: Final = re.compile("[่-๋]ำ")
_FEW: Final = 8
_SHARE: Final = 5
"""One in so many."""


def mend(text: str) -> str:
    """The text with moved letters put back, and marks of hyphenation taken away."""
    return text.translate(_MENDED)


def is_garbled(text: str) -> bool:
    """Whether what a reader sees is something else than this (mended) text.

    Glyphs of no known letter; Thai shown as letters of another code page; and the text layer of a program that makes
    every sara aa a tone mark with sara am.
    """
    letters = len(re.sub(r"\s", "", text))
    if _UNKNOWN.search(text):
        return True
    if len(_OTHER_PAGE.findall(text)) * _SHARE > letters:
        return True
    return not _SARA_AA.search(text) and len(_FALSE_AM.findall(text)) >= _FEW
