"""The public history as one file: a git bundle (gitformat-bundle, version 2), from which `git clone` and `verify` work.

Public are `main`, the receipts and what witnesses wrote; never a submission. The list of what is in it is written here,
so that `main` is the head that was verified whatever moved since; the pack is git's. Kept beside the index, and made
anew only when one of these branches moved. What is suppressed or was erased is not in it: git then refuses to clone it,
and unbundles it (docs/erasing.md).
"""

import hashlib
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.ledger.errors import RepositoryUnavailableError
from service.ledger.receipts import RECEIPTS
from service.ledger.repository import MAIN, Repository
from service.ledger.witnesses import WITNESSES

__all__ = ["Bundle", "Bundles", "public_branches"]

_SIGNATURE: Final = "# v2 git bundle\n"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished file."""

    path: Path
    tag: str
    """Names these bytes."""


class Bundles:
    """The bundles of one repository; one is made at a time, and only the newest is kept."""

    def __init__(self, repository_path: Path, index_path: Path) -> None:
        self._repository_path = repository_path
        self._index_path = index_path
        self._lock = threading.Lock()
        self._repository: Repository | None = None

    def make(self, head: str, *, without: Collection[str] = ()) -> Bundle:
        """The bundle whose `main` is `head`, from disk or made now; raises `LedgerError` where git cannot.

        `without`: the blobs of texts that may not be given, whether their bytes are still here or not.
        """
        with self._lock, Repository(self._repository_path) as repository:
            self._repository = repository
            try:
                return self._make(repository, head, sorted(without))
            finally:
                self._repository = None

    def close(self) -> None:
        """End what is being made."""
        repository = self._repository
        if repository is not None:
            repository.close()

    def _make(self, repository: Repository, head: str, without: list[str]) -> Bundle:
        tips = public_branches(repository, head)
        listed = _SIGNATURE + "".join(f"{oid} {name}\n" for name, oid in tips.items()) + "\n"
        digest = hashlib.sha256("\n".join([listed, *without]).encode()).hexdigest()
        name = f"{self._index_path.name}.{digest[:32]}.bundle"
        path = self._index_path.with_name(name)
        if not path.exists():
            aside = path.with_suffix(".making")
            try:
                with aside.open("wb") as file:
                    file.write(listed.encode())
                    repository.pack(dict.fromkeys(tips.values()), file, without=without)
                    file.flush()
                    os.fsync(file.fileno())
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
        self._let_go_of_all_but(path)
        status = path.stat()
        return Bundle(path, f"{path.stem.rpartition('.')[2]}.{status.st_size}.{status.st_mtime_ns:x}")

    def _let_go_of_all_but(self, path: Path) -> None:
        for old in path.parent.glob(f"{self._index_path.name}.*"):
            if old != path and old.suffix in {".bundle", ".making"}:
                old.unlink(missing_ok=True)


def public_branches(repository: Repository, head: str) -> dict[str, str]:
    """What anybody may have, by full name, `HEAD` first; `head`: the head of `main` that was verified."""
    if repository.peel(head) != head:
        raise RepositoryUnavailableError(
            th=f"คลังไม่มีคอมมิต {head} ที่ตรวจแล้ว",
            en=f"the repository no longer has the commit {head} that was verified",
            hint_th="ตรวจว่าคลังถูกเขียนทับหรือถูกย้ายหรือไม่",
            hint_en="see whether the repository was rewritten or moved",
        )
    receipts = repository.head(RECEIPTS)
    evidence = ({RECEIPTS: receipts} if receipts else {}) | repository.branches(WITNESSES)
    return {"HEAD": head, MAIN: head, **dict(sorted(evidence.items()))}
