"""The verified record of a clone, for whoever asks at a command line: an index of one's own, made when it is needed.

It lives in the person's cache, never inside the repository, which a stranger may have packed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.ledger.errors import RepositoryUnavailableError
from service.ledger.follower import Follower
from service.ledger.index import read_meta
from service.ledger.memory import cache_folder
from service.ledger.read_model import ReadModel, Snapshot
from service.ledger.repository import Repository
from service.ledger.verifier import Progress


def cache_path(git_dir: Path, root: str) -> Path:
    """Where the index of this repository is kept."""
    name = hashlib.sha256(f"{git_dir}\0{root}".encode()).hexdigest()[:32]
    return cache_folder() / f"{name}.sqlite"


@contextmanager
def open_reading(path: Path, *, anchor: str | None = None, progress: Progress | None = None) -> Iterator[Snapshot]:
    """What is trusted on `main` of the repository at `path`, verified; raises as `Follower.start` does."""
    with Repository(path) as repository:
        head = repository.head()
        if head is None:
            raise RepositoryUnavailableError(
                th=f"คลังที่ {path} ยังไม่มี main",
                en=f"the repository at {path} has no main",
                hint_th="ตรวจว่า clone มาครบ",
                hint_en="check that the clone is whole",
            )
        index = cache_path(repository.git_dir, anchor or repository.first_parents(head)[0])
    index.parent.mkdir(parents=True, exist_ok=True)
    known = read_meta(index)
    if known is None or known.get("head") != head:
        with Follower(path, index, anchor=anchor) as follower:
            follower.start(progress)
    model = ReadModel(index)
    try:
        with model.snapshot() as snapshot:
            yield snapshot
    finally:
        model.close()
