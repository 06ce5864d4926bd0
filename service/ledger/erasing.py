"""Destroy what accepted statements erase, in one repository's stores and wherever this machine copied it.

Attachments go from the store of files, texts of items from git's own objects. Every commit, signature and verdict holds
as before. May be killed at any point and run again;
what was done is found done. The report says what is gone, what is left, and until when.
"""

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from repo_schema.calendar import BANGKOK
from repo_schema.documents import parse_document
from repo_schema.history import History, Verdict
from repo_schema.layout import FilePath, ItemPath, TombstonePath, classify
from repo_schema.tombstones import Target, erased_texts
from service.ledger.attachments import Store
from service.ledger.desk import REMOTE_MAIN, Desk
from service.ledger.errors import RepositoryUnavailableError
from service.ledger.repository import MAIN, Repository
from service.ledger.unpacking import destroy_objects, overwrite, places_of
from service.ledger.verifier import verify

__all__ = ["ERASE_WITHIN", "NOTIFY_WITHIN", "Erased", "Report", "Statement", "erase", "erase_bytes", "is_late"]

ERASE_WITHIN: Final = timedelta(days=90)
"""The committee's notice of 13 August 2567: erased within 90 days, copies and backups too."""
NOTIFY_WITHIN: Final = timedelta(hours=72)
"""Personal Data Protection Act, section 37(4)."""

Outcome: TypeAlias = Literal["destroyed", "to_destroy", "gone"]


@dataclass(frozen=True, slots=True)
class Erased:
    """One attachment in one place."""

    sha256: str
    place: str
    outcome: Outcome
    """`to_destroy`: it is there, and only was looked for."""


@dataclass(frozen=True, slots=True)
class ErasedText:
    """The text of one version (or of several that say the same) in one place."""

    blob: str
    place: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """One suppression or erasure, as the report for the data-protection officer lists it."""

    path: str
    commit: str
    kind: str
    item: str
    reason: str
    authority: str
    decided_on: str
    files: tuple[str, ...]
    texts: tuple[tuple[int, str], ...]
    """Number and blob of each version whose text it erases."""
    published_at: str
    """Since when it holds: RFC 3339, as its publisher claims."""
    erase_by: str | None
    known_at: str | None
    notify_by: str | None

    def as_json(self) -> dict[str, Any]:
        lists = {
            "files": list(self.files),
            "texts": [{"version": version, "blob": blob} for version, blob in self.texts],
        }
        return {name: getattr(self, name) for name in self.__slots__} | lists


@dataclass(frozen=True, slots=True)
class Report:
    head: str
    files: tuple[Erased, ...]
    texts: tuple[ErasedText, ...]
    statements: tuple[Statement, ...]
    named_in: tuple[str, ...]
    """Items whose text, in the history of every clone, goes on naming an erased file."""

    def as_json(self) -> dict[str, Any]:
        return {
            "head": self.head,
            "files": [{"sha256": row.sha256, "place": row.place, "outcome": row.outcome} for row in self.files],
            "texts": [{"blob": row.blob, "place": row.place, "outcome": row.outcome} for row in self.texts],
            "statements": [row.as_json() for row in self.statements],
            "reachable": {"named_in": list(self.named_in)},
        }


def erase(path: Path, *, anchor: str | None = None, dry_run: bool = False) -> list[tuple[str, Report]]:
    """Destroy at `path` and, from a person's clone, in the shared repository where it is a folder that can be reached.

    Each by what its own accepted statements say. Raises what `erase_bytes` and `Desk.fetch` raise.
    """
    try:
        desk = Desk(path)
    except RepositoryUnavailableError:  # a shared repository, or a replica: no working folder
        return [(str(path), erase_bytes(path, anchor=anchor, ref=MAIN, dry_run=dry_run))]
    desk.fetch()
    pinned = anchor or desk.pinned_anchor
    made = [(str(path), erase_bytes(desk.git_dir, anchor=pinned, ref=REMOTE_MAIN, dry_run=dry_run))]
    if (shared := desk.remote_path()) is not None:
        made.append((str(shared), erase_bytes(shared, anchor=pinned, ref=MAIN, dry_run=dry_run)))
    return made


