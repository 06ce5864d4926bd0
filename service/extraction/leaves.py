"""The pages of a PDF as pictures, made by a process of its own within limits; nothing else of the file comes along."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from service.extraction.confining import run_confined
from service.extraction.limits import LIMITS

__all__ = ["SHOWN_AT_MOST", "Leaves", "measure", "paint"]

SHOWN_AT_MOST: Final = 100
"""Pages; the rest is read in the file itself."""
_LIMITS: Final = replace(LIMITS, seconds=10, patience=6, output_bytes=8 << 20, pages=SHOWN_AT_MOST)
_MODULE: Final = "service.extraction.painting"
_LONGEST_SIDE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Leaves:
    count: int
    """Pages in all."""
    sizes: tuple[tuple[int, int], ...]
    """Width and height in pixels of those that are shown."""


def measure(path: Path) -> Leaves | None:
    """How many pages there are, and how large; None for what cannot be read as a PDF."""
    with run_confined(_MODULE, str(path), "0", limits=_LIMITS) as (output, why):
        try:
            found = json.load(output) if not why else {}
            sizes = tuple((_side(width), _side(height)) for width, height in found["sizes"][:SHOWN_AT_MOST])
            return Leaves(max(int(found["count"]), len(sizes)), sizes)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


def paint(path: Path, number: int) -> bytes | None:
    """Page `number` (from 1) as WebP; None where there is none that can be painted."""
    with run_confined(_MODULE, str(path), str(number), limits=_LIMITS) as (output, why):
        data = output.read(_LIMITS.output_bytes)
    return data if not why and data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def _side(value: object) -> int:
    return min(max(int(str(value)), 1), _LONGEST_SIDE)
