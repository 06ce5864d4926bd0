"""What was laid down, in which file, from which inputs: the memory of an export, beside the folder that is served.

It can be thrown away: then everything is rendered again, and what is equal is not written again. Names that may no
longer be given are overwritten in it, as in the index.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

__all__ = ["Manifest", "Row"]

_FORMAT: Final = "1"
_SCHEMA: Final = """
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rows (
    address TEXT NOT NULL, form TEXT NOT NULL, path TEXT NOT NULL, template TEXT NOT NULL, inputs TEXT NOT NULL,
    status INTEGER NOT NULL, file BLOB, size INTEGER NOT NULL, sha256 TEXT NOT NULL, headers TEXT NOT NULL,
    place_values TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (address, form)
) WITHOUT ROWID;
"""
_COLUMNS: Final = "address, form, path, template, inputs, status, file, size, sha256, headers, place_values, links"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer."""

    address: str
    form: str
    """`page` or `data`: a problem of a page is laid down for people and for programs."""
    path: str
    template: str
    inputs: str
    status: int
    file: str | None
    """Below the folder that is served; None: an answer that is remembered and not laid down (nothing there)."""
    size: int
    """Bytes."""
    sha256: str
    headers: Mapping[str, str]
    values: Mapping[str, str]
    links: tuple[tuple[str, str], ...]
    """Path and query of what it links to."""


class Manifest:
    """One writer at a time; the folder's lock sees to that."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            self._connection.execute("PRAGMA secure_delete=ON").fetchall()
            self._begin()
        except sqlite3.DatabaseError:  # damaged, or of another format: nothing in it is needed
            self._connection.close()
            path.unlink()
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA secure_delete=ON").fetchall()
            self._connection.executescript(_SCHEMA)
            self.set(format=_FORMAT)
        self._connection.execute("BEGIN")

    def _begin(self) -> None:
        """Raises `sqlite3.DatabaseError` for what is not a manifest of this format."""
        if self.get("format") != _FORMAT:
            raise sqlite3.DatabaseError("another format")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """What was laid down before something failed stays laid down, and known."""
        self._connection.execute("COMMIT")
        self._connection.close()

    def get(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, **values: str) -> None:
        self._connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", values.items())

    def keep(self) -> None:
        """Make what was noted so far outlive this process."""
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")

    def doubt(self) -> None:
        """Have everything rendered again."""
        self._connection.execute("UPDATE rows SET inputs = ''")

    def note(self, row: Row) -> None:
        self._connection.execute(
            f"INSERT OR REPLACE INTO rows ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - literals
            (
                row.address,
                row.form,
                row.path,
                row.template,
                row.inputs,
                row.status,
                None if row.file is None else os.fsencode(row.file),
                row.size,
                row.sha256,
                json.dumps(dict(row.headers), sort_keys=True),
                json.dumps(dict(row.values)),
                json.dumps(row.links),
            ),
        )

    def forget(self, row: Row) -> None:
        self._connection.execute("DELETE FROM rows WHERE address = ? AND form = ?", (row.address, row.form))

    def of(self, address: str) -> list[Row]:
        found = self._connection.execute(f"SELECT {_COLUMNS} FROM rows WHERE address = ?", (address,))  # noqa: S608
        return [_row(*columns) for columns in found]

    def rows(self) -> Iterator[Row]:
        """In the order of their addresses."""
        for columns in self._connection.execute(f"SELECT {_COLUMNS} FROM rows ORDER BY address, form"):  # noqa: S608
            yield _row(*columns)


def _row(
    address: str,
    form: str,
    path: str,
    template: str,
    inputs: str,
    status: int,
    file: bytes | None,
    size: int,
    sha256: str,
    headers: str,
    values: str,
    links: str,
) -> Row:
    pairs = tuple((str(to), str(query)) for to, query in json.loads(links))
    told, of = json.loads(headers), json.loads(values)
    name = None if file is None else os.fsdecode(file)  # cut in the middle of a letter, perhaps
    return Row(address, form, path, template, inputs, status, name, size, sha256, told, of, pairs)