def erase_bytes(path: Path, *, anchor: str | None = None, ref: str, dry_run: bool = False) -> Report:
    """Destroy in the repository at `path` what the statements accepted on `ref` erase; with `dry_run`, only look.

    Raises what `verify` raises: where nothing can be told, nothing is destroyed.
    """
    with Repository(path) as repository:
        statements: list[Statement] = []

        def note(verdict: Verdict, _: History) -> None:
            statements.extend(_statements(repository, verdict))

        found = verify(repository, anchor=anchor, ref=ref, count=False, sink=note)
        erased = sorted(found.history.taken_down.erased)
        rows = [row for sha256 in erased for row in _destroy(repository.git_dir, sha256, dry_run=dry_run)]
        named_in = _named_in(found.history, set(erased))
    texts = _destroy_texts(repository.git_dir, found.history.taken_down.texts.keys(), dry_run=dry_run)
    return Report(found.head, tuple(rows), texts, tuple(statements), named_in)


def _destroy(git_dir: Path, sha256: str, *, dry_run: bool) -> Iterator[Erased]:
    """The store's bytes, and the copies that `review` laid out under their names."""
    stored = Store(git_dir).path(sha256)
    shown = git_dir / "prongsai" / "reading" / sha256[:16]
    copies = sorted(file for file in shown.glob("*") if file.is_file())
    for file in (stored, *copies):
        is_there = file.is_file()
        if is_there and not dry_run:
            overwrite(file)
            file.unlink(missing_ok=True)
        outcome: Outcome = "gone" if not is_there else "to_destroy" if dry_run else "destroyed"
        yield Erased(sha256, str(file.relative_to(git_dir)) if file == stored else str(shown.name), outcome)
    if not dry_run and shown.exists():
        shutil.rmtree(shown)


def _destroy_texts(git_dir: Path, blobs: Collection[str], *, dry_run: bool) -> tuple[ErasedText, ...]:
    """From git's objects: every commit and tree that names them stays."""
    places = list(places_of(git_dir, blobs))
    if blobs and not dry_run:
        destroy_objects(git_dir, blobs)
    outcome: Outcome = "to_destroy" if dry_run else "destroyed"
    there = [ErasedText(blob, str(place.relative_to(git_dir)), outcome) for blob, place in places]
    gone = sorted(set(blobs) - {blob for blob, _ in places})
    return (*there, *(ErasedText(blob, "objects", "gone") for blob in gone))


def _statements(repository: Repository, verdict: Verdict) -> Iterator[Statement]:
    for path, (before, after) in verdict.manifest.items():
        kind = classify(path)
        if not isinstance(kind, TombstonePath) or kind.kind not in {"suppression", "erasure"}:
            continue
        if after in {None, before}:  # listed again, it says nothing new
            continue
        value = parse_document(repository.read_blob(after.oid) or b"", path=path).value
        known = datetime.fromisoformat(value["known_at"]) if "known_at" in value else None
        yield Statement(
            path=path,
            commit=verdict.commit,
            kind=kind.kind,
            item=kind.item.id,
            reason=value["reason"],
            authority=value["authority"],
            decided_on=value["decided_on"],
            files=tuple(sorted(Target.of(value).files)),
            texts=tuple((row.version, row.text.blob) for row in erased_texts(value)),
            published_at=datetime.fromtimestamp(verdict.at, BANGKOK).isoformat(),
            erase_by=_day_after(value["decided_on"]) if kind.kind == "erasure" else None,
            known_at=value.get("known_at"),
            notify_by=(known + NOTIFY_WITHIN).astimezone(BANGKOK).isoformat() if known else None,
        )


def _day_after(decided_on: str) -> str:
    return (date.fromisoformat(decided_on) + ERASE_WITHIN).isoformat()


def _named_in(history: History, erased: set[str]) -> tuple[str, ...]:
    """Items of which some version, in text that stays in git, names what is gone."""
    items = [kind for path in history.entries if isinstance(kind := classify(path), ItemPath)]
    return tuple(sorted(item.id for item in items if _names(history, item.path, erased)))


def _names(history: History, path: str, erased: set[str]) -> bool:
    texts = (history.text_of(path, number)[1] for number in range(1, history.versions_of(path) + 1))
    kept = (text for text in texts if text.blob not in history.taken_down.texts)
    kinds = (classify(file) for text in kept for file in text.files)
    return any(isinstance(kind, FilePath) and kind.sha256 in erased for kind in kinds)


def is_late(moment: str, now: float) -> bool:
    """Whether a deadline (RFC 3339, with its offset) has passed."""
    return datetime.fromisoformat(moment) < datetime.fromtimestamp(now, UTC)
