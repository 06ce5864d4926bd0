"""Trees read from their own bytes: flat entries, and what differs between two of them.

git's diff would believe a forged tree object, a rename heuristic or an attribute; this reads the objects themselves.
Whatever a tree cannot honestly hold (a name twice, a slash in a name, no name) is given a path no rule names, and what
is no tree at all stands as one strange entry, so that both are refused and never mistaken for something else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from repo_schema.manifests import Alteration, Entry
from service.ledger.errors import ObjectDamagedError, ObjectMissingError
from service.ledger.objects import Objects
from service.ledger.recent import Recent
from service.ledger.repository import UnfitObjectError

_DIRECTORY: Final = "40000"
_DEEPEST: Final = 32
_CACHED: Final = 4096
_DIFFERENCES_KNOWN: Final = 16
"""A merge onto its submission's own base is told apart twice: as a step of `main`, and as what was submitted."""
_LEVELS_AHEAD: Final = 5
"""As deep as our paths are."""
ENTRIES_AT_MOST: Final = 500_000
"""Files below one tree. A few small trees that name one another often enough hold more paths than can be walked."""
_ROW: Final = re.compile(rb"([^ ]*) ([^\x00]*)\x00(.{20})", re.DOTALL)
Node: TypeAlias = dict[str, tuple[str, str]]
"""Name to (mode, object id)."""


