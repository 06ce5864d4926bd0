"""How much of a stranger's file is read, and what reading it may cost."""

from dataclasses import dataclass, replace
from typing import Final

__all__ = ["AGAIN", "LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: int = 60
    """Of the processor."""
    patience: int = 30
    """So many times as many by the clock: a busy machine is no fault of the file."""
    memory_bytes: int = 1 << 30
    """Address space (where the system can limit it)."""
    output_bytes: int = 64 << 20
    pages: int = 5_000
    passage_characters: int = 10_000
    """A longer line is given in pieces, which overlap."""


LIMITS: Final = Limits()
AGAIN: Final = replace(LIMITS, seconds=4 * LIMITS.seconds)
"""For who looks after somebody else did: a slower or busier machine must not find less than the first."""
