"""Trees read from their own bytes: flat entries, and what differs between two of them.

git's diff would believe a forged tree object, a rename heuristic or an attribute; this reads the objects themselves.
Whatever a tree cannot honestly hold (a name twice, a slash in a name, no name) is given a path no rule names, and what
is no tree at all stands as one strange entry, so that both are refused and never mistaken for something else.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from repo_schema.manifests import Alteration, Entry
from service.ledger.repository import Repository, UnfitObjectError

_DIRECTORY: Final = "40000"
_DEEPEST: Final = 32
_CACHED: Final = 4096
ENTRIES_AT_MOST: Final = 500_000
"""Files below one tree. A few small trees that name one another often enough hold more paths than can be walked."""
Node: TypeAlias = dict[str, tuple[str, str]]
"""Name to (mode, object id)."""


class Trees:
    """The trees of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._node = lru_cache(maxsize=_CACHED)(self._read)
        self._counts: dict[tuple[str, int], int] = {}

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

    def difference(self, before: str, after: str) -> dict[str, Alteration]:
        """Every path whose entry differs between two trees."""
        if max(self._count(before, 0), self._count(after, 0)) > ENTRIES_AT_MOST:
            return dict(_changes(self.entries(before), self.entries(after)))
        return dict(self._differing(before, after, "", 0))

    def _count(self, oid: str, depth: int) -> int:
        """How many files `_below` would give, or some number above the most; each tree is looked at once."""
        if (oid, depth) not in self._counts:
            count = 0
            for mode, child in (self._node(oid) or {}).values():
                count += self._count(child, depth + 1) if mode == _DIRECTORY and depth < _DEEPEST else 1
                if count > ENTRIES_AT_MOST:
                    break
            self._counts[oid, depth] = count
        return self._counts[oid, depth]

    def _read(self, oid: str) -> Node | None:
        """None: an object that is there, and no tree."""
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
        for name in {name for name, _ in old.items() ^ new.items()}:
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
    while at < len(data):
        space = data.find(b" ", at)
        end = data.find(b"\x00", space)
        if space < 0 or end < 0 or end + 21 > len(data):
            raise _MalformedTreeError
        name = _name(data[space + 1 : end])
        if name is None or name in node:
            shown = data[space + 1 : end].decode("utf-8", "replace")
            name = f"\x00{len(node)}\x00{shown}"
        node[name] = (data[at:space].decode("ascii", "replace"), data[end + 1 : end + 21].hex())
        at = end + 21
    return node


def _name(data: bytes) -> str | None:
    """None: no name that a file can have."""
    try:
        name = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if not name or "/" in name else name
