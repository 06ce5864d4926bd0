"""How words are looked for in the index: in what versions say, and in what the text of their files says.

The search index knows runs of three characters (Thai has no spaces to cut at); shorter words are looked for in the
texts themselves. A word may stand in the version and another in one of its files.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

from repo_schema.search_text import excerpt
from service.ledger.file_texts import find_hit
from service.ledger.records import dump, texts_of

__all__ = ["conditions", "with_excerpt"]

_TRIGRAM: Final = 3
_IN_VERSIONS: Final = "v.rowid IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
_IN_FILES: Final = (
    "(v.item, v.number) IN (SELECT f.item, f.version FROM files f JOIN file_texts t ON t.sha256 = f.sha256"
    " WHERE t.id IN (SELECT rowid FROM file_search WHERE file_search MATCH ?))"
)
_ANY_FILE: Final = "SELECT 1 FROM file_search WHERE file_search MATCH ? LIMIT 1"
_IN_A_SHORT_WORD: Final = (
    "(instr(v.search, ?) > 0 OR EXISTS (SELECT 1 FROM files f JOIN file_texts t ON t.sha256 = f.sha256"
    " WHERE f.item = v.item AND f.version = v.number AND instr(t.search, ?) > 0))"
)


def conditions(connection: sqlite3.Connection, words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """In SQL, on a version `v`, and their values: that each word (folded) stands in it or in one of its files.

    Long words are asked for together; only where a file holds any of them is each looked for by itself.
    """
    for word in words:
        if len(word) < _TRIGRAM:
            yield _IN_A_SHORT_WORD, [word] * 2
    long = [_quote(word) for word in words if len(word) >= _TRIGRAM]
    every, some = " AND ".join(long), " OR ".join(long)
    if long and connection.execute(_ANY_FILE, (some,)).fetchone() is None:
        yield _IN_VERSIONS, [every]
    elif long:
        each = " AND ".join([f"({_IN_VERSIONS} OR {_IN_FILES})"] * len(long))
        doubled = [word for word in long for _ in range(2)]
        yield f"({_IN_VERSIONS} OR ({_IN_FILES} AND {each}))", [every, some, *doubled]


def with_excerpt(
    connection: sqlite3.Connection, record: str, words: Sequence[str], *, document: str, item: str, number: int
) -> str:
    """A brief record, and where the words stand: in the version (whose document is given) or in one of its files."""
    here = excerpt("\n".join(texts_of(json.loads(document))), words)
    hit = None if here else find_hit(connection, item, number, words)
    shown = here.as_json() | {"file": None} if here else hit.as_json() if hit else None
    return f'{record[:-1]},"excerpt":{dump(shown)}}}'


def _quote(word: str) -> str:
    """As the search index asks for a phrase."""
    return f'"{word.replace(chr(34), chr(34) * 2)}"'
