"""What was taken down: statements that a published thing is withdrawn, suppressed or erased, and what they add up to.

A statement names an item and its versions, or attachments by the digest of their bytes; a class of reason, an authority
and a day, each from a list, so that no text in it can repeat what it takes away. It alters no item and no verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self, TypeAlias

from repo_schema.layout import TombstoneKind, TombstonePath

__all__ = ["STATES", "State", "TakenDown", "Target"]

State: TypeAlias = Literal["withdrawn", "suppressed", "erased"]
STATES: Final[Mapping[TombstoneKind, State]] = {
    "erasure": "erased",
    "suppression": "suppressed",
    "withdrawal": "withdrawn",
}
"""What each statement makes of its target; the one that stands first is the stronger."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one statement is about: some versions of an item, or some of its attachments wherever it names them."""

    first: int | None = None
    last: int | None = None
    files: frozenset[str] = frozenset()
    """SHA-256 of each."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """The target in a (valid) document."""
        versions = value.get("versions") or {"from": None, "to": None}
        return cls(versions["from"], versions["to"], frozenset(value.get("files", ())))

    def covers(self, version: int) -> bool:
        return self.first is not None and self.last is not None and self.first <= version <= self.last


@dataclass(slots=True)
class TakenDown:
    """The statements accepted so far, as far as judging the next Change needs them."""

    erased: set[str] = field(default_factory=set)
    """SHA-256 of every attachment whose bytes are to be destroyed, wherever they are."""
    lifted: set[str] = field(default_factory=set)
    """Paths of the statements that no longer hold."""

    def note(self, kind: TombstonePath, value: Mapping[str, Any]) -> None:
        """Take an accepted statement in."""
        if kind.kind == "erasure":
            self.erased |= Target.of(value).files
        elif kind.kind == "lifting":
            self.lifted.add(lifted_path(kind, value))


def lifted_path(kind: TombstonePath, value: Mapping[str, Any]) -> str:
    """The path of the statement that a lifting names."""
    lifts = value["lifts"]
    return TombstonePath(lifts["kind"], kind.obligation, kind.unit, kind.name, str(lifts["number"])).path
