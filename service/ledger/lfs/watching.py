"""How far a transfer has come, told to whoever waits for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Told", "Watch"]

Told: TypeAlias = Callable[[int, int], None]
"""Bytes so far, bytes in all."""


@dataclass(slots=True)
class Watch:
    total: int
    told: Told | None = None
    done: int = 0

    def moved(self, size: int) -> None:
        self.done = min(self.done + size, self.total)
        if self.told is not None:
            self.told(self.done, self.total)

    def over(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            self.moved(len(chunk))
