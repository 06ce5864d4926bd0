"""Git LFS pointers: what stands in the tree for an attachment (git-lfs specification, version 1).

Only the canonical text is accepted, so that one file has one pointer and one object id.
"""

import re
from dataclasses import dataclass
from typing import Final

_POINTER: Final = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (0|[1-9][0-9]{0,15})\n"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    sha256: str
    size: int
    """Bytes."""


def parse_pointer(data: bytes) -> Pointer | None:
    """The pointer in `data`, or None when it is not one in canonical form."""
    match = _POINTER.fullmatch(data)
    return Pointer(match[1].decode(), int(match[2])) if match else None


def render_pointer(pointer: Pointer) -> bytes:
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{pointer.sha256}\nsize {pointer.size}\n"
    return text.encode()
