"""What was withdrawn, suppressed or erased leaves the index: no reader can be given what is not there.

The one place where it happens. A version that a statement covers keeps its number, its times and who answered for it;
its content, its words for searching, its digest (which would betray a short secret to whoever guesses) and the names of
its files are overwritten. What a lifting puts back is read from the repository again.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from repo_schema.documents import parse_document
from repo_schema.findings import Finding
from repo_schema.layout import ItemPath, TombstonePath, classify
from repo_schema.search_text import fold
from repo_schema.texts import Text
from repo_schema.tombstones import STATES, Target, erased_texts, lifted_path
from repo_schema.validation import find_schema
from service.ledger.file_texts import forget_unnamed
from service.ledger.records import API, content_facts, dump, file_records, published_summary, sha256_of, texts_of

__all__ = ["TABLES", "Withholding", "stand_in", "withheld_facts"]

TABLES: Final = """
CREATE TABLE tombstones (
    path TEXT PRIMARY KEY, kind TEXT NOT NULL, item TEXT NOT NULL, facts TEXT NOT NULL,
    commit_id TEXT NOT NULL, lifted_by TEXT
) WITHOUT ROWID;
CREATE TABLE tombstone_versions (
    path TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (path, first)
) WITHOUT ROWID;
CREATE TABLE erased_texts (
    item TEXT NOT NULL, version INTEGER NOT NULL, files TEXT NOT NULL, PRIMARY KEY (item, version)
) WITHOUT ROWID;
CREATE TABLE tombstone_files (sha256 TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (sha256, path)) WITHOUT ROWID;
CREATE TABLE withheld_files (
    sha256 TEXT NOT NULL, item TEXT NOT NULL, version INTEGER NOT NULL, facts TEXT NOT NULL,
    PRIMARY KEY (sha256, item, version)
) WITHOUT ROWID;
"""
_TITLES: Final = {
    "withdrawn": {"th": "(ถอนออกแล้ว)", "en": "(withdrawn)"},
    "suppressed": {"th": "(ระงับการเผยแพร่)", "en": "(suppressed)"},
    "erased": {"th": "(ลบถาวรแล้ว)", "en": "(erased)"},
}
_STRONGEST_FIRST: Final = tuple(STATES)

ReadBlob = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """A version as it stands in the index."""

    number: int
    position: int
    oid: str
    withheld: str | None
    brief: str
    entry: str
    search: str
    rowid: int


class Withholding:
    """Takes statements in, and keeps what they cover out. Works inside the index's own transaction."""

    def __init__(
        self, connection: sqlite3.Connection, read_blob: ReadBlob, unread: Collection[tuple[str, int]] = ()
    ) -> None:
        """`unread`: path and number of the versions whose text is not in the repository."""
        self._connection = connection
        self._execute = connection.execute
        self._read_blob = read_blob
        self._unread = unread

    def note(self, kind: TombstonePath, value: Mapping[str, Any], commit: str) -> None:
        """An accepted statement: it holds from now on, or what it lifts no longer does."""
        target = Target.of(value)
        if kind.kind == "lifting":
            lifted = lifted_path(kind, value)
            self._execute("UPDATE tombstones SET lifted_by = ? WHERE path = ?", (commit, lifted))
            self._execute("DELETE FROM tombstone_files WHERE path = ?", (lifted,))
        else:
            facts = dump(withheld_facts(kind, value, commit))
            row = (kind.path, kind.kind, kind.item.id, facts, commit)
            self._execute("INSERT INTO tombstones VALUES (?, ?, ?, ?, ?, NULL)", row)
            for run in target.runs:
                self._execute("INSERT INTO tombstone_versions VALUES (?, ?, ?)", (kind.path, *run))
            for erased in erased_texts(value):
                files = dump(sorted(erased.text.files))
                self._execute("INSERT INTO erased_texts VALUES (?, ?, ?)", (kind.item.id, erased.version, files))
            for sha256 in sorted(target.files):
                self._execute("INSERT INTO tombstone_files VALUES (?, ?)", (sha256, kind.path))
        naming = {kind.item.id} | {item for sha256 in target.files for item in self._items_naming(sha256)}
        for item in sorted(naming):
            self.settle(item)

    def settle(self, item: str) -> None:
        """Make every version of `item`, and every file they name, what the statements in force make of them."""
        self._execute("DELETE FROM files WHERE item = ?", (item,))
        self._execute("DELETE FROM withheld_files WHERE item = ?", (item,))
        for row in self._versions(item):
            facts = self._facts_of_version(item, row.number)
            if facts is not None and facts != row.withheld:
                self._withhold(row, json.loads(facts))
            if not self._is_gone(item, row.number):
                source = self._read_blob(row.oid) or b""
                document = parse_document(source, path=f"items/{item}.yaml").value
                if facts is None and row.withheld is not None:
                    self._give_back(row, document, source)
                self.note_files(item, row.number, document)
            self._tell_change(row.position)
        self._silence(item)
        forget_unnamed(self._connection)
        self._execute("INSERT INTO search_index (search_index) VALUES ('optimize')")  # lets go of what was deleted

    def _is_gone(self, item: str, number: int) -> bool:
        """Whether the text is erased, or will be by the end of what is being read; its files stay named as withheld."""
        row = self._execute(
            "SELECT files FROM erased_texts WHERE item = ? AND version = ?", (item, number)
        ).fetchone()
        if row is None:
            return (f"items/{item}.yaml", number) in self._unread
        for file in json.loads(row[0]):
            sha256 = sha256_of(file)
            facts = self._facts_of_file(item, number, sha256)
            self._execute("INSERT OR IGNORE INTO withheld_files VALUES (?, ?, ?, ?)", (sha256, item, number, facts))
        return True

    def _concerns(self, item: str) -> bool:
        found = self._execute("SELECT 1 FROM tombstones WHERE item = ? AND lifted_by IS NULL", (item,))
        return found.fetchone() is not None

    def _silence(self, item: str) -> None:
        """What rejected Changes of the item are said to have held, without the values that were found in them."""
        rows = self._execute(
            "SELECT position, record FROM changes WHERE outcome = 'rejected' AND instr(record, ?)", (item,)
        )
        for position, record in rows.fetchall():
            silenced = self.redact(json.loads(record))
            self._execute("UPDATE changes SET record = ? WHERE position = ?", (dump(silenced), position))

    def redact(self, record: dict[str, Any]) -> dict[str, Any]:
        """The record of a Change; if it was rejected and touched an item taken down, its findings without values."""
        kinds = (classify(row["path"]) for row in record["paths"])
        if record["accepted"] or not any(self._concerns(kind.id) for kind in kinds if isinstance(kind, ItemPath)):
            return record
        return record | {"findings": [_silent(row) for row in record["findings"]]}

    def _versions(self, item: str) -> Iterable[_Row]:
        rows = self._execute(
            "SELECT number, position, oid, withheld, brief, entry, search, rowid FROM versions WHERE item = ?", (item,)
        )
        return [_Row(*row) for row in rows.fetchall()]

    def _facts_of_version(self, item: str, number: int) -> str | None:
        """JSON of the strongest statement that covers the version."""
        rows = self._execute(
            "SELECT kind, facts FROM tombstones NATURAL JOIN tombstone_versions"
            " WHERE lifted_by IS NULL AND item = ?1 AND ?2 BETWEEN first AND last",
            (item, number),
        )
        return _strongest(rows.fetchall())

    def _facts_of_file(self, item: str, number: int, sha256: str) -> str | None:
        """An erasure holds wherever the file is named; a suppression only for the item it speaks of."""
        rows = self._execute(
            "SELECT t.kind, t.facts FROM tombstone_files f JOIN tombstones t ON t.path = f.path"
            " WHERE f.sha256 = ?1 AND (t.item = ?2 OR t.kind = 'erasure')"
            " UNION SELECT kind, facts FROM tombstones NATURAL JOIN tombstone_versions"
            " WHERE lifted_by IS NULL AND item = ?2 AND ?3 BETWEEN first AND last",
            (sha256, item, number),
        )
        return _strongest(rows.fetchall())

    def _items_naming(self, sha256: str) -> Iterator[str]:
        rows = self._execute(
            "SELECT item FROM files WHERE sha256 = ?1 UNION SELECT item FROM withheld_files WHERE sha256 = ?1",
            (sha256,),
        )
        return (str(item) for (item,) in rows.fetchall())

    def _withhold(self, row: _Row, facts: dict[str, Any]) -> None:
        title = _TITLES[facts["state"]]
        said: dict[str, Any] = {"title": title, "summary": title, "imported": None, "files": [], "digest": None}
        said["withheld"] = facts
        self._write(row, said, document="{}", source="", search="", digest="")

    def _give_back(self, row: _Row, document: dict[str, Any], source: bytes) -> None:
        digest = hashlib.sha256(source).hexdigest()
        said = content_facts(document, digest) | {"withheld": None}
        search = fold("\n".join(texts_of(document)))
        self._write(row, said, document=dump(document), source=source.decode(), search=search, digest=digest)

    def _write(
        self, row: _Row, said: dict[str, Any], *, document: str, source: str, search: str, digest: str
    ) -> None:
        brief, entry = json.loads(row.brief) | said, json.loads(row.entry) | said
        withheld = dump(said["withheld"]) if said["withheld"] else None
        self._execute(
            "INSERT INTO search_index (search_index, rowid, search) VALUES ('delete', ?, ?)", (row.rowid, row.search)
        )
        self._execute(
            "UPDATE versions SET brief = ?, entry = ?, document = ?, source = ?, search = ?, digest = ?, withheld = ?"
            " WHERE rowid = ?",
            (dump(brief), dump(entry), document, source, search, digest, withheld, row.rowid),
        )
        self._execute("INSERT INTO search_index (rowid, search) VALUES (?, ?)", (row.rowid, search))

    def note_files(self, item: str, number: int, document: Mapping[str, Any]) -> None:
        """The files that a version names, each as far as it may be given."""
        for attached, row in zip(document.get("attachments", ()), file_records(document), strict=True):
            facts = self._facts_of_file(item, number, row["sha256"])
            if facts is not None:
                self._execute(
                    "INSERT OR IGNORE INTO withheld_files VALUES (?, ?, ?, ?)", (row["sha256"], item, number, facts)
                )
                continue
            self._execute(
                "INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row["sha256"], row["name"], item, number, attached["file"], row["media_type"], row["bytes"]),
            )

    def _tell_change(self, position: int) -> None:
        """The Change that published it is summed up by what may still be said."""
        rows = self._execute("SELECT brief FROM versions WHERE position = ? ORDER BY item", (position,))
        briefs = [json.loads(brief) for (brief,) in rows.fetchall()]
        told = self._execute("SELECT record FROM changes WHERE position = ? AND position > 0", (position,)).fetchone()
        if told is None:
            return
        record = json.loads(told[0])
        record["summary"] = published_summary(brief["title"] for brief in briefs)
        imported = {brief["id"]: brief["imported"] for brief in briefs}
        record["items"] = [row | {"imported": imported[row["id"]]} for row in record["items"]]
        self._execute("UPDATE changes SET record = ? WHERE position = ?", (dump(record), position))


