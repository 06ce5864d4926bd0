"""Where objects come from: a repository, or a handful of them that somebody brought. Each is what its id says."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from repo_schema.commits import CommitGrammarError, parse_links
from repo_schema.proofs import GitObject
from service.ledger.errors import LedgerError
from service.ledger.repository import BLOB_LIMIT, UnfitObjectError

__all__ = ["BroughtObjects", "Objects", "parent_of"]


class Objects(Protocol):
    """Raises `ObjectMissingError`, `ObjectDamagedError`, and `UnfitObjectError` for another kind than was asked for."""

    def read_commit(self, oid: str) -> bytes: ...

    def read_tree(self, oid: str) -> bytes: ...

    def read_blob(self, oid: str) -> bytes | None:
        """None: larger than any document may be."""

    def prefetch(self, oids: Iterable[str]) -> None:
        """A hint that these will be read."""

    def peek(self, oid: str) -> bytes | None:
        """The bytes of an object that is at hand."""

    def forget(self) -> None: ...


class BroughtObjects:
    """The objects in a proof, hashed when it was read."""

    def __init__(self, objects: Mapping[str, GitObject]) -> None:
        self._objects = objects

    def read_commit(self, oid: str) -> bytes:
        return self._read(oid, "commit")

    def read_tree(self, oid: str) -> bytes:
        return self._read(oid, "tree")

    def read_blob(self, oid: str) -> bytes | None:
        data = self._read(oid, "blob")
        return data if len(data) <= BLOB_LIMIT else None

    def prefetch(self, oids: Iterable[str]) -> None:
        """Everything is at hand."""

    def peek(self, oid: str) -> bytes | None:
        found = self._objects.get(oid)
        return found.data if found else None

    def forget(self) -> None:
        """Nothing was asked for ahead."""

    def _read(self, oid: str, kind: str) -> bytes:
        found = self._objects.get(oid)
        if found is None:
            raise _incomplete(oid)
        if found.kind != kind:
            raise UnfitObjectError(oid)
        return found.data


def parent_of(raw: bytes) -> str | None:
    """The first; None where there is none, or where git could not walk on."""
    try:
        return next(iter(parse_links(raw)[1]), None)
    except CommitGrammarError:
        return None


def _incomplete(oid: str) -> LedgerError:
    return LedgerError(
        th=f"แฟ้มหลักฐานไม่มีวัตถุ {oid} ที่ต้องใช้ จึงยังบอกไม่ได้ว่าถูกต้องหรือไม่",
        en=f"the proof lacks object {oid}, so nothing can be said of the version",
        hint_th="ดาวน์โหลดแฟ้มหลักฐานใหม่ หรือตรวจทั้งคลังด้วย prongsai verify --anchor",
        hint_en="download the proof again, or look at the whole repository with prongsai verify --anchor",
    )
