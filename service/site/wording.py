"""Which words of a text changed: two texts, each in pieces that are marked or not.

Thai has no spaces between words, so that what is compared are clusters (a consonant with its vowels and marks), runs
of Latin letters and numbers; what stays between two changes is marked with them where it is too short to be a word.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

__all__ = ["Piece", "mark_changes", "text_of"]

_PIECE: Final = re.compile(r"[A-Za-z0-9๐-๙.,/:@+_-]+|[เ-ไ]?.[ัิ-ฺ็-๎]*[ะาำๅๆฯ]*", re.DOTALL)
_SHORT: Final = 3
_LONGEST: Final = 4000
"""Pieces beyond which two texts are shown whole: comparing grows with their product."""


class Piece(NamedTuple):
    text: str
    is_changed: bool


def mark_changes(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of each text, joined where neighbours are alike."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if max(len(old), len(new)) > _LONGEST:
        return (Piece(before, is_changed=True),), (Piece(after, is_changed=True),)
    steps = list(_steps(old, new))
    first = _join((old[a:b], changed) for changed, a, b, _, _ in steps)
    second = _join((new[a:b], changed) for changed, _, _, a, b in steps)
    return first, second


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < place < len(codes) - 1
        yield tag != "equal" or (inside and b - a < _SHORT), a, b, c, d


def _join(parts: Any) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for pieces, changed in parts:
        text = "".join(pieces)
        if joined and joined[-1].is_changed == changed:
            joined[-1] = Piece(joined[-1].text + text, changed)
        elif text:
            joined.append(Piece(text, changed))
    return tuple(joined)


def text_of(value: Any) -> str:
    """Any value of a document on one or more lines, for reading; nothing for what was not there."""
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else "✕"
        case dict():
            return "\n".join(filter(None, (text_of(inner) for inner in value.values())))
        case list():
            return "\n".join(filter(None, (text_of(inner) for inner in value)))
        case _:
            return str(value)
