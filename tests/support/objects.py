"""Real loose objects, written straight into a repository: thousands of commits without spawning git."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from repo_schema.commits import Ident
from tests.support.keys import Signer

__all__ = ["ObjectStore", "init_bare", "render_commit", "render_ident", "sign_commit"]

_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


def init_bare(path: Path) -> "ObjectStore":
    """Create a minimal bare repository at `path`."""
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (path / name).mkdir(parents=True)
    (path / "HEAD").write_text("ref: refs/heads/main\n")
    (path / "config").write_text(_CONFIG)
    return ObjectStore(path)


def render_ident(ident: Ident) -> str:
    return f"{ident.name} <{ident.email}> {ident.at} {ident.offset}"


def render_commit(
    tree: str,
    parents: Iterable[str],
    author: Ident,
    committer: Ident,
    message: str,
    extra_headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Render an unsigned commit; `extra_headers` stand after the committer."""
    headers = [
        ("tree", tree),
        *(("parent", parent) for parent in parents),
        ("author", render_ident(author)),
        ("committer", render_ident(committer)),
        *extra_headers,
    ]
    return ("".join(f"{name} {value}\n" for name, value in headers) + "\n" + message).encode()


def sign_commit(payload: bytes, armoured: str) -> bytes:
    """Put an armoured signature into the header of an unsigned commit, as its last one."""
    head, _, message = payload.partition(b"\n\n")
    folded = armoured.removesuffix("\n").replace("\n", "\n ")
    return head + b"\ngpgsig " + folded.encode() + b"\n\n" + message


class ObjectStore:
    """Writes objects and references into the repository `git_dir`; each method answers with an object id."""

    def __init__(self, git_dir: Path) -> None:
        self.git_dir = git_dir
        self._written: set[str] = set()

    def raw(self, kind: str, data: bytes) -> str:
        """Write any bytes as an object of `kind`: nothing is checked."""
        stored = f"{kind} {len(data)}\0".encode() + data
        oid = hashlib.sha1(stored, usedforsecurity=False).hexdigest()
        if oid not in self._written:
            path = self.git_dir / "objects" / oid[:2] / oid[2:]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(stored, 1))
            self._written.add(oid)
        return oid

    def blob(self, data: bytes) -> str:
        return self.raw("blob", data)

    def tree(self, entries: Mapping[str, tuple[str, str]]) -> str:
        """Write the nested trees of a flat `path -> (mode, oid)`, sorted as git sorts them."""
        rows: dict[str, tuple[str, str]] = {}
        below: dict[str, dict[str, tuple[str, str]]] = {}
        for path, entry in entries.items():
            name, slash, rest = path.partition("/")
            if slash:
                below.setdefault(name, {})[rest] = entry
            else:
                rows[name] = entry
        if rows.keys() & below.keys() or "" in rows or "" in below:
            raise ValueError(f"no such tree can be: {sorted(entries)}")
        rows |= {name: ("40000", self.tree(inner)) for name, inner in below.items()}
        return self.raw_tree((mode, name, oid) for name, (mode, oid) in sorted(rows.items(), key=_git_order))

    def raw_tree(self, rows: Iterable[tuple[str, str, str]]) -> str:
        """Write one tree of (mode, name, oid) as given: unsorted, twice or badly named, if so asked."""
        return self.raw(
            "tree",
            b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for mode, name, oid in rows),
        )

    def commit(
        self,
        tree: str,
        parents: Iterable[str],
        author: Ident,
        committer: Ident,
        message: str,
        key: Signer | None,
        extra_headers: Iterable[tuple[str, str]] = (),
    ) -> str:
        data = render_commit(tree, parents, author, committer, message, extra_headers)
        return self.raw("commit", data if key is None else sign_commit(data, key.sign(data)))

    def set_ref(self, name: str, oid: str) -> None:
        """Point the reference `name` (`refs/heads/main`) at `oid`."""
        path = self.git_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.lock")  # as git does it: nobody meets half a ref
        aside.write_text(f"{oid}\n")
        aside.replace(path)


def _git_order(row: tuple[str, tuple[str, str]]) -> bytes:
    name, (mode, _) = row
    return name.encode() + (b"/" if mode == "40000" else b"")
