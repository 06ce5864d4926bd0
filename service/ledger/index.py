"""A disposable SQLite index, derived from verdicts; never a source of truth.

Written by one `Index` at a time, a batch being one transaction: readers (`read_model`) see the old state or the new
one and nothing between. An index of another format, or of another anchor, is of no use: it is built again, aside, and
swapped in whole. Whoever deletes the file loses nothing but the memory of the newest head seen.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from repo_schema.documents import parse_document
from repo_schema.findings import Finding
from repo_schema.history import History, Provenance, Verdict
from repo_schema.layout import BRANDING, AttestationPath, ItemPath, Kind, TombstonePath, WaiverPath, classify
from repo_schema.receipts import Span
from repo_schema.search_text import fold
from repo_schema.texts import Text
from service.ledger.displacement import Seen, look_aside
from service.ledger.file_texts import TABLES as TEXT_TABLES
from service.ledger.file_texts import FileText, keep_text
from service.ledger.receipts import Receipts, read_receipts
from service.ledger.records import (
    CLAIMED,
    RECEIPT,
    SUSPENDED,
    Names,
    anchor_record,
    branding_record,
    change_record,
    dump,
    framework_records,
    obligation_records,
    organisation_record,
    provenance_record,
    recovery_record,
    render_moment,
    texts_of,
    version_brief,
    version_entry,
)
from service.ledger.registering import alters_roster, roster_of
from service.ledger.repository import Repository
from service.ledger.swapping import opening, swapping
from service.ledger.verifier import ForkedError, Progress, begin, extend
from service.ledger.withholding import TABLES, Withholding, stand_in
from service.ledger.witnesses import Witnesses, newest, read_witnesses

FORMAT: Final = 12
"""Of the index. Raise it whenever what is stored, or how, changes: older files are then built again."""

_UNSOUND: Final = ".unsound"
"""Stands beside an index that somebody could not read: whoever follows builds it again."""

ReadBlob = Callable[[str], bytes | None]

_SCHEMA: Final = f"""
{TABLES}
{TEXT_TABLES}
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE changes (
    position INTEGER PRIMARY KEY, commit_id TEXT NOT NULL UNIQUE, outcome TEXT NOT NULL, at INTEGER NOT NULL,
    source TEXT NOT NULL, record TEXT NOT NULL
);
CREATE TABLE items (
    id TEXT PRIMARY KEY, obligation TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL,
    latest INTEGER NOT NULL, updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX items_of_obligation ON items (obligation, id);
CREATE INDEX items_of_unit ON items (unit, id);
CREATE TABLE versions (
    item TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL, commit_id TEXT NOT NULL,
    published_at INTEGER NOT NULL, digest TEXT NOT NULL,
    brief TEXT NOT NULL, entry TEXT NOT NULL, document TEXT NOT NULL, source TEXT NOT NULL, search TEXT NOT NULL,
    is_nil INTEGER NOT NULL, effective_on TEXT, oid TEXT NOT NULL, withheld TEXT,
    PRIMARY KEY (item, number)
);
CREATE INDEX versions_by_time ON versions (item, published_at, number);
CREATE INDEX versions_by_position ON versions (position, item);
CREATE VIRTUAL TABLE search_index USING fts5 (
    search, content = 'versions', content_rowid = 'rowid', tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE files (
    sha256 TEXT NOT NULL, name TEXT NOT NULL, item TEXT NOT NULL, version INTEGER NOT NULL,
    path TEXT NOT NULL, media_type TEXT NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (sha256, name, item, version, path)
) WITHOUT ROWID;
CREATE INDEX files_of_version ON files (item, version);
CREATE TABLE attestations (
    position INTEGER NOT NULL, obligation TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL,
    quarter TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (obligation, unit, name, quarter)
) WITHOUT ROWID;
CREATE TABLE waivers (
    position INTEGER NOT NULL, obligation TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (obligation, unit, period)
) WITHOUT ROWID;
CREATE TABLE rosters (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL);
CREATE TABLE law (
    position INTEGER PRIMARY KEY, organisation TEXT NOT NULL, obligations TEXT NOT NULL, frameworks TEXT NOT NULL
);
"""


class IndexUnusableError(Exception):
    """There is no index here, or one that this release cannot use; it is to be built again."""


class Index:
    """The one writer of an index file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._is_stained = False
        """Whether pages on disk may still hold what was taken out."""

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make an empty index at `path`, instead of whatever is there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(path)
        connection = _connect(path)
        connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA}")
        return cls(connection, path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an index to go on writing it; raises `IndexUnusableError`."""
        if not path.is_file():
            raise IndexUnusableError(f"there is no index at {path}")
        connection = _connect(path)
        try:
            _check_format(connection, path)
        except IndexUnusableError:
            connection.close()
            raise
        return cls(connection, path)

    @property
    def anchor(self) -> str:
        return self.meta("anchor") or ""

    @property
    def head(self) -> str:
        return self.meta("head") or ""

    def meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def batch(self, history: History) -> Iterator[None]:
        """One transaction; when it ends well, the index stands where `history` then stands."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._set(head=history.head, head_at=history.at, position=history.length, trusted=int(history.is_trusted))
            self._set(untrusted=dump(sorted(history.untrusted)))
            self._set(erased=dump(history.erased_texts))
            self._set(recoveries=dump([recovery_record(row, history.law) for row in history.open_recoveries()]))
            self._set(suspended=dump([{"path": path} | why.as_json() for path, why in history.footing.listed()]))
            self._connection.execute("COMMIT")
            self._clean()
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _clean(self) -> None:
        """Have the write-ahead log forget what was taken out; tried again after the next batch while somebody reads."""
        if self._is_stained:
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._is_stained = bool(busy)

    def begin(self, history: History, *, pinned: bool, read_blob: ReadBlob) -> None:
        """Take the anchor in: its law, and the items its tree brings (their first version, unjudged)."""
        self._set(format=FORMAT, anchor=history.head, anchor_pinned=int(pinned))
        self._note_law(0, history)
        self._note_roster(0, history.at, history)
        self._note_branding(history, read_blob)
        provenance = provenance_record(None, Names(()))
        record = anchor_record(history.head, history.at, history.entries, provenance)
        self._note_change(0, history.head, "anchor", history.at, record)
        withholding = Withholding(self._connection, read_blob, history.stated)
        said: list[tuple[TombstonePath, dict[str, Any]]] = []
        for path, entry in sorted(history.entries.items()):
            kind = classify(path)
            self._note_statement(kind, 0, history.at)
            if isinstance(kind, TombstonePath):
                said.append((kind, parse_document(_whole(read_blob(entry.oid)), path=path).value))
            if isinstance(kind, ItemPath):
                text = history.text_of(path, 1)[1]
                source, document = b"", stand_in(text)
                if (path, 1) not in history.stated:
                    source = _whole(read_blob(entry.oid))
                    document = parse_document(source, path=path).value
                number = self._note_version(
                    kind,
                    position=0,
                    commit=history.head,
                    at=history.at,
                    source=source,
                    text=text,
                    document=document,
                    provenance=provenance,
                )
                withholding.note_files(kind.id, number, document)
        for statement, document in sorted(said, key=lambda row: row[0].kind == "lifting"):
            withholding.note(statement, document, history.head)

    def note(self, verdict: Verdict, history: History, *, read_blob: ReadBlob) -> None:
        """Take the next verdict in; `history` has it already."""
        received = int(self.meta("received") or 0)  # no claim is older than what was received before it
        verdict = replace(verdict, at=max(verdict.at, received))
        provenance = self._provenance(verdict.provenance, history)
        versions: dict[str, int] = {}
        documents: dict[str, dict[str, Any]] = {}
        withholding = Withholding(self._connection, read_blob, history.stated)
        for path, (before, after) in sorted(verdict.manifest.items()):
            kind = classify(path)
            if after not in {None, before}:  # listed again, a statement says nothing new
                self._note_statement(kind, verdict.index, verdict.at)
            if isinstance(kind, ItemPath) and after is not None:
                text = verdict.admission.texts[path]
                source, document = b"", stand_in(text)
                if path in verdict.admission.documents:
                    source, document = _whole(read_blob(after.oid)), verdict.admission.documents[path].value
                documents[kind.id] = document
                versions[kind.id] = self._note_version(
                    kind,
                    position=verdict.index,
                    commit=verdict.commit,
                    at=verdict.at,
                    source=source,
                    text=text,
                    document=document,
                    provenance=provenance,
                )
                withholding.note_files(kind.id, versions[kind.id], document)
        record = change_record(verdict, provenance, versions, documents)
        record = withholding.redact(record)
        self._note_change(verdict.index, verdict.commit, verdict.outcome, verdict.at, record)
        for path, (before, after) in verdict.manifest.items():
            kind = classify(path)
            if isinstance(kind, TombstonePath) and before != after:
                withholding.note(kind, verdict.admission.documents[path].value, verdict.commit)
                self._is_stained = True
        if verdict.admission.law is not None:
            self._note_law(verdict.index, history)
            self._suspend(history)
        if BRANDING in verdict.manifest:
            self._note_branding(history, read_blob)
        if alters_roster(verdict):
            self._note_roster(verdict.index, verdict.at, history)

    def date(self, receipts: Receipts) -> bool:
        """Put the times of receipts in the place of claims; what was dated already is not looked at again.

        A claim may lie neither before the last receipt of what precedes it, nor after the first of what follows.
        False: a receipt that dated something counts no more, or otherwise, so that only a new index can be right.
        """
        done = int(self.meta("dated") or 0)
        if done and _mark(receipts.spans[:done]) != self.meta("dated_as"):
            return False
        self._set(receipts=dump(receipts.as_json()))
        for span in receipts.spans[done:]:
            self._redate("position BETWEEN ? AND ?", (span.first, span.last), span.received, RECEIPT)
        if receipts.spans and done < len(receipts.spans):
            first, last = receipts.spans[0], receipts.spans[-1]
            self._redate("position < ? AND at > ?", (first.first, first.received), first.received, CLAIMED)
            self._redate("position > ? AND at < ?", (last.last, last.received), last.received, CLAIMED)
            self._set(dated=len(receipts.spans), dated_as=_mark(receipts.spans), received=last.received)
        return True

    def accuse(self, findings: Iterable[Finding]) -> None:
        """Remember the merges that may have pushed another `main` aside."""
        known: list[dict[str, Any]] = json.loads(self.meta("displaced") or "[]")
        self._set(displaced=dump(known + [finding.as_json() for finding in findings]))

    def keep_witnesses(self, witnesses: Witnesses, checkpoint: str | None = None) -> None:
        """Who saw this history, and the note of the last who did; `checkpoint`: what a receiver signs of its head."""
        latest = max(newest(witnesses.rows), key=lambda row: row.at, default=None)
        notes = {"checkpoint": checkpoint, "witnessed": latest.note if latest else None}
        self._connection.execute("DELETE FROM meta WHERE key IN ('checkpoint', 'witnessed')")
        self._set(**{key: value for key, value in notes.items() if value is not None})
        self._set(witnesses=dump([row.as_json() for row in newest(witnesses.rows)]))
        self._set(witness_findings=dump([finding.as_json() for finding in witnesses.findings]))

    def keep_text(self, sha256: str, text: FileText) -> None:
        """Have what a file says searched; the number tells answers from before apart."""
        keep_text(self._connection, sha256, text)
        self._set(texts=int(self.meta("texts") or 0) + 1)

    def _redate(self, where: str, values: tuple[int, int], at: int, source: str) -> None:
        """When the Changes `where` became public, everywhere that it stands."""
        moment = render_moment(at)
        rows = self._connection.execute(f"SELECT position FROM changes WHERE {where}", values)  # noqa: S608 - literals
        for (position,) in rows.fetchall():
            self._connection.execute(
                "UPDATE changes SET at = ?1, source = ?2, record = json_set(record, '$.published_at', ?3,"
                " '$.published_at_source', ?2) WHERE position = ?4",
                (at, source, moment, position),
            )
            self._connection.execute(
                "UPDATE versions SET published_at = ?1,"
                " brief = json_set(brief, '$.published_at', ?3, '$.published_at_source', ?2),"
                " entry = json_set(entry, '$.published_at', ?3, '$.published_at_source', ?2) WHERE position = ?4",
                (at, source, moment, position),
            )
            self._connection.execute(
                "UPDATE items SET updated_at = ?1 WHERE (id, latest) IN"
                " (SELECT item, number FROM versions WHERE position = ?2)",
                (at, position),
            )
            for table in ("attestations", "waivers", "rosters"):
                self._connection.execute(f"UPDATE {table} SET at = ?1 WHERE position = ?2", (at, position))  # noqa: S608

    def publish(self, path: Path) -> None:
        """Put this index, finished, where readers look for one; it stays open no longer."""
        self._connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        self._connection.execute("PRAGMA journal_mode=WAL").fetchall()
        self.close()
        _synchronise(self.path)
        with swapping(path.parent):
            for suffix in ("-wal", "-shm", _UNSOUND):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            self.path.replace(path)
        self.path = path

    def _provenance(self, provenance: Provenance | None, history: History) -> dict[str, Any]:
        return provenance_record(provenance, Names(history.laws_since(0)))

    def _note_change(self, position: int, commit: str, outcome: str, at: int, record: dict[str, Any]) -> None:
        self._connection.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", (position, commit, outcome, at, CLAIMED, dump(record))
        )

    def _note_version(
        self,
        kind: ItemPath,
        *,
        position: int,
        commit: str,
        at: int,
        source: bytes,
        text: Text,
        document: dict[str, Any],
        provenance: dict[str, Any],
    ) -> int:
        row = self._connection.execute("SELECT latest FROM items WHERE id = ?", (kind.id,)).fetchone()
        number = 1 if row is None else int(row[0]) + 1
        digest = hashlib.sha256(source).hexdigest()
        brief = version_brief(kind, number, at, digest, document)
        entry = version_entry(brief, commit, document, provenance)
        words = fold("\n".join(texts_of(document)))
        row = self._connection.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (kind.id, number, position, commit, at, digest, dump(brief), dump(entry), dump(document), source.decode(),
             words, int(text.is_nil), text.effective_on, text.blob),
        )  # fmt: skip
        self._connection.execute("INSERT INTO search_index (rowid, search) VALUES (?, ?)", (row.lastrowid, words))
        self._connection.execute(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?)",
            (kind.id, kind.obligation, kind.unit, kind.name, number, at),
        )
        return number

    def _note_statement(self, kind: Kind | None, position: int, at: int) -> None:
        match kind:
            case AttestationPath(obligation=obligation, unit=unit, name=name, quarter=quarter):
                row: tuple[str | int, ...] = (position, obligation, unit, name, quarter, at)
                self._connection.execute("INSERT INTO attestations VALUES (?, ?, ?, ?, ?, ?)", row)
            case WaiverPath(obligation=obligation, unit=unit, period=period):
                row = (position, obligation, unit, period, at)
                self._connection.execute("INSERT INTO waivers VALUES (?, ?, ?, ?, ?)", row)

    def _note_roster(self, position: int, at: int, history: History) -> None:
        """Who owes what from here on: a law, or a holiday file, later than the last."""
        record = dump(roster_of(history).as_json())
        self._connection.execute("INSERT INTO rosters VALUES (?, ?, ?)", (position, at, record))

    def _note_law(self, position: int, history: History) -> None:
        law = history.law
        records = organisation_record(law), obligation_records(law), framework_records(law)
        self._connection.execute("INSERT INTO law VALUES (?, ?, ?, ?)", (position, *map(dump, records)))

    def _suspend(self, history: History) -> None:
        """Mark the versions that stand and are suspended; what a version once was marked it stays."""
        for path, why in history.footing.listed():
            kind = classify(path)
            if isinstance(kind, ItemPath):
                self._connection.execute(
                    "UPDATE versions SET"
                    " brief = json_set(brief, '$.state', ?2, '$.suspended', json(?3)),"
                    " entry = json_set(entry, '$.state', ?2, '$.suspended', json(?3))"
                    " WHERE item = ?1 AND number = (SELECT latest FROM items WHERE id = ?1)",
                    (kind.id, SUSPENDED, dump(why.as_json())),
                )

    def _note_branding(self, history: History, read_blob: ReadBlob) -> None:
        """What the site looks like: the newest only, since no page of a past day is dressed as of that day."""
        entry = history.entries.get(BRANDING)
        document = parse_document(_whole(read_blob(entry.oid)), path=BRANDING).value if entry else {}
        self._set(branding=dump(branding_record(document)))

    def _set(self, **values: str | int) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


