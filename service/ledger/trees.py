"""Trees read from their own bytes: flat entries, and what differs between two of them.

git's diff would believe a forged tree object, a rename heuristic or an attribute; this reads the objects themselves.
Whatever a tree cannot honestly hold (a name twice, a slash in a name) is given a path no rule names, so it is refused
and never mistaken for something else.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from repo_schema.manifests import Alteration, Entry
from service.ledger.repository import Repository

_DIRECTORY: Final = "40000"
_DEEPEST: Final = 32
_CACHED: Final = 4096
Node: TypeAlias = dict[str, tuple[str, str]]
"""Name to (mode, object id)."""


class Trees:
    """The trees of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._node = lru_cache(maxsize=_CACHED)(lambda oid: _parse(repository.read_tree(oid)))

    def entries(self, tree: str) -> dict[str, Entry]:
        """Every file below `tree`, by path."""
        return dict(self._below(_DIRECTORY, tree, "", 0))

    def some_entries(self, tree: str, paths: Iterable[str]) -> dict[str, Entry | None]:
        """What stands below `tree` at just these paths; None where nothing does."""
        return {path: self._entry(tree, path) for path in paths}

    def _entry(self, tree: str, path: str) -> Entry | None:
        *folders, name = path.split("/")
        for folder in folders:
            mode, tree = self._node(tree).get(folder, ("", ""))
            if mode != _DIRECTORY:
                return None
        found = self._node(tree).get(name)
        return Entry(*found) if found else None

    def difference(self, before: str, after: str) -> dict[str, Alteration]:
        """Every path whose entry differs between two trees."""
        return dict(self._differing(before, after, "", 0))

    def _below(self, mode: str, oid: str, path: str, depth: int) -> Iterator[tuple[str, Entry]]:
        if mode != _DIRECTORY or depth > _DEEPEST:
            yield path, Entry(mode.rjust(6, "0") if mode == _DIRECTORY else mode, oid)
            return
        for name, (child_mode, child) in self._node(oid).items():
            yield from self._below(child_mode, child, f"{path}/{name}" if path else name, depth + 1)

    def _differing(self, before: str, after: str, prefix: str, depth: int) -> Iterator[tuple[str, Alteration]]:
        if before == after:
            return
        old, new = self._node(before), self._node(after)
        for name in {name for name, _ in old.items() ^ new.items()}:
            path = f"{prefix}/{name}" if prefix else name
            was, now = old.get(name), new.get(name)
            if was and now and was[0] == now[0] == _DIRECTORY and depth < _DEEPEST:
                yield from self._differing(was[1], now[1], path, depth + 1)
                continue
            gone = dict(self._below(*was, path, depth + 1)) if was else {}
            come = dict(self._below(*now, path, depth + 1)) if now else {}
            for below in gone.keys() | come.keys():
                if gone.get(below) != come.get(below):
                    yield below, Alteration(gone.get(below), come.get(below))


def _parse(data: bytes) -> Node:
    node: Node = {}
    at = 0
    while at < len(data):
        space = data.index(b" ", at)
        end = data.index(b"\x00", space)
        name = data[space + 1 : end].decode("utf-8", "surrogateescape")
        if "/" in name or name in node:
            name = f"\x00{len(node)}\x00{name}"
        node[name] = (data[at:space].decode("ascii", "replace"), data[end + 1 : end + 21].hex())
        at = end + 21
    return node