class Trees:
    """The trees of one repository, or those of it that are at hand."""

    def __init__(self, repository: Objects, *, is_partial: bool = False) -> None:
        """`is_partial`: files are counted in the trees at hand alone; telling two trees apart still needs both."""
        self._repository = repository
        self._is_partial = is_partial
        self._nodes: Recent[str, Node | None] = Recent(_CACHED)
        self._differences: Recent[tuple[str, str], Mapping[str, Alteration]] = Recent(_DIFFERENCES_KNOWN)
        self._counts: Recent[tuple[str, int], int] = Recent(16 * _CACHED)

    def entries(self, tree: str) -> dict[str, Entry]:
        """Every file below `tree`, by path; a tree of too many stands as one strange entry."""
        if self._count(tree, 0) > ENTRIES_AT_MOST:
            return {"": Entry(_DIRECTORY.rjust(6, "0"), tree)}
        return dict(self._below(_DIRECTORY, tree, "", 0))

    def some_entries(self, tree: str, paths: Iterable[str]) -> dict[str, Entry | None]:
        """What stands below `tree` at just these paths; None where nothing does."""
        return {path: self._entry(tree, path) for path in paths}

    def _entry(self, tree: str, path: str) -> Entry | None:
        *folders, name = path.split("/")
        for folder in folders:
            mode, tree = (self._node(tree) or {}).get(folder, ("", ""))
            if mode != _DIRECTORY:
                return None
        found = (self._node(tree) or {}).get(name)
        return Entry(*found) if found else None

    def difference(self, before: str, after: str) -> Mapping[str, Alteration]:
        """Every path whose entry differs between two trees."""
        known = self._differences.get((before, after))
        if known is None:
            if max(self._count(before, 0), self._count(after, 0)) > ENTRIES_AT_MOST:
                known = dict(_changes(self.entries(before), self.entries(after)))
            else:
                known = dict(self._differing(before, after, "", 0))
            self._differences[before, after] = known
        return known

    def read_ahead(self, pairs: Iterable[tuple[str, str]]) -> set[str]:
        """Have at hand what telling these pairs of trees apart asks for, level by level; the new blobs' ids.

        What cannot be read is left for whoever asks in earnest.
        """
        blobs: set[str] = set()
        for _ in range(_LEVELS_AHEAD):
            pairs = [pair for pair in pairs if pair[0] != pair[1]]
            self._repository.prefetch(oid for pair in pairs for oid in pair if oid not in self._nodes)
            below: set[tuple[str, str]] = set()
            for before, after in pairs:
                old, new = self._node_at_hand(before), self._node_at_hand(after)
                for name, (mode, oid) in new.items():
                    if old.get(name) == (mode, oid):
                        continue
                    if mode == _DIRECTORY:
                        below.add((old.get(name, ("", oid))[1], oid))
                    else:
                        blobs.add(oid)
            pairs = below
        return blobs

    def _node_at_hand(self, oid: str) -> Node:
        try:
            return self._node(oid) or {}
        except (ObjectMissingError, ObjectDamagedError):
            return {}

    def _count(self, oid: str, depth: int) -> int:
        """How many files `_below` would give, or some number above the most; each tree is looked at once."""
        known = self._counts.get((oid, depth))
        if known is None:
            node = self._counted(oid) or {}
            below = [child for mode, child in node.values() if mode == _DIRECTORY] if depth < _DEEPEST else []
            count = len(node) - len(below)
            for child in below:
                if count > ENTRIES_AT_MOST:
                    break
                count += self._count(child, depth + 1)
            self._counts[oid, depth] = known = count
        return known

    def _counted(self, oid: str) -> Node | None:
        is_elsewhere = self._is_partial and oid not in self._nodes and self._repository.peek(oid) is None
        return None if is_elsewhere else self._node(oid)

    def _node(self, oid: str) -> Node | None:
        """None: an object that is there, and no tree."""
        try:
            return self._nodes[oid]
        except KeyError:
            self._nodes[oid] = node = self._read(oid)
        return node

    def _read(self, oid: str) -> Node | None:
        try:
            return _parse(self._repository.read_tree(oid))
        except (UnfitObjectError, _MalformedTreeError):
            return None

    def _below(self, mode: str, oid: str, path: str, depth: int) -> Iterator[tuple[str, Entry]]:
        node = self._node(oid) if mode == _DIRECTORY and depth <= _DEEPEST else None
        if node is None:
            yield path, Entry(mode.rjust(6, "0") if mode == _DIRECTORY else mode, oid)
            return
        for name, (child_mode, child) in node.items():
            yield from self._below(child_mode, child, f"{path}/{name}" if path else name, depth + 1)

    def _differing(self, before: str, after: str, prefix: str, depth: int) -> Iterator[tuple[str, Alteration]]:
        if before == after:
            return
        old, new = self._node(before), self._node(after)
        if old is None or new is None:
            yield from self._replaced((_DIRECTORY, before), (_DIRECTORY, after), prefix, depth)
            return
        names = [name for name, row in new.items() if old.get(name) != row]
        for name in (*names, *(old.keys() - new.keys())):
            path = f"{prefix}/{name}" if prefix else name
            was, now = old.get(name), new.get(name)
            if was and now and was[0] == now[0] == _DIRECTORY and depth < _DEEPEST:
                yield from self._differing(was[1], now[1], path, depth + 1)
            else:
                yield from self._replaced(was, now, path, depth + 1)

    def _replaced(
        self, was: tuple[str, str] | None, now: tuple[str, str] | None, path: str, depth: int
    ) -> Iterator[tuple[str, Alteration]]:
        gone = dict(self._below(*was, path, depth)) if was else {}
        come = dict(self._below(*now, path, depth)) if now else {}
        yield from _changes(gone, come)


def _changes(gone: Mapping[str, Entry], come: Mapping[str, Entry]) -> Iterator[tuple[str, Alteration]]:
    for path in gone.keys() | come.keys():
        if gone.get(path) != come.get(path):
            yield path, Alteration(gone.get(path), come.get(path))


class _MalformedTreeError(Exception):
    """These bytes list no entries."""


def _parse(data: bytes) -> Node:
    node: Node = {}
    at = 0
    for row in _ROW.finditer(data):
        if row.start() != at:
            break
        at = row.end()
        mode, raw, oid = row.groups()
        name = _name(raw)
        if name is None or name in node:
            name = f"\x00{len(node)}\x00{raw.decode('utf-8', 'replace')}"
        node[name] = (mode.decode("ascii", "replace"), oid.hex())
    if at != len(data):
        raise _MalformedTreeError
    return node


def _name(data: bytes) -> str | None:
    """None: no name that a file can have."""
    try:
        name = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if not name or "/" in name else name