def stand_in(text: Text) -> dict[str, Any]:
    """What is noted of a version whose text is not there, until the statement that erased it comes to be noted."""
    said = {"title": _TITLES["erased"], "summary": _TITLES["erased"], "schema": text.schema, "period": text.period}
    return said | {"prepared_on": text.prepared_on, "effective_on": text.effective_on}


def withheld_facts(kind: TombstonePath, value: Mapping[str, Any], commit: str) -> dict[str, Any]:
    """What everybody may know: state, class of reason, authority, day, and where the signed statement stands."""
    schema = find_schema(value["schema"]) or {}

    def said(field: str) -> dict[str, Any]:
        return {"id": value[field], "label": schema["properties"][field]["x-values"][value[field]]}

    return {
        "state": STATES[kind.kind],
        "reason": said("reason"),
        "authority": said("authority"),
        "order": value.get("order"),
        "decided_on": value["decided_on"],
        "statement": kind.path,
        "commit": commit,
        "href": f"{API}/verification/{commit}",
    }


def _strongest(rows: Iterable[tuple[str, str]]) -> str | None:
    found = sorted(rows, key=lambda row: _STRONGEST_FIRST.index(row[0]))
    return str(found[0][1]) if found else None


def _silent(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The finding without the values it found."""
    kept = {name: finding[name] for name in ("code", "commit", "path", "line", "field")}
    return Finding(**kept).as_json()
