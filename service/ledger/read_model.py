"""Questions to the index: what is trusted now, what was, who vouches for it, what changed. No git and no web.

A `Snapshot` is one moment of the index, so that everything one answer says comes from one trusted head. Records come
out as the JSON text that is stored, or parsed; nothing is looked up elsewhere.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from repo_schema.differences import compare, render_patch, render_readable
from repo_schema.facts import Attested, Published, Register, Roster, Waived
from repo_schema.history import day_of
from repo_schema.search_text import words_of
from service.ledger import searching
from service.ledger.file_texts import unread_files
from service.ledger.index import (
    FORMAT,
    IndexUnusableError,
    call_unsound,
    connect_to_read,
    identify,
    untrusted_paths,
)
from service.ledger.records import API, RECEIPT, SUSPENDED, dump, render_moment

__all__ = [
    "FileRow",
    "IndexUnusableError",
    "ItemFilter",
    "Moment",
    "NotFoundError",
    "NotYetPublishedError",
    "Page",
    "ReadModel",
    "Snapshot",
    "Version",
    "WithheldError",
]

_ALL: Final = -1
"""SQLite's LIMIT for no limit."""
_NEWEST_FIRST: Final = "printf('%012d %s %09d', 999999999999 - v.published_at, i.id, 999999999 - v.number)"


class NotFoundError(Exception):
    """There is no such thing in the trusted state."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"no such {kind}: {name}")
        self.kind, self.name = kind, name


class WithheldError(Exception):
    """It was published, and must not be given: withdrawn, suppressed or erased."""

    def __init__(self, name: str, facts: dict[str, Any]) -> None:
        super().__init__(f"{name} is {facts['state']}")
        self.name, self.facts = name, facts


class NotYetPublishedError(Exception):
    """The item is there now, and was not then."""

    def __init__(self, item: str, first_published_at: int) -> None:
        super().__init__(f"{item} was first published at {render_moment(first_published_at)}")
        self.item, self.first_published_at = item, first_published_at


@dataclass(frozen=True, slots=True)
class Version:
    """One published state of an item."""

    item: str
    number: int
    commit: str
    published_at: int
    """Unix seconds."""
    published_at_source: str
    """`receipt`, or `claimed` where there is none."""
    digest: str
    """SHA-256 of `source`."""
    entry: str
    """JSON: all but the content."""
    document: str
    """JSON: the content."""
    source: str
    """The item file, to the byte."""

    @property
    def state(self) -> str:
        """`trusted` or `suspended`."""
        return str(json.loads(self.entry)["state"])

    @property
    def tag(self) -> str:
        """Names these bytes as they are shown: others once they are dated otherwise than claimed, or suspended."""
        entry = json.loads(self.entry)
        claimed = (entry["published"] or {}).get("signed_at")
        is_moved = self.published_at_source == RECEIPT or entry["published_at"] != claimed
        dated = f".{self.published_at}" if is_moved else ""
        suspended = "" if entry["suspended"] is None else f".{SUSPENDED}"
        return f"{self.digest}{dated}{suspended}"

    def render(self) -> str:
        """The whole, as JSON."""
        return f'{self.entry[:-1]},"document":{self.document}}}'

    def as_json(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self.render())
        return record

    def parse(self) -> dict[str, Any]:
        """The item's document."""
        document: dict[str, Any] = json.loads(self.document)
        return document


@dataclass(frozen=True, slots=True)
class Moment:
    """A version and when it became public, Unix seconds."""

    number: int
    published_at: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """One name that a trusted version gives to an attachment."""

    sha256: str
    name: str
    item: str
    version: int
    path: str
    media_type: str
    bytes: int
    published_at: int
    """When that version became public, Unix seconds."""


