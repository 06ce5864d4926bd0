"""What searching does not tell apart, folded away; and where in the text a hit stands.

Thai is written without spaces and in more than one way: two spellings of one syllable, Thai and Arabic digits, letter
case and invisible characters are one here. `fold` is for storing and asking, `excerpt` for showing: it cuts the text as
it was written, and never inside a cluster (a consonant with its vowels and tone marks).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Excerpt", "excerpt", "fold", "words_of"]

_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_TONES: Final = frozenset("\u0e48\u0e49\u0e4a\u0e4b")
_NIKHAHIT, _AA, _AM = "\u0e4d", "\u0e32", "\u0e33"
_E, _AE = "\u0e40", "\u0e41"
_LEADING: Final = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")
"""Vowels written before the consonant they belong to."""
_FOLLOWING: Final = frozenset("\u0e30\u0e32\u0e33\u0e45")
"""Vowels written after it, on the line."""
_CONTEXT: Final = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A hit and its surroundings, as written; `…` where more stands before or after."""

    before: str
    match: str
    after: str

    def as_json(self) -> dict[str, str]:
        return {"before": self.before, "match": self.match, "after": self.after}


def fold(text: str) -> str:
    """`text` in the one form that is stored and looked for."""
    return _fold(text)[0]


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query, all of which must occur; empty when nothing is left to look for."""
    return tuple(dict.fromkeys(fold(query).split()))


def excerpt(text: str, words: Sequence[str]) -> Excerpt | None:
    """The first place in `text` where one of `words` (folded) stands; None when none does."""
    hit = _first_hit(text, words)
    if hit is None:
        return None
    start, end = _cluster_start(text, hit[0]), _cluster_end(text, hit[1])
    first = _cluster_start(text, max(start - _CONTEXT, 0))
    last = _cluster_end(text, min(end + _CONTEXT, len(text)))
    return Excerpt(
        before=("…" if first else "") + " ".join(text[first:start].splitlines()),
        match=text[start:end],
        after=" ".join(text[end:last].splitlines()) + ("…" if last < len(text) else ""),
    )


def _first_hit(text: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Where it begins and ends; no word goes over the end of a line, so that none after it is folded."""
    begun = 0
    for line in text.split("\n"):
        folded, places = _fold(line)
        hits = [(found, word) for word in words if (found := folded.find(word)) >= 0]
        if hits:
            found, word = min(hits)
            return begun + places[found], begun + places[found + len(word) - 1] + 1
        begun += len(line) + 1
    return None


def _fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        for written in character.translate(_THAI_DIGITS).casefold():
            _write(written, place, folded, places)
    return "".join(folded), places


def _write(character: str, place: int, folded: list[str], places: list[int]) -> None:
    """Put one more character, joining what it completes: nikhahit and aa to am, two e to ae, am before a tone."""
    last = folded[-1] if folded else ""
    if character == _AA and last == _NIKHAHIT:
        folded[-1] = _AM
    elif character == _AA and last in _TONES and folded[-2:-1] == [_NIKHAHIT]:
        folded[-2:] = [last, _AM]
    elif character in _TONES and last == _AM:
        folded[-1:] = [character, _AM]
        places.append(place)
    elif character == _E and last == _E:
        folded[-1] = _AE
    else:
        folded.append(character)
        places.append(place)


def _cluster_start(text: str, place: int) -> int:
    """The nearest place at or before `place` at which a cluster begins."""
    while 0 < place < len(text) and _holds_together(text[place - 1], text[place]):
        place -= 1
    return place


def _cluster_end(text: str, place: int) -> int:
    """The nearest place at or after `place` at which a cluster ends."""
    while 0 < place < len(text) and _holds_together(text[place - 1], text[place]):
        place += 1
    return place


def _holds_together(left: str, right: str) -> bool:
    return unicodedata.category(right) in {"Mn", "Me", "Mc"} or right in _FOLLOWING or left in _LEADING
