"""What was taken down: statements that a published thing is withdrawn, suppressed or erased, and what they add up to.

A statement names an item and its versions, or attachments by the digest of their bytes; a class of reason, an authority
and a day, each from a list, so that no text in it can repeat what it takes away. It alters no item and no verdict. What
erases a version's text says of it, besides, whatever a verifier without that text has to know (`repo_schema.texts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self, TypeAlias

from repo_schema.layout import TombstoneKind, TombstonePath
from repo_schema.texts import Text

__all__ = ["STATES", "ErasedText", "State", "TakenDown", "Target", "erased_texts", "lifted_path"]

State: TypeAlias = Literal["withdrawn", "suppressed", "erased"]
STATES: Final[Mapping[TombstoneKind, State]] = {
    "erasure": "erased",
    "suppression": "suppressed",
    "withdrawal": "withdrawn",
}
"""What each statement makes of its target; the one that stands first is the stronger."""


@dataclass(frozen=True, slots=True)
class ErasedText:
    """What a statement says of one version whose text it erases."""

    version: int
    commit: str
    """The Change that published it, or the anchor."""
    text: Text


@dataclass(frozen=True, slots=True)
class Target:
    """What one statement is about: some versions of an item, or some of its attachments wherever it names them."""

    runs: tuple[tuple[int, int], ...] = ()
    """First and last version of each run."""
    files: frozenset[str] = frozenset()
    """SHA-256 of each."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """The target in a (valid) document."""
        if "texts" in value:
            return cls(tuple((row["version"], row["version"]) for row in value["texts"]))
        versions = value.get("versions")
        runs = ((versions["from"], versions["to"]),) if versions else ()
        return cls(runs, frozenset(value.get("files", ())))

    def covers(self, version: int) -> bool:
        return any(first <= version <= last for first, last in self.runs)


def erased_texts(value: Mapping[str, Any]) -> tuple[ErasedText, ...]:
    """The texts that a (valid) statement erases."""
    return tuple(ErasedText(row["version"], row["commit"], Text.stated(row)) for row in value.get("texts", ()))


@dataclass(slots=True)
class TakenDown:
    """The statements accepted so far, as far as judging the next Change needs them."""

    erased: set[str] = field(default_factory=set)
    """SHA-256 of every attachment whose bytes are to be destroyed, wherever they are."""
    texts: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)
    """Object id of every text of an item that is to be destroyed in the history, too: the versions that held it, and
    the lines of each that the statement says are named."""
    lifted: set[str] = field(default_factory=set)
    """Paths of the statements that no longer hold."""

    def note(self, kind: TombstonePath, value: Mapping[str, Any]) -> None:
        """Take an accepted statement in."""
        if kind.kind == "erasure":
            self.erased |= Target.of(value).files
            for row in erased_texts(value):
                self.texts.setdefault(row.text.blob, {})[row.version] = row.text.lines
        elif kind.kind == "lifting":
            self.lifted.add(lifted_path(kind, value))


def lifted_path(kind: TombstonePath, value: Mapping[str, Any]) -> str:
    """The path of the statement that a lifting names."""
    lifts = value["lifts"]
    return TombstonePath(lifts["kind"], kind.obligation, kind.unit, kind.name, str(lifts["number"])).path
