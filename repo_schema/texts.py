"""What a version of an item held, as far as anything judged or counted after it asks: dates, kinds, references.

Never prose, and no name that a person typed. A statement that erases a version repeats these facts, so that a verifier
from whose repository the text is gone judges everything else as one who can still read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from repo_schema.documents import Document
from repo_schema.imports import is_imported
from repo_schema.references import numbered_lines

__all__ = ["Text", "attached_files"]

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


def attached_files(document: Document) -> frozenset[str]:
    """The `files/…` paths that an item's document names."""
    return frozenset(row["file"] for row in document.value.get("attachments", ())) or _NOTHING
