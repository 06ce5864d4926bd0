"""The repository's own store of attachments: bytes by their SHA-256, laid out as git-lfs lays them out.

The tree holds a pointer; the bytes live under `<git dir>/lfs/objects`. They enter whole (written aside, synced,
renamed) and are hashed again whenever they are believed.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from repo_schema.pointers import Pointer

_CHUNK: Final = 1 << 20
State: TypeAlias = Literal["present", "missing", "damaged"]
Judge: TypeAlias = Callable[[BinaryIO, Pointer], None]
"""Looks at what would be stored, and raises to refuse it."""
_ABANDONED: Final = 86_400
"""Seconds after which what a killed process was writing is cleared away."""


class DifferentBytesError(Exception):
    """What came is not what was pointed to."""


class Store:
    """The attachments of the repository whose git directory is given."""

    def __init__(self, git_dir: Path) -> None:
        self._root = git_dir / "lfs" / "objects"
        self._beside = git_dir / "objects"

    def path(self, sha256: str) -> Path:
        """Where these bytes are, if they are here."""
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def add(self, chunks: Iterable[bytes], *, judge: Judge | None = None) -> Pointer:
        """Store bytes; returns what points to them.

        Raises `OSError` (a full disk), or what `judge` raises, with nothing half-stored.
        """
        self._make(self._root)
        self._clear()
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._root, prefix="incoming-")
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            pointer = Pointer(digest.hexdigest(), size)
            if judge is not None:
                with aside.open("rb") as copy:
                    judge(copy, pointer)
            target = self.path(pointer.sha256)
            self._make(target.parent)
            aside.chmod(self._mode & 0o666)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
        return pointer

    def take(self, pointer: Pointer, chunks: Iterable[bytes]) -> None:
        """Store the bytes pointed to, as somebody else sends them; raises as `add` does.

        Raises `DifferentBytesError`, with nothing kept, when they are others, as soon as there are too many.
        """

        def judge(_: BinaryIO, found: Pointer) -> None:
            if found != pointer:
                raise DifferentBytesError

        self.add(_no_more_than(pointer.size, chunks), judge=judge)

    def state(self, pointer: Pointer) -> State:
        """Whether the bytes are here and are the ones pointed to."""
        try:
            return "present" if digest(self.path(pointer.sha256)) == pointer else "damaged"
        except OSError:
            return "missing"

    def copy_from(self, other: "Store", pointers: Iterable[Pointer]) -> tuple[Pointer, ...]:
        """Bring these in from `other` where they are not here whole; returns those neither side has whole."""
        lacking: list[Pointer] = []
        for pointer in pointers:
            if self.state(pointer) == "present":
                continue
            try:
                self.take(pointer, read_chunks(other.path(pointer.sha256)))
            except (DifferentBytesError, FileNotFoundError):
                lacking.append(pointer)
        return tuple(lacking)

    def arrivals(self) -> Iterator[tuple[str, float]]:
        """The digest of each file that lies here, whole or not, and when it came, in Unix seconds."""
        for path in self._root.glob("??/??/*"):
            yield path.name, path.stat().st_mtime

    @property
    def _mode(self) -> int:
        """As git shares its own objects, so is this: with whoever serves them, with colleagues of the same group."""
        try:
            return self._beside.stat().st_mode & 0o7777
        except FileNotFoundError:
            return 0o755

    def _make(self, folder: Path) -> None:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for place in missing:
            if place.is_relative_to(self._root.parent):
                place.chmod(self._mode)

    def _clear(self) -> None:
        """Take away what processes that were killed half-way have left."""
        for left in self._root.glob("incoming-*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _ABANDONED:
                    left.unlink()


def _no_more_than(size: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
    seen = 0
    for chunk in chunks:
        seen += len(chunk)
        if seen > size:
            raise DifferentBytesError
        yield chunk


def digest(path: Path) -> Pointer:
    """What points to the file's bytes."""
    sha256, size = hashlib.sha256(), 0
    for chunk in read_chunks(path):
        sha256.update(chunk)
        size += len(chunk)
    return Pointer(sha256.hexdigest(), size)


def read_chunks(path: Path) -> Iterator[bytes]:
    """The file's bytes, a mebibyte at a time."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
