"""Whether the refs that are followed may have moved, told without git: many repositories are asked twice a second."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.ledger.errors import LedgerError
from service.ledger.repository import find_git_dir

__all__ = ["RefWatch"]

_FILES: Final = ("packed-refs", "refs/heads/main", "reftable/tables.list")
_BRANCHES: Final = ("refs/heads/prongsai", "refs/remotes/origin/prongsai")
"""Receipts and witnesses."""


class RefWatch:
    """Of the repository at `path`. What it cannot tell it calls moved; who relies on it looks properly now and then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._git_dir: Path | None = None
        self._seen: object = None

    def has_moved(self) -> bool:
        """Since it was last asked. Ask before reading the refs, not after."""
        seen, self._seen = self._seen, self._look()
        return self._seen is None or self._seen != seen

    def _look(self) -> object:
        try:
            self._git_dir = self._git_dir or find_git_dir(self._path)
        except LedgerError:
            return None
        places = [self._git_dir / name for name in _FILES]
        for name in _BRANCHES:
            for folder, _, files in os.walk(self._git_dir / name):
                places += [Path(folder), *(Path(folder, file) for file in files)]
        found = tuple((place, _state(place)) for place in places)
        return found if any(state for _, state in found) else None


def _state(place: Path) -> tuple[int, int, int] | None:
    with suppress(OSError):
        status = place.stat()
        return status.st_ino, status.st_mtime_ns, status.st_size
    return None