@dataclass(frozen=True, slots=True)
class Page:
    """Records as JSON text; `following`: the key after which the next page begins, None at the end."""

    records: tuple[str, ...]
    following: str | None

    def as_json(self) -> list[Any]:
        return [json.loads(record) for record in self.records]


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items; None means any. Names that nothing has are `NotFoundError`, not an empty answer."""

    obligation: str | None = None
    unit: str | None = None
    group: str | None = None
    code: str | None = None
    framework: str | None = None
    """Of `code`; None: every framework in force."""
    changed_since: int | None = None
    as_of: int | None = None
    q: str | None = None
    past_versions: bool = False
    """Every version, not only the one that stands."""


class ReadModel:
    """Opens snapshots of the index at `path`; any number of threads may share one."""

    def __init__(self, path: Path, *, anchor: str | None = None) -> None:
        """`anchor`: the one that the index must have been verified from; None: its own."""
        self._path = path
        self._anchor = anchor
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """One consistent moment; raises `IndexUnusableError`."""
        connection = self._connect()
        try:
            connection.execute("BEGIN")
            snapshot = Snapshot(connection)
        except sqlite3.Error as error:
            self._give_up(error)
            raise IndexUnusableError(f"the index at {self._path} cannot be read: {error}") from error
        try:
            yield snapshot
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            raise IndexUnusableError(f"the index at {self._path} cannot be read: {error}") from error
        finally:
            with suppress(sqlite3.ProgrammingError):  # it was given up, and is closed
                connection.rollback()

    def state(self) -> Hashable:
        """Equal as long as nothing was written to the index, by whomever; raises `IndexUnusableError`.

        Of one thread: what another thread is told compares with what it was told itself.
        """
        connection = self._connect()
        try:
            (version,) = connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error as error:
            self._disconnect()
            raise IndexUnusableError(f"the index at {self._path} cannot be read: {error}") from error
        return connection, version  # SQLite counts anew for each connection

    def close(self) -> None:
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    def _connect(self) -> sqlite3.Connection:
        """This thread's connection, to the file that is there now."""
        held: tuple[sqlite3.Connection, tuple[int, int]] | None = getattr(self._local, "held", None)
        if held is not None and self._is_current(held[1]):
            return held[0]
        self._disconnect()
        try:
            connection, identity = connect_to_read(self._path)
        except IndexUnusableError:
            with suppress(OSError):
                call_unsound(self._path, identify(self._path))
            raise
        if self._anchor not in {None, _anchor_of(connection)}:
            connection.close()
            raise IndexUnusableError(f"the index at {self._path} is of another anchor than {self._anchor}")
        self._local.held = connection, identity
        with self._lock:
            self._opened.append(connection)
        return connection

    def _is_current(self, identity: tuple[int, int]) -> bool:
        try:
            return identify(self._path) == identity
        except OSError as error:
            raise IndexUnusableError(f"there is no index at {self._path}") from error

    def _give_up(self, error: sqlite3.Error) -> None:
        """What is damaged, and not only busy or out of reach, is to be built again."""
        held = getattr(self._local, "held", None)
        if held is not None and not isinstance(error, sqlite3.OperationalError):
            call_unsound(self._path, held[1])
        self._disconnect()

    def _disconnect(self) -> None:
        held = getattr(self._local, "held", None)
        if held is None:
            return
        self._local.held = None
        with self._lock:
            if held[0] in self._opened:
                self._opened.remove(held[0])
        held[0].close()


