"""What attachments say, as far as it is searched: the text of each file once, however many versions name it.

In the index it stands only while a version that is given names the file; whatever withholds the last of these takes the
text out in the same transaction. What is not meant to be read (comments, properties, speaker's notes) is left out.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from repo_schema.passages import Passage
from repo_schema.search_text import Excerpt, excerpt, fold
from service.ledger.records import file_address

__all__ = [
    "TABLES",
    "FileText",
    "Hit",
    "find_hit",
    "forget_unnamed",
    "keep_text",
    "parse_text",
    "render_text",
    "text_of",
    "unread_files",
]

TABLES: Final = """
CREATE TABLE file_texts (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, lines TEXT NOT NULL, places TEXT NOT NULL,
    search TEXT NOT NULL
);
CREATE VIRTUAL TABLE file_search USING fts5 (
    search, content = 'file_texts', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
);
"""
CHARACTERS_AT_MOST: Final = 200_000
"""Of one file: a book of a hundred pages; what follows is not searched."""
_AROUND: Final = 2
"""Lines shown before and after the one that was found, at most."""
_NOT_TO_BE_READ: Final = re.compile(
    r"ความเห็น|คุณสมบัติของไฟล์|บันทึกย่อ|ไฟล์ที่ฝังไว้"
    r"|(?:Title|Author|Subject|Keywords|Creator|Producer|CreationDate|ModDate|Trapped)$"
)
"""Places of a reading that no page shows."""
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FileText:
    """Line by line, with the place of each in the document's own words: `หน้า 3`, `Sheet1!B4`."""

    lines: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in which file of a version a word stands."""

    name: str
    href: str
    where: str
    excerpt: Excerpt

    def as_json(self) -> dict[str, Any]:
        file = {"name": self.name, "href": self.href, "where": self.where}
        return self.excerpt.as_json() | {"file": file}


def text_of(passages: Iterable[Passage]) -> FileText:
    """What is searched of a reading."""
    lines: list[str] = []
    places: list[str] = []
    room = CHARACTERS_AT_MOST
    for passage in passages:
        line = _SPACE.sub(" ", passage.text).strip()
        if line and not _NOT_TO_BE_READ.match(passage.where) and room > 0:
            lines.append(line[:room])
            places.append(_SPACE.sub(" ", passage.where))
            room -= len(line)
    return FileText(tuple(lines), tuple(places))


def unread_files(connection: sqlite3.Connection, limit: int) -> list[tuple[str, int, str]]:
    """SHA-256, size and path of files that are given and whose text is not here, the newest first."""
    rows = connection.execute(
        "SELECT f.sha256, max(f.bytes), max(f.path) FROM files f"
        " JOIN versions v ON v.item = f.item AND v.number = f.version"
        " WHERE f.sha256 NOT IN (SELECT sha256 FROM file_texts)"
        " GROUP BY f.sha256 ORDER BY max(v.position) DESC, f.sha256 LIMIT ?",
        (limit,),
    )
    return [(str(sha256), int(size), str(path)) for sha256, size, path in rows]


def keep_text(connection: sqlite3.Connection, sha256: str, text: FileText) -> None:
    """Have the text of a file searched, if any version that is given still names it."""
    if connection.execute("SELECT 1 FROM files WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone() is None:
        return
    lines, places = "\n".join(text.lines), "\n".join(text.places)
    search = fold(lines)
    row = connection.execute(
        "INSERT OR IGNORE INTO file_texts (sha256, lines, places, search) VALUES (?, ?, ?, ?)",
        (sha256, lines, places, search),
    )
    if row.rowcount:
        connection.execute("INSERT INTO file_search (rowid, search) VALUES (?, ?)", (row.lastrowid, search))


def forget_unnamed(connection: sqlite3.Connection) -> None:
    """Take out the text of every file that no version gives any more."""
    rows = connection.execute(
        "SELECT id, search FROM file_texts WHERE sha256 NOT IN (SELECT sha256 FROM files)"
    ).fetchall()
    for row, search in rows:
        connection.execute(
            "INSERT INTO file_search (file_search, rowid, search) VALUES ('delete', ?, ?)", (row, search)
        )
        connection.execute("DELETE FROM file_texts WHERE id = ?", (row,))
    if rows:
        connection.execute("INSERT INTO file_search (file_search) VALUES ('optimize')")  # lets go of what was deleted


def find_hit(connection: sqlite3.Connection, item: str, version: int, words: Sequence[str]) -> Hit | None:
    """The first place in a file of the version where one of `words` (folded) stands."""
    rows = connection.execute(
        "SELECT f.sha256, f.name, t.lines, t.places, t.search FROM files f JOIN file_texts t ON t.sha256 = f.sha256"
        " WHERE f.item = ? AND f.version = ? ORDER BY f.name",
        (item, version),
    )
    for sha256, name, lines, places, search in rows:
        found = min((at for word in words if (at := search.find(word)) >= 0), default=None)
        if found is None:
            continue
        number = search.count("\n", 0, found)
        around = lines.split("\n")[max(number - _AROUND, 0) : number + _AROUND + 1]
        shown = excerpt("\n".join(around), words)
        if shown is not None:
            return Hit(name, file_address(sha256, name), places.split("\n")[number], shown)
    return None


def render_text(text: FileText) -> str:
    """As it is kept in a cache."""
    return json.dumps([text.lines, text.places], ensure_ascii=False)


def parse_text(data: str) -> FileText:
    """Raises `ValueError` for what is no such text."""
    match json.loads(data):
        case [[*lines], [*places]] if len(lines) == len(places) and all(isinstance(row, str) for row in lines + places):
            return FileText(tuple(lines), tuple(places))
    raise ValueError("not a text")
