"""The proof of one version, made from the repository: whatever judging it reads there, and nothing else (ADR 0034)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from repo_schema.proofs import Claims, GitObject, Proof
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.objects import parent_of
from service.ledger.proving import judge_claims, law_entries
from service.ledger.repository import Repository
from service.ledger.walker import Walker

__all__ = ["NoProofError", "make_proof"]

CONTEXT_AT_MOST: Final = 500
"""Commits of `main` after the Change, and as many before it, that tie a proof to checkpoints and to the anchor."""


class NoProofError(LedgerError):
    """This version has no proof that can stand alone; the whole repository has it."""


@dataclass(slots=True)
class _Noting:
    """A repository, and what was read of it."""

    repository: Repository
    noted: dict[str, GitObject] = field(default_factory=dict)

    def read_commit(self, oid: str) -> bytes:
        return self._note(oid, "commit", self.repository.read_commit(oid))

    def read_tree(self, oid: str) -> bytes:
        return self._note(oid, "tree", self.repository.read_tree(oid))

    def read_blob(self, oid: str) -> bytes | None:
        data = self.repository.read_blob(oid)
        return None if data is None else self._note(oid, "blob", data)

    def prefetch(self, oids: Iterable[str]) -> None:
        self.repository.prefetch(oids)

    def peek(self, oid: str) -> bytes | None:
        found = self.noted.get(oid)
        return found.data if found else None

    def forget(self) -> None:
        self.repository.forget()

    def _note(self, oid: str, kind: str, data: bytes) -> bytes:
        self.noted[oid] = GitObject(kind, data)
        return data


def make_proof(
    repository: Repository,
    claims: Claims,
    *,
    law_of: Callable[[str], str],
    checkpoint: str | None = None,
    witnessed: str | None = None,
) -> Proof:
    """The proof of a version that was accepted; `law_of`: commit to the Change whose law was in force after it.

    Raises `NoProofError` where it cannot be told without the rest of the history.
    """
    noting = _Noting(repository)
    try:
        proven = judge_claims(noting, claims)
    except RefusedError as error:
        raise _no_proof(", ".join(finding.code for finding in error.findings)) from error
    walker = Walker(repository, {}, is_partial=True)
    for commit in {proven.base, proven.before}:
        if law_entries(walker, commit) != law_entries(walker, law_of(commit)):
            raise _no_proof("untrusted policy on main")
    for start, end in ((claims.head, claims.commit), (proven.base, claims.anchor)):
        _note_context(noting, start, end)
    return Proof(claims, noting.noted, checkpoint, witnessed)


def _note_context(noting: _Noting, start: str, end: str) -> None:
    """All of the line between the two, or none of it."""
    line: dict[str, GitObject] = {}
    oid: str | None = start
    while oid is not None and oid != end:
        if len(line) == CONTEXT_AT_MOST:
            return
        raw = noting.repository.read_commit(oid)
        line[oid] = GitObject("commit", raw)
        oid = parent_of(raw)
    if oid == end:
        noting.noted |= {end: GitObject("commit", noting.repository.read_commit(end))} | line


def _no_proof(reason: str) -> NoProofError:
    return NoProofError(
        th=f"หลักฐานของฉบับนี้แยกออกมาต่างหากไม่ได้ ({reason})",
        en=f"this version cannot be proven without the rest of the history ({reason})",
        hint_th="โหลดคลังทั้งหมดจาก /v1/repository.bundle แล้วตรวจด้วย prongsai verify --anchor",
        hint_en="get the whole repository from /v1/repository.bundle and check it with prongsai verify --anchor",
    )