@dataclass(frozen=True, slots=True)
class Memory:
    """What an index remembers of `main`, whatever release wrote it."""

    anchor: str
    head: str
    accused: frozenset[str]


def build(
    repository: Repository,
    index_path: Path,
    *,
    anchor: str,
    pinned: bool,
    head: str,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> History:
    """Verify `head` from `anchor` and put a new index at `index_path`, built aside; the old one stays until then.

    `memory`: of what was served before; its head has to lie on the way (`verifier.ForkedError` otherwise). Raises what
    `verifier.begin` and `verifier.extend` raise, too; whatever is raised, the old index is untouched.
    """
    aside = Path(f"{index_path}.new")
    history = begin(repository, anchor, head=head)
    chain = repository.first_parents(head, after=anchor)
    if memory is not None and memory.head not in {anchor, *chain}:
        raise ForkedError(memory.head, head)
    seen = Seen([anchor, *chain].index(memory.head), memory.accused) if memory else Seen()
    index = Index.create(aside)
    try:
        with index.batch(history):
            index.begin(history, pinned=pinned, read_blob=repository.read_blob)
            take_in(repository, index, history, head, seen=seen, progress=progress)
            if memory is not None and history.position(memory.head) is None:
                raise ForkedError(memory.head, head)
            witnesses = read_witnesses(repository, history)
            index.date(read_receipts(repository, history, witnesses.rows))
            index.keep_witnesses(witnesses)
        index.publish(index_path)
    finally:
        index.close()
        _remove(aside)
    return history


def take_in(
    repository: Repository,
    index: Index,
    history: History,
    head: str,
    *,
    seen: Seen | None = None,
    progress: Progress | None = None,
) -> None:
    """Judge every Change after `history` up to `head` into the index; within a `batch`, raises as `extend` does.

    `seen`: None where the index had all of `history` before it, Change by Change.
    """
    known = seen or Seen(history.length)

    def note(verdict: Verdict, state: History) -> None:
        index.note(verdict, state, read_blob=repository.read_blob)
        if not verdict.accepted:
            lines = look_aside(repository, state, verdict.commit)
            index.accuse(known.accuse(verdict.commit, verdict.index, lines))

    extend(repository, history, head, sink=note, progress=progress)


def connect_to_read(path: Path) -> tuple[sqlite3.Connection, tuple[int, int]]:
    """Open the index to read it, and say which file it is; raises `IndexUnusableError`."""
    try:
        with opening(path.parent):
            identity = identify(path)
            address = f"{path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
            try:
                _check_format(connection, path)
            except IndexUnusableError:
                connection.close()
                raise
    except (OSError, sqlite3.Error) as error:
        raise IndexUnusableError(f"the index at {path} cannot be read: {error}") from error
    return connection, identity


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    except sqlite3.Error as error:
        raise IndexUnusableError(f"the index at {path} cannot be read: {error}") from error
    if row is None or row[0] != str(FORMAT):
        raise IndexUnusableError(f"the index at {path} is of another format than {FORMAT}")


def identify(path: Path) -> tuple[int, int]:
    """Tell one file at `path` from another put in its place; raises `OSError`."""
    status = os.stat(path)  # noqa: PTH116 - before every answer
    return status.st_dev, status.st_ino


def call_unsound(path: Path, identity: tuple[int, int]) -> None:
    """Tell whoever follows that the file `identity` at `path` does not hold what was written there."""
    with suppress(OSError):
        if identify(path) == identity:
            Path(f"{path}{_UNSOUND}").touch()


def is_called_unsound(path: Path) -> bool:
    return Path(f"{path}{_UNSOUND}").exists()


def read_memory(path: Path) -> Memory | None:
    """What is remembered at `path`; None when there is nothing, or nothing that can be read."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
    except sqlite3.Error:
        return None
    try:
        meta = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
        accused = frozenset(row["commit"] for row in json.loads(meta.get("displaced", "[]")))
        return Memory(meta["anchor"], meta["head"], accused)
    except (sqlite3.Error, KeyError, ValueError):
        return None
    finally:
        connection.close()


def read_meta(path: Path) -> dict[str, str] | None:
    """What the index at `path` says of itself; None when it is of no use."""
    try:
        connection, _ = connect_to_read(path)
    except IndexUnusableError:
        return None
    try:
        return {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}
    finally:
        connection.close()


def untrusted_paths(text: str | None) -> list[str]:
    paths: list[str] = json.loads(text or "[]")
    return paths


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA secure_delete=ON").fetchall()  # what is overwritten is not left lying in free pages
    return connection


def _mark(spans: tuple[Span, ...]) -> str:
    """What receipts dated, told apart from anything else that they might have."""
    return hashlib.sha256("".join(f"{row.first} {row.last} {row.received}\n" for row in spans).encode()).hexdigest()


def _whole(data: bytes | None) -> bytes:
    if data is None:
        raise AssertionError("an accepted item is no larger than a document may be")
    return data


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _synchronise(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