def _anchor_of(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'anchor'").fetchone()
    return None if row is None else str(row[0])


class Snapshot:
    """One moment of the index. Valid only inside `ReadModel.snapshot`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._meta = {str(key): str(value) for key, value in connection.execute("SELECT key, value FROM meta")}

    @property
    def head(self) -> str:
        return self._meta["head"]

    @property
    def head_at(self) -> int:
        """When the trusted state became what it is, Unix seconds."""
        return int(self._connection.execute("SELECT at FROM changes ORDER BY position DESC LIMIT 1").fetchone()[0])

    @property
    def head_at_source(self) -> str:
        row = self._connection.execute("SELECT source FROM changes ORDER BY position DESC LIMIT 1").fetchone()
        return str(row[0])

    @property
    def checkpoint(self) -> str | None:
        """The signed note of this head; None where this service signs none."""
        return self._meta.get("checkpoint")

    @property
    def witnessed(self) -> str | None:
        """The newest note that a witness cosigned."""
        return self._meta.get("witnessed")

    @property
    def texts_seen(self) -> int:
        """How many files were read for searching: the same words may find more later."""
        return int(self._meta.get("texts", "0"))

    @property
    def anchor(self) -> str:
        return self._meta["anchor"]

    @property
    def anchor_at(self) -> int:
        """When the repository began, Unix seconds."""
        return int(self._connection.execute("SELECT at FROM changes WHERE position = 0").fetchone()[0])

    @property
    def anchor_pinned(self) -> bool:
        """Whether who serves this was told the anchor, rather than taking the root as presented."""
        return self._meta["anchor_pinned"] == "1"

    @property
    def trusted(self) -> bool:
        """Whether `main`'s tree is the trusted state, nothing in it is suspended, and no other history stood here."""
        return self.matches_main and not self.suspended and not self.contradictions

    @property
    def contradictions(self) -> list[dict[str, Any]]:
        """What is proven to have been said of another history that stood here, as findings."""
        found = [*json.loads(self._meta["receipts"])["findings"], *json.loads(self._meta["witness_findings"])]
        return [*self._displaced, *(finding for finding in found if finding["code"] == "history_rewritten")]

    @property
    def state(self) -> str:
        """Names all that answers are made from: two snapshots of one state answer alike."""
        return f"{self.head}.{FORMAT}.{self._meta.get('dated', '0')}.{len(self.contradictions)}"

    @property
    def _displaced(self) -> list[dict[str, Any]]:
        """Merges that may have pushed another `main` aside."""
        rows: list[dict[str, Any]] = json.loads(self._meta.get("displaced", "[]"))
        return rows

    @property
    def matches_main(self) -> bool:
        """Whether `main`'s tree is the trusted state."""
        return self._meta["trusted"] == "1"

    @property
    def suspended(self) -> list[dict[str, Any]]:
        """What stands and rests on a compromised key."""
        rows: list[dict[str, Any]] = json.loads(self._meta["suspended"])
        return rows

    @property
    def recoveries(self) -> list[dict[str, Any]]:
        """Announcements of new administrators that can still take effect (`records.recovery_record`)."""
        rows: list[dict[str, Any]] = json.loads(self._meta["recoveries"])
        return rows

    # The law

    def organisation(self, *, as_of: int | None = None) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._law("organisation", as_of))
        return record | {"anchor": self.anchor}

    def branding(self) -> dict[str, Any]:
        """What the site is called and looks like: `site_name`, `primary`, `footer`, each perhaps None.

        `crest`: a `FileRow`, or None where no trusted version carries the file that is named.
        """
        record: dict[str, Any] = json.loads(self._meta["branding"])
        path = record["crest"] or ""
        rows = self.files(path.rpartition("/")[2].partition(".")[0])
        return record | {"crest": next((row for row in rows if row.path == path), None)}

    def groups(self) -> list[dict[str, Any]]:
        """In the catalogue's order."""
        return list({row["group"]["id"]: row["group"] for row in self._obligations()}.values())

    def obligations(self, *, as_of: int | None = None) -> list[dict[str, Any]]:
        """Each with `items`, the number of its published items."""
        counts = dict(
            self._connection.execute(
                "SELECT i.obligation, count(*) FROM items i JOIN versions v ON v.item = i.id AND v.number = 1"
                " WHERE ?1 IS NULL OR v.published_at <= ?1 GROUP BY i.obligation",
                (as_of,),
            )
        )
        return [row | {"items": counts.get(row["id"], 0)} for row in self._obligations(as_of)]

    def obligation(self, obligation: str, *, as_of: int | None = None) -> dict[str, Any]:
        return _find(self.obligations(as_of=as_of), "id", obligation, "obligation")

    def frameworks(self, *, as_of: int | None = None) -> list[dict[str, Any]]:
        frameworks: list[dict[str, Any]] = json.loads(self._law("frameworks", as_of))
        return frameworks

    def framework(self, framework: str, *, as_of: int | None = None) -> dict[str, Any]:
        return _find(self.frameworks(as_of=as_of), "id", framework, "framework")

    def code(self, framework: str, code: str, *, as_of: int | None = None) -> dict[str, Any]:
        return _find(self.framework(framework, as_of=as_of)["codes"], "code", code, "code")

    # Items

    def items(self, wanted: ItemFilter, *, after: str | None = None, limit: int | None = None) -> Page:
        """By id, or what `q` finds, newest first: each item in the version that stood (at `as_of`), or in every one."""
        words = None if wanted.q is None else words_of(wanted.q)
        if words == ():
            return Page((), None)
        key = "i.id" if words is None else _NEWEST_FIRST
        conditions, values = self._conditions(wanted, words or ())
        rows = self._connection.execute(
            "SELECT key, v.brief, v.document, v.item, v.number FROM ("  # noqa: S608 - literals only
            f"SELECT {key} AS key, v.rowid AS id FROM items i JOIN versions v ON v.item = i.id"
            f" WHERE key > ? AND {' AND '.join(conditions)} ORDER BY key LIMIT ?"
            ") JOIN versions v ON v.rowid = id ORDER BY key",  # reads what is shown, not all that is sorted
            (after or "", *values, _ALL if limit is None else limit + 1),
        ).fetchall()
        return _page([(str(key), self._found(record, words, *rest)) for key, record, *rest in rows], limit)

    def _found(self, record: str, words: Sequence[str] | None, document: str, item: str, number: int) -> str:
        """A brief record; with where the words stand, if any were looked for."""
        if words is None:
            return record
        return searching.with_excerpt(self._connection, record, words, document=document, item=item, number=number)

    def item(self, item: str, *, as_of: int | None = None) -> Version:
        """The version that stood at `as_of`, or the newest; raises `NotFoundError` and `NotYetPublishedError`."""
        latest = self.latest(item)
        if as_of is None:
            return self.version(item, latest)
        row = self._connection.execute(
            "SELECT max(number), (SELECT published_at FROM versions WHERE item = ?1 AND number = 1)"
            " FROM versions WHERE item = ?1 AND published_at <= ?2",
            (item, as_of),
        ).fetchone()
        if row[0] is None:
            raise NotYetPublishedError(item, int(row[1]))
        return self.version(item, int(row[0]))

    def latest(self, item: str) -> int:
        """The number of the newest version; raises `NotFoundError`."""
        row = self._connection.execute("SELECT latest FROM items WHERE id = ?", (item,)).fetchone()
        if row is None:
            raise NotFoundError("item", item)
        return int(row[0])

    def versions(self, item: str, *, before: int | None = None, limit: int | None = None) -> Page:
        """Newest first, without their content; raises `NotFoundError`."""
        newest = self.latest(item)
        rows = self._connection.execute(
            "SELECT number, entry FROM versions WHERE item = ? AND number < ? ORDER BY number DESC LIMIT ?",
            (item, newest + 1 if before is None else before, _ALL if limit is None else limit + 1),
        ).fetchall()
        return _page([(str(key), str(record)) for key, record in rows], limit)

    def version(self, item: str, number: int) -> Version:
        row = self._connection.execute(
            "SELECT v.item, v.number, v.commit_id, v.published_at, c.source, v.digest, v.entry, v.document, v.source,"
            " v.withheld FROM versions v JOIN changes c ON c.position = v.position WHERE v.item = ? AND v.number = ?",
            (item, number),
        ).fetchone()
        if row is None:
            self.latest(item)  # raises for an unknown item
            raise NotFoundError("version", f"{item}/versions/{number}")
        *fields, withheld = row
        if withheld is not None:
            raise WithheldError(f"{item}/versions/{number}", self._dated(withheld))
        return Version(*fields)

    def _dated(self, facts: str) -> dict[str, Any]:
        """Facts on what is withheld, with the moment since when it is."""
        found: dict[str, Any] = json.loads(facts)
        said = self._connection.execute("SELECT at, source FROM changes WHERE commit_id = ?", (found["commit"],))
        row = said.fetchone()
        return found | {"since": render_moment(int(row[0])), "since_source": row[1]}

    def published(
        self,
        *,
        obligation: str | None = None,
        unit: str | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Page:
        """Every version of every item, the last published first, without their content."""
        conditions, values = ["key > ?"], [after or ""]
        if obligation is not None:
            conditions.append("i.obligation = ?")
            values.append(str(self.obligation(obligation)["id"]))
        if unit is not None:
            conditions.append("i.unit = ?")
            values.append(str(_find(self.organisation()["units"], "id", unit, "unit")["id"]))
        rows = self._connection.execute(
            "SELECT printf('%012d %s', 999999999999 - v.position, i.id) AS key, v.entry"  # noqa: S608 - literals only
            f" FROM versions v JOIN items i ON i.id = v.item WHERE {' AND '.join(conditions)}"
            " ORDER BY v.position DESC, v.item LIMIT ?",
            (*values, _ALL if limit is None else limit + 1),
        ).fetchall()
        return _page([(str(key), str(record)) for key, record in rows], limit)

    def moments(self, item: str, *, after: int = 0, limit: int | None = None) -> tuple[Moment, ...]:
        """When each version became public, oldest first; raises `NotFoundError`."""
        self.latest(item)
        rows = self._connection.execute(
            "SELECT number, published_at FROM versions WHERE item = ? AND number > ? ORDER BY number LIMIT ?",
            (item, after, _ALL if limit is None else limit),
        )
        return tuple(Moment(*row) for row in rows)

    def moment(self, item: str, number: int) -> Moment:
        return self.moments(item, after=number - 1, limit=1)[0]

    def moment_at(self, item: str, at: int | None) -> Moment:
        """The version that stood at a time; the first, where there was none yet; raises `NotFoundError`."""
        latest = self.latest(item)
        if at is None:
            return self.moment(item, latest)
        row = self._connection.execute(
            "SELECT max(number) FROM versions WHERE item = ? AND published_at <= ?", (item, at)
        ).fetchone()
        return self.moment(item, int(row[0] or 1))

    def count_given(self) -> int:
        """How many items stand and are given."""
        row = self._connection.execute(
            "SELECT count(*) FROM items i JOIN versions v ON v.item = i.id AND v.number = i.latest"
            " WHERE v.withheld IS NULL"
        ).fetchone()
        return int(row[0])

    def given(self, *, skip: int, limit: int) -> Iterator[tuple[str, int]]:
        """The items that stand and are given, by id, and when each became what it is, Unix seconds."""
        rows = self._connection.execute(
            "SELECT i.id, v.published_at FROM items i JOIN versions v ON v.item = i.id AND v.number = i.latest"
            " WHERE v.withheld IS NULL ORDER BY i.id LIMIT ? OFFSET ?",
            (limit, skip),
        )
        yield from ((str(item), int(at)) for item, at in rows)

    def newest_by_obligation(self) -> dict[str, int]:
        """When something of each obligation last became public, Unix seconds."""
        return dict(self._connection.execute("SELECT obligation, max(updated_at) FROM items GROUP BY obligation"))

    def difference(self, item: str, first: int, second: int) -> dict[str, Any]:
        """What changed from version `first` to `second`: a JSON Patch, and the same for people."""
        before, after = self.version(item, first), self.version(item, second)
        old, new = json.loads(before.document), json.loads(after.document)
        operations = tuple(compare(old, new))
        return {
            "id": item,
            "from": _reference(before),
            "to": _reference(after),
            "patch": render_patch(operations),
            "changes": render_readable(operations, new["schema"]),
        }

    def files(self, sha256: str) -> tuple[FileRow, ...]:
        """Every name a trusted version gives to these bytes, newest first; empty if none names them.

        Raises `WithheldError` where every version that names them is withheld, or they are.
        """
        rows = self._connection.execute(
            "SELECT f.sha256, f.name, f.item, f.version, f.path, f.media_type, f.bytes, v.published_at"
            " FROM files f"
            " JOIN versions v ON v.item = f.item AND v.number = f.version"
            " WHERE f.sha256 = ? ORDER BY v.position DESC, f.item, f.name",
            (sha256,),
        )
        found = tuple(FileRow(*row) for row in rows)
        if found:
            return found
        withheld = self._connection.execute(
            "SELECT facts FROM withheld_files WHERE sha256 = ? ORDER BY facts ->> '$.state' LIMIT 1", (sha256,)
        ).fetchone()
        if withheld is not None:
            raise WithheldError(sha256, self._dated(str(withheld[0])))
        return ()

    def unread_files(self, limit: int) -> list[tuple[str, int, str]]:
        """SHA-256, size and path of files that are given and not searched yet, the newest first."""
        return unread_files(self._connection, limit)

    def given_files(self, sha256s: Collection[str]) -> frozenset[str]:
        """Those that some version gives."""
        found = (self._connection.execute("SELECT 1 FROM files WHERE sha256 = ? LIMIT 1", (one,)) for one in sha256s)
        return frozenset(one for one, row in zip(sha256s, found, strict=True) if row.fetchone())

    # Changes

    def changes(self, *, before: int | None = None, limit: int | None = None) -> Page:
        """Newest first, the anchor last."""
        rows = self._connection.execute(
            "SELECT position, record FROM changes WHERE ?1 IS NULL OR position < ?1 ORDER BY position DESC LIMIT ?2",
            (before, _ALL if limit is None else limit + 1),
        ).fetchall()
        return _page([(str(key), str(record)) for key, record in rows], limit)

    def change(self, commit: str) -> str:
        """The verdict on one commit of `main`, as JSON; raises `NotFoundError`."""
        row = self._connection.execute("SELECT record FROM changes WHERE commit_id = ?", (commit,)).fetchone()
        if row is None:
            raise NotFoundError("change", commit)
        return str(row[0])

    def verification(self) -> dict[str, Any]:
        """What verifying found, in the words of `prongsai verify --format json`."""
        rows = self._connection.execute("SELECT outcome, count(*) FROM changes WHERE position > 0 GROUP BY outcome")
        counts = {str(outcome): int(count) for outcome, count in rows}
        rejected = self._connection.execute(
            "SELECT commit_id, json_extract(record, '$.findings') FROM changes WHERE outcome = 'rejected'"
            " ORDER BY position"
        )
        changes = sum(counts.values())
        aside = self._displaced
        return {
            "anchor": self.anchor,
            "head": self.head,
            "anchor_pinned": self.anchor_pinned,
            "trusted": self.trusted,
            "changes": changes,
            "accepted": changes - counts.get("rejected", 0),
            "rejected": [
                {
                    "commit": commit,
                    "findings": json.loads(findings) + [found for found in aside if found["commit"] == commit],
                }
                for commit, findings in rejected
            ],
            "untrusted_paths": untrusted_paths(self._meta.get("untrusted")),
            "suspended": self.suspended,
            "texts": json.loads(self._meta["erased"]),
            "recoveries": self.recoveries,
            "head_at": render_moment(self.head_at),
            "head_at_source": self.head_at_source,
            "receipts": json.loads(self._meta["receipts"]),
            "witnesses": json.loads(self._meta["witnesses"]),
            "witness_findings": json.loads(self._meta["witness_findings"]),
        }

    def law_of(self, commit: str) -> str:
        """The Change of `main` whose law was in force after `commit`; raises `NotFoundError`."""
        row = self._connection.execute(
            "SELECT c.commit_id FROM law l JOIN changes c ON c.position = l.position"
            " WHERE l.position <= (SELECT position FROM changes WHERE commit_id = ?) ORDER BY l.position DESC LIMIT 1",
            (commit,),
        ).fetchone()
        if row is None:
            raise NotFoundError("change", commit)
        return str(row[0])

    def silenced_blobs(self) -> list[str]:
        """Object ids of the texts that were erased, and of those that every version holding them suppresses."""
        rows = self._connection.execute(
            "SELECT v.oid FROM versions v JOIN erased_texts e ON e.item = v.item AND e.version = v.number"
            " UNION SELECT oid FROM versions GROUP BY oid"
            " HAVING min(coalesce(json_extract(withheld, '$.state'), '') IN ('suppressed', 'erased'))"
        )
        return [str(oid) for (oid,) in rows]

    def is_bound_to_withheld(self, version: Version) -> bool:
        """Whether the same Change published something that must not be given any more."""
        row = self._connection.execute(
            "SELECT 1 FROM versions WHERE commit_id = ? AND withheld IS NOT NULL", (version.commit,)
        ).fetchone()
        return row is not None

    # All there is, by name

    def fingerprint(self) -> str:
        """Names all that the index says: what was asked before is answered alike while it stays the same."""
        return hashlib.sha256(dump(sorted(self._meta.items())).encode()).hexdigest()

    def setting(self) -> str:
        """Names what stands around every answer, whatever it is about: the law, the look, how far all is trusted."""
        (law,) = self._connection.execute("SELECT max(position) FROM law").fetchone()
        branding = self.branding()
        crest = branding["crest"]
        look = branding | {"crest": crest and crest.path}
        whole = [self._meta[key] for key in ("format", "anchor", "anchor_pinned", "trusted", "suspended")]
        said = [self.recoveries, self.contradictions]
        return hashlib.sha256(dump([law, look, whole, said]).encode()).hexdigest()

    def standing_items(self) -> list[tuple[str, bool]]:
        """Every item, and whether its newest version is withheld."""
        rows = self._connection.execute(
            "SELECT i.id, v.withheld IS NOT NULL FROM items i"
            " JOIN versions v ON v.item = i.id AND v.number = i.latest ORDER BY i.id"
        )
        return [(str(item), bool(withheld)) for item, withheld in rows]

    def standing_versions(self) -> Iterator[tuple[str, int, bool, str]]:
        """Every version by item and number: whether it is withheld, and all the facts that its record can differ in."""
        rows = self._connection.execute(
            "SELECT v.item, v.number, v.withheld, v.digest, v.published_at, c.source, v.entry ->> '$.suspended'"
            " FROM versions v JOIN changes c ON c.position = v.position ORDER BY v.item, v.number"
        )
        for item, number, withheld, *facts in rows:
            yield str(item), int(number), withheld is not None, dump([withheld, *facts])

    def standing_files(self) -> Iterator[FileRow]:
        """Every name that may be given to every file: the row that shows it, with the time of the first that did."""
        rows = self._connection.execute(
            "SELECT f.sha256, f.name, f.item, f.version, f.path, f.media_type, f.bytes, v.published_at FROM files f"
            " JOIN versions v ON v.item = f.item AND v.number = f.version"
            " ORDER BY f.sha256, f.name, v.position DESC, f.item"
        )
        for _, group in groupby((FileRow(*row) for row in rows), key=lambda row: (row.sha256, row.name)):
            named = list(group)
            yield replace(named[0], published_at=named[-1].published_at)

    def withheld_files(self) -> list[str]:
        """Digests of the files that may be given under no name."""
        rows = self._connection.execute(
            "SELECT DISTINCT sha256 FROM withheld_files WHERE sha256 NOT IN (SELECT sha256 FROM files) ORDER BY sha256"
        )
        return [str(sha256) for (sha256,) in rows]

    def verdicts(self) -> Iterator[tuple[str, str]]:
        """Every Change, the anchor first, by its commit: its record."""
        rows = self._connection.execute("SELECT commit_id, record FROM changes ORDER BY position")
        return ((str(commit), str(record)) for commit, record in rows)

    def counts(self) -> tuple[int, int]:
        """Changes verified, and how many of them were rejected."""
        row = self._connection.execute(
            "SELECT count(*), coalesce(sum(outcome = 'rejected'), 0) FROM changes WHERE position > 0"
        ).fetchone()
        return int(row[0]), int(row[1])

    def withheld(self, at: int) -> list[dict[str, Any]]:
        """The items whose version that stood at a moment (Unix seconds) was withheld then, and why; by id."""
        rows = self._connection.execute(
            "SELECT v.item, v.number, t.facts FROM tombstones t JOIN tombstone_versions r ON r.path = t.path"
            " JOIN changes c ON c.commit_id = t.commit_id LEFT JOIN changes l ON l.commit_id = t.lifted_by"
            " JOIN versions v ON v.item = t.item AND v.number BETWEEN r.first AND r.last"
            " WHERE c.at <= ?1 AND (l.at IS NULL OR l.at > ?1) AND v.number ="
            " (SELECT max(number) FROM versions WHERE item = v.item AND published_at <= ?1)"
            " ORDER BY v.item, t.facts ->> '$.state' DESC",  # the weakest first: the last to be kept is the strongest
            (at,),
        )
        found = {item: {"item": item, "version": number} | json.loads(facts) for item, number, facts in rows}
        return list(found.values())

    def register(self) -> Register:
        """What became public when, and who owed what since when: all that duties are judged by."""
        execute = self._connection.execute
        versions = execute(
            "SELECT i.obligation, i.unit, i.name, v.published_at, v.is_nil, v.effective_on FROM versions v"
            " JOIN items i ON i.id = v.item ORDER BY v.position, v.item"
        )
        statements = execute("SELECT obligation, unit, name, quarter, at FROM attestations ORDER BY position")
        waivers = execute("SELECT obligation, unit, period, at FROM waivers ORDER BY position")
        rosters = execute("SELECT at, record FROM rosters ORDER BY position")
        return Register(
            rosters=[(day_of(at), Roster.of_json(json.loads(record))) for at, record in rosters],
            published=[
                Published(of, unit, name, day_of(at), bool(nil), date.fromisoformat(since) if since else None)
                for of, unit, name, at, nil, since in versions
            ],
            attested=[Attested(of, unit, name, quarter, day_of(at)) for of, unit, name, quarter, at in statements],
            waived=[Waived(of, unit, period, day_of(at)) for of, unit, period, at in waivers],
        )

    def _law(self, column: str, as_of: int | None = None) -> str:
        """The law that was in force at `as_of`; raises `NotFoundError` for a time before the beginning."""
        row = self._connection.execute(
            f"SELECT l.{column} FROM law l JOIN changes c ON c.position = l.position"  # noqa: S608 - a literal of this module
            " WHERE ?1 IS NULL OR c.at <= ?1 ORDER BY l.position DESC LIMIT 1",
            (as_of,),
        ).fetchone()
        if row is None:
            raise NotFoundError("law", render_moment(as_of or 0))
        return str(row[0])

    def _obligations(self, as_of: int | None = None) -> list[dict[str, Any]]:
        obligations: list[dict[str, Any]] = json.loads(self._law("obligations", as_of))
        return obligations

    def _conditions(self, wanted: ItemFilter, words: Sequence[str]) -> tuple[list[str], list[str | int]]:
        conditions: list[str] = ["true"]
        values: list[str | int] = []
        if not wanted.past_versions:
            stood = "(SELECT max(number) FROM versions WHERE item = i.id AND published_at <= ?)"
            conditions.append(f"v.number = {'i.latest' if wanted.as_of is None else stood}")
        elif wanted.as_of is not None:
            conditions.append("v.published_at <= ?")
        values += [] if wanted.as_of is None else [wanted.as_of]
        for obligations in self._scopes(wanted):
            conditions.append(f"i.obligation IN ({', '.join('?' * len(obligations))})")
            values += obligations
        if wanted.unit is not None:
            _find(self.organisation()["units"], "id", wanted.unit, "unit")
            conditions.append("i.unit = ?")
            values.append(wanted.unit)
        if wanted.changed_since is not None:
            conditions.append("v.published_at >= ?")
            values.append(wanted.changed_since)
        for found, sought in searching.conditions(self._connection, words):
            conditions.append(found)
            values += sought
        return conditions, values

    def _scopes(self, wanted: ItemFilter) -> Iterator[Sequence[str]]:
        """Ids of obligations, once for each filter that names some."""
        if wanted.obligation is not None:
            yield [str(self.obligation(wanted.obligation)["id"])]
        if wanted.group is not None:
            _find(self.groups(), "id", wanted.group, "group")
            yield [row["id"] for row in self._obligations() if row["group"]["id"] == wanted.group]
        if wanted.code is not None:
            yield self._obligations_of(wanted.code, wanted.framework)
        elif wanted.framework is not None:
            codes = self.framework(wanted.framework)["codes"]
            yield sorted({of["id"] for code in codes for of in code["obligations"]})

    def _obligations_of(self, code: str, framework: str | None) -> list[str]:
        frameworks = [self.framework(framework)] if framework else [row for row in self.frameworks() if row["in_force"]]
        found = [row for known in frameworks for row in known["codes"] if row["code"] == code]
        if not found:
            raise NotFoundError("code", code)
        return sorted({of["id"] for row in found for of in row["obligations"]})


def _reference(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "digest": version.digest,
        "commit": version.commit,
        "published_at": render_moment(version.published_at),
        "published_at_source": version.published_at_source,
        "href": f"{API}/items/{version.item}/versions/{version.number}",
    }


def _find(rows: Iterable[dict[str, Any]], field: str, name: str, kind: str) -> dict[str, Any]:
    found = next((row for row in rows if row[field] == name), None)
    if found is None:
        raise NotFoundError(kind, name)
    return found


def _page(rows: list[tuple[str, str]], limit: int | None) -> Page:
    """`rows` were asked for one beyond `limit`."""
    shown = rows if limit is None else rows[:limit]
    following = shown[-1][0] if len(shown) < len(rows) else None
    return Page(tuple(record for _, record in shown), following)
