"""A rule: one kind of thing to look for, with an id that findings and signed decisions keep, and a version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

__all__ = ["LEVELS", "Find", "Level", "Rule", "Span", "near", "strongest"]

Level: TypeAlias = Literal["block", "review", "info"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""Strongest first: `block` cannot be published undecided, `review` must be decided, `info` is only told."""

_NEAR: Final = 40
"""Characters before and after a value within which a word says what it is."""


class Span(NamedTuple):
    """Where in a normalised text something stands."""

    start: int
    end: int
    level: Level


Find: TypeAlias = Callable[[str], Iterator[Span]]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    version: int
    find: Find
    shown: bool = False
    """Whether what was found may be repeated: a word is no secret, a number is."""


def near(text: str, span: tuple[int, int], words: tuple[str, ...]) -> bool:
    """Whether one of `words` (lower case) stands within 40 characters of `span`."""
    around = text[max(span[0] - _NEAR, 0) : span[1] + _NEAR].lower()
    return any(word in around for word in words)


def strongest(*levels: Level) -> Level:
    return min(levels, key=LEVELS.index)
