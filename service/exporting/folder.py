"""The folder of an export: `public/` is served; the manifest and what is being written stand beside it.

A file appears whole or not at all. Where an address is laid down, nobody can ask for: its name ends in `~`, the query
and the kind of its content, which nginx puts there and no reader can.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from service.ledger.errors import LedgerError

__all__ = ["Folder", "FolderError", "file_of"]

_LOCK: Final = "lock"
_PIECE: Final = 200
"""Bytes of a name; longer ones (Thai file names) are folders within folders. nginx cuts them alike."""
_READABLE: Final = 0o004


class FolderError(LedgerError):
    """This folder is not for an export to write in, or another export writes in it."""


def file_of(path: str, query: str, kind: str) -> str:
    """Where an address is laid down, below `public/`; `path` as it stands in a URL."""
    folder, _, name = os.fsencode(f"{unquote(path)}~{query}").rpartition(b"/")
    pieces = re.findall(rb".{1,%d}" % _PIECE, name, re.DOTALL)
    return os.fsdecode(b"/".join([folder, b"~/".join(pieces)])).lstrip("/") + f".{kind}"


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.public = root / "public"
        self.manifest = root / "manifest.sqlite"
        self._aside = root / "aside"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Made if it is not there, and held against any other export; raises `FolderError`."""
        if self.root.exists() and not (self.root / _LOCK).exists() and any(self.root.iterdir()):
            raise FolderError(
                th=f"{self.root} มีของอย่างอื่นอยู่แล้วและไม่ใช่ชุดส่งออก จึงไม่เขียนทับ",
                en=f"{self.root} holds something else and is no export: nothing is written over it",
                hint_th="เลือกโฟลเดอร์ใหม่หรือโฟลเดอร์ว่าง",
                hint_en="choose a new or an empty folder",
            )
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / _LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FolderError(
                    th=f"มีการส่งออกอีกรายการกำลังเขียน {self.root} อยู่",
                    en=f"another export is writing in {self.root}",
                    hint_th="รอให้เสร็จก่อน แล้วสั่งอีกครั้ง",
                    hint_en="let it end, then run this again",
                ) from error
            shutil.rmtree(self._aside, ignore_errors=True)
            self._aside.mkdir()
            self.public.mkdir(exist_ok=True)
            try:
                yield
            finally:
                shutil.rmtree(self._aside, ignore_errors=True)

    def has(self, file: str, size: int) -> bool:
        """Whether the file is there, and as long as it was."""
        try:
            return (self.public / file).stat().st_size == size
        except OSError:
            return False

    def write(self, file: str, data: bytes) -> None:
        """Put `data` in place, at once."""
        self._place(self._written(data), self.public / file)

    def write_beside(self, name: str, data: bytes) -> bool:
        """The same, outside what is served; False if it is there already."""
        target = self.root / name
        if target.is_file() and target.read_bytes() == data:
            return False
        self._place(self._written(data), target)
        return True

    def has_beside(self, names: Iterable[str]) -> bool:
        return all((self.root / name).is_file() for name in names)

    def bring(self, file: str, source: Path, sha256: str) -> bool:
        """Lay an attachment down, by a second name for its bytes where readers may read those; False if it is damaged.

        `source` was hashed by whoever opened it; a copy is hashed as it is made.
        """
        aside = self._aside / "file"
        aside.unlink(missing_ok=True)
        if not _link(source, aside):
            digest = hashlib.sha256()
            with source.open("rb") as original, aside.open("wb") as copy:
                while chunk := original.read(1 << 20):
                    digest.update(chunk)
                    copy.write(chunk)
            if digest.hexdigest() != sha256:
                return False
        self._place(aside, self.public / file)
        aside.unlink(missing_ok=True)  # rename(2) leaves it where both are the same file already
        return True

    def remove(self, file: str) -> None:
        """Take a file away, and folders that become empty."""
        path = self.public / file
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == self.public:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    def files(self) -> Iterator[str]:
        """Every file that is served."""
        for folder, _, names in os.walk(self.public):
            for name in names:
                yield os.path.relpath(os.path.join(folder, name), self.public)  # noqa: PTH118 - 100,000 of them

    def _written(self, data: bytes) -> Path:
        aside = self._aside / "page"
        aside.write_bytes(data)
        return aside

    def _place(self, aside: Path, target: Path) -> None:
        try:
            aside.replace(target)
        except (FileNotFoundError, NotADirectoryError):
            target.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(target)


def _link(source: Path, aside: Path) -> bool:
    """False where another user, as nginx runs as, could not read it, or it lies on another disk."""
    if not source.stat().st_mode & _READABLE:
        return False
    try:
        os.link(source, aside)
    except OSError:
        return False
    return True
