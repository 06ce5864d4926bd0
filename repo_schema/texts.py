"""What a version of an item held, as far as anything judged or counted after it asks: dates, kinds, references.

Never prose, and no name that a person typed. A statement that erases a version repeats these facts, so that a verifier
from whose repository the text is gone judges everything else as one who can still read it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

from repo_schema.documents import Document
from repo_schema.imports import is_imported
from repo_schema.references import numbered_lines

__all__ = ["Text", "Texts", "attached_files"]

_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one version."""

    blob: str
    """Its object id."""
    schema: str
    period: Mapping[str, Any]
    prepared_on: str
    effective_on: str | None
    is_imported: bool
    is_nil: bool
    files: frozenset[str]
    """The `files/…` paths that it names."""
    lines: frozenset[str]
    """The numbers of the lines that a report may name; of an erased text, of those that one does name."""

    @classmethod
    def of(cls, document: Document, blob: str) -> Self:
        """What a (valid) document of an item holds."""
        value = document.value
        return cls(
            blob,
            value["schema"],
            value["period"],
            value["prepared_on"],
            value.get("effective_on"),
            is_imported(document),
            "nil_statement" in value,
            attached_files(document),
            numbered_lines(document) or _NOTHING,
        )

    @classmethod
    def stated(cls, row: Mapping[str, Any]) -> Self:
        """What a (valid) statement says that it held."""
        return cls(
            row["blob"],
            row["schema"],
            row["period"],
            row["prepared_on"],
            row.get("effective_on"),
            row["imported"],
            row["nil"],
            frozenset(row["files"]),
            frozenset(row["lines"]),
        )

    def as_row(self, lines: frozenset[str]) -> dict[str, Any]:
        """The same for a statement, with those of its lines that are named elsewhere."""
        dated = {} if self.effective_on is None else {"effective_on": self.effective_on}
        return {
            "blob": self.blob,
            "schema": self.schema,
            "period": dict(self.period),
            "prepared_on": self.prepared_on,
            **dated,
            "imported": self.is_imported,
            "nil": self.is_nil,
            "files": sorted(self.files),
            "lines": sorted(lines),
        }


_Versions: TypeAlias = list[tuple[str, Text]]


class Texts:
    """Path of each item to its versions: the Change that published each, and what it holds.

    Kept in a file, an item's versions are one JSON text, read when somebody asks for that item: whoever goes on from a
    long history asks for few.
    """

    def __init__(self) -> None:
        self._read: dict[str, _Versions] = {}
        self._kept: dict[str, str] = {}

    def of(self, item: str) -> Sequence[tuple[str, Text]]:
        """The versions of the item at path `item`, oldest first."""
        return self._open(item) or ()

    def add(self, item: str, change: str, text: Text) -> int:
        """How many versions there are then."""
        versions = self._open(item)
        if versions is None:
            versions = self._read[item] = []
        versions.append((change, text))
        return len(versions)

    def items(self) -> Iterator[tuple[str, Sequence[tuple[str, Text]]]]:
        for item in (*self._kept, *self._read):
            yield item, self.of(item)

    def _open(self, item: str) -> _Versions | None:
        if (kept := self._kept.pop(item, None)) is not None:
            self._read[item] = [(change, Text.stated(row)) for change, row in json.loads(kept)]
        return self._read.get(item)

    def __getstate__(self) -> dict[str, str]:
        rows = {
            item: [(change, text.as_row(text.lines)) for change, text in versions]
            for item, versions in self._read.items()
        }
        return self._kept | {item: json.dumps(row, ensure_ascii=False) for item, row in rows.items()}

    def __setstate__(self, state: dict[str, str]) -> None:
        self._read, self._kept = {}, state


def attached_files(document: Document) -> frozenset[str]:
    """The `files/…` paths that an item's document names."""
    return frozenset(row["file"] for row in document.value.get("attachments", ())) or _NOTHING
