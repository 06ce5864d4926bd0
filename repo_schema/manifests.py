"""The exact entries a submission changes: what approvers sign, and what may be merged.

A manifest is computed from two trees, never believed: what a form says must equal it.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class Entry(NamedTuple):
    """One tree entry: git's mode (octal text) and object id."""

    mode: str
    oid: str

    def __str__(self) -> str:
        return f"{self.mode}:{self.oid}"


class Alteration(NamedTuple):
    """One path, before and after; None where it is absent."""

    before: Entry | None
    after: Entry | None


Entries: TypeAlias = Mapping[str, Entry]
"""A whole tree, flat: path to entry."""

Manifest: TypeAlias = Mapping[str, Alteration]
"""Path to alteration; before and after always differ."""


def apply_manifest(entries: Entries, manifest: Manifest) -> dict[str, Entry]:
    """`entries` with every path of `manifest` as it is after."""
    result = dict(entries)
    for path, (_, after) in manifest.items():
        if after is None:
            result.pop(path, None)
        else:
            result[path] = after
    return result
