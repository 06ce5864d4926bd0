"""Holds every process off an index for the moment in which another is put in its place.

What is held is the folder, so that nothing is left behind. Where the system knows no such lock, only one process may
serve an index.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["opening", "swapping"]


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """While an index in `folder` is being opened to be read; raises `OSError` where there is no such folder."""
    with _hold(folder, is_alone=False):
        yield


@contextmanager
def swapping(folder: Path) -> Iterator[None]:
    """Between taking the old file's write-ahead log away and putting the new file in."""
    with _hold(folder, is_alone=True):
        yield


@contextmanager
def _hold(folder: Path, *, is_alone: bool) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)
