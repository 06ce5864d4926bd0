"""Take single objects out of a repository for good, loose or packed, while people go on using it.

The history is left alone: what named the object names it still. What git does in such a repository afterwards, and what
it refuses, is in docs/erasing.md. May be killed at any point and run again.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.ledger.repository import GitRunner

__all__ = ["collect", "destroy_objects", "overwrite", "places_of"]

_CHUNK: Final = 1 << 20
_DYING: Final = ".erasing"
_BESIDE: Final = (".idx", ".rev", ".bitmap", ".mtimes", ".keep", ".promisor")
"""What git keeps beside a pack."""


def places_of(git_dir: Path, oids: Collection[str]) -> Iterator[tuple[str, Path]]:
    """Every file of the object store that holds one of these: its id, and a loose file or a pack."""
    for oid in sorted(oids):
        loose = _loose(git_dir, oid)
        if loose.is_file():
            yield oid, loose
    for pack, held in _packs(git_dir):
        yield from ((oid, pack) for oid in sorted(held & set(oids)))


def destroy_objects(git_dir: Path, oids: Collection[str]) -> None:
    """Overwrite and remove these objects; whatever else their packs hold is packed anew first.

    Raises `GitCommandError`, `OSError`: then nothing else was lost, and running it again goes on.
    """
    git = GitRunner(options=[f"--git-dir={git_dir}"], environment={"GIT_NO_REPLACE_OBJECTS": "1"})
    for pack, held in list(_packs(git_dir)):
        if not held & set(oids):
            continue
        if kept := sorted(held - set(oids)):
            listed = "".join(f"{oid}\n" for oid in kept).encode()
            git.run("pack-objects", "--quiet", str(pack.with_name("pack")), stdin=listed)
        for name in pack.parent.glob("multi-pack-index*"):  # it would send readers to the pack that goes
            name.unlink(missing_ok=True)
        pack.rename(pack.with_suffix(_DYING))  # from here on nobody finds it, but whoever runs this again
        for suffix in _BESIDE:
            pack.with_suffix(suffix).unlink(missing_ok=True)
    for dying in _packs_of(git_dir).glob(f"*{_DYING}"):
        overwrite(dying)
        dying.unlink()
    for oid in sorted(oids):
        loose = _loose(git_dir, oid)
        if loose.is_file():
            overwrite(loose)
            loose.unlink(missing_ok=True)
    # git's own collection would fail on what is gone, at every push; a clone that leaves texts out is to be had
    git.run("config", "gc.auto", "0")
    git.run("config", "uploadpack.allowFilter", "true")
    git.run("update-server-info")


def collect(git_dir: Path, *, before: float) -> None:
    """What `git gc` does, where that fails on what is gone.

    Unreachable objects from `before` (Unix time) are destroyed, and the loose ones that are left are packed.
    """
    git = GitRunner(options=[f"--git-dir={git_dir}"], environment={"GIT_NO_REPLACE_OBJECTS": "1"})
    listed = git.text("rev-list", "--objects", "--no-object-names", "--missing=allow-any", "--all", "--reflog")
    reachable = set(listed.split())
    loose = {file.parent.name + file.name: file for file in (git_dir / "objects").glob("??/*")}
    packs = list(_packs(git_dir))
    young = {oid for oid, file in loose.items() if file.stat().st_mtime >= before}
    young |= {oid for pack, held in packs if pack.stat().st_mtime >= before for oid in held}
    there = loose.keys() | {oid for _, held in packs for oid in held}
    destroy_objects(git_dir, there - reachable - young)
    if kept := sorted(loose.keys() & reachable):
        git.run("pack-objects", "--quiet", str(_packs_of(git_dir) / "pack"), stdin="\n".join(kept).encode() + b"\n")
        git.run("prune-packed", "--quiet")


def overwrite(file: Path) -> None:
    """As far as the file system lets it: copies it made on its own account are the operator's to wipe."""
    with suppress(PermissionError):
        file.chmod(0o600)
    size = file.stat().st_size
    with file.open("r+b") as stream:
        for start in range(0, size, _CHUNK):
            stream.write(b"\0" * min(_CHUNK, size - start))
        stream.flush()
        os.fsync(stream.fileno())


def _loose(git_dir: Path, oid: str) -> Path:
    return git_dir / "objects" / oid[:2] / oid[2:]


def _packs(git_dir: Path) -> Iterator[tuple[Path, set[str]]]:
    """Every pack that git finds, and the ids of what is in it."""
    git = GitRunner()
    for pack in sorted(_packs_of(git_dir).glob("pack-*.pack")):
        if (index := pack.with_suffix(".idx")).is_file():
            listed = git.text("show-index", stdin=index.read_bytes())
            yield pack, {line.split()[1] for line in listed.splitlines()}


def _packs_of(git_dir: Path) -> Path:
    return git_dir / "objects" / "pack"
