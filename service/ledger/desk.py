"""A person's own clone: their working tree, their key, their remote. The writing side of git.

Here git runs under the person's own configuration, since signing is theirs (`gpg.format`, `user.signingkey`, the
agent). Commits are made from trees and ids, never from the index or from what is checked out, so a dirty working tree
cannot leak into them and a command killed half-way leaves at most unreferenced objects.
"""

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from repo_schema.findings import Finding
from repo_schema.layout import REGULAR_FILE
from repo_schema.manifests import Entry, Manifest
from service.ledger.attachments import Store
from service.ledger.errors import GitCommandError, LedgerError, RefusedError, RepositoryUnavailableError
from service.ledger.lfs.travelling import Shared
from service.ledger.lfs.watching import Told
from service.ledger.repository import GitRunner, find_git_dir
from service.ledger.signing_keys import configured_key

REMOTE: Final = "origin"
REMOTE_MAIN: Final = f"refs/remotes/{REMOTE}/main"
SUBMISSIONS: Final = "submissions/"
REMOTE_SUBMISSIONS: Final = f"refs/remotes/{REMOTE}/{SUBMISSIONS}"
HEADS: Final = "refs/prongsai/"
"""Before the name of a merge request's head there, here."""
_NUMBERED: Final = re.compile(r"refs/[a-z-]+/[0-9]{1,12}/head")
_ENVIRONMENT: Final = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1"}
_OPTIONS: Final = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "i18n.commitEncoding=UTF-8")


class PushRefusedError(LedgerError):
    """The shared repository moved on, or refused."""


class RemoteUnreachableError(LedgerError):
    """The shared repository does not answer."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit says wrote it: an id and a role address, never a private one."""

    name: str
    email: str


class Desk:
    """The clone at a path. Creating one reads nothing but where it is."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time, moving: Told | None = None) -> None:
        """`moving` is told how far attachments have come on their way to or from the shared repository."""
        self.git_dir = find_git_dir(path)
        self._here = GitRunner(options=_OPTIONS, environment=_ENVIRONMENT, where=path)
        if self._here.text("rev-parse", "--is-bare-repository") == "true":
            raise RepositoryUnavailableError(
                th=f"{path} เป็นคลังกลาง (bare) ไม่มีโฟลเดอร์ทำงาน",
                en=f"{path} is a bare repository: there is no working folder in it",
                hint_th="ทำงานในสำเนาของตัวเอง: git clone คลังกลาง แล้วสั่งจากในสำเนานั้น",
                hint_en="work in a clone of your own: git clone it, and run this there",
            )
        self.root = Path(self._here.text("rev-parse", "--show-toplevel"))
        self._git = GitRunner(options=_OPTIONS, environment=_ENVIRONMENT, where=self.root)
        self.store = Store(self.git_dir)
        self._clock, self._moving = clock, moving
        self._followed = ""

    @property
    def now(self) -> int:
        return int(self._clock())

    # Who is sitting here.

    @cached_property
    def signing_key(self) -> str:
        """The person's public key, canonical, as git's configuration names it; raises `RefusedError` if none is set."""
        return configured_key(self._settings, self.root)

    @cached_property
    def _settings(self) -> Mapping[str, str]:
        """Git's configuration as this person has it: names in lower case, the last value of each."""
        listed = self._git.text("config", "--list", "-z").split("\0")
        rows = (row.partition("\n") for row in listed if row)
        return {name.lower(): value for name, _, value in rows}

    def _setting(self, name: str) -> str:
        return self._settings.get(name, "")

    @property
    def pinned_anchor(self) -> str | None:
        """The anchor this clone was told to trust (`git config prongsai.anchor`), if any."""
        return self._setting("prongsai.anchor") or None

    # The shared repository.

    def remote_path(self) -> Path | None:
        """Where the shared repository is when it is a path on this machine; None for any other transport."""
        url = self._setting(f"remote.{REMOTE}.url").removeprefix("file://")
        path = (self.root / url).resolve() if url and "://" not in url else None
        return path if path is not None and path.is_dir() else None

    def remote_store(self) -> Store | None:
        path = self.remote_path()
        return Store(find_git_dir(path)) if path is not None else None

    def shared_files(self, *, push: bool = False) -> Shared:
        """The shared repository's attachments, wherever they are; raises `RefusedError` where there is no remote."""
        if not self._setting(f"remote.{REMOTE}.url"):
            raise RefusedError([Finding("remote_missing", found=REMOTE)])
        path = self.remote_path()
        address = str(path) if path else self._git.text("remote", "get-url", *(["--push"] if push else []), REMOTE)
        return Shared(address, self._git, told=self._moving)

    def fetch(self) -> None:
        """Bring in what is new; branches that are gone there go here too."""
        if not self._setting(f"remote.{REMOTE}.url"):
            raise RefusedError([Finding("remote_missing", found=REMOTE)])
        refspecs = [f"+refs/heads/main:{REMOTE_MAIN}", f"+refs/heads/{SUBMISSIONS}*:{REMOTE_SUBMISSIONS}*"]
        try:
            self._git.run("fetch", "--quiet", "--prune", "--no-tags", REMOTE, *refspecs)
        except GitCommandError as error:
            place, reason = self._setting(f"remote.{REMOTE}.url"), error.stderr.strip()[:300]
            raise RemoteUnreachableError(
                th=f"ติดต่อคลังกลางที่ {place} ไม่ได้: {reason}",
                en=f"the shared repository at {place} cannot be reached: {reason}",
                hint_th="งานของคุณยังอยู่ครบ ตรวจเครือข่ายหรือไดรฟ์ร่วม และตำแหน่งด้วย git remote -v แล้วสั่งอีกครั้ง",
                hint_en="nothing of yours is lost; check the network or the shared drive, and git remote -v; try again",
            ) from error

    def fetch_head(self, ref: str) -> None:
        """Bring in what `ref` there leads to, so that it can be read, under no branch; nothing where there is none.

        Raises `AssertionError` for a name that somebody could have chosen.
        """
        if not _NUMBERED.fullmatch(ref):
            raise AssertionError(f"no numbered ref: {ref!r}")
        with suppress(GitCommandError):
            self._git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", REMOTE, f"+{ref}:{HEADS}{ref}")

    def push(self, updates: Mapping[str, str | None], *, replacing: Mapping[str, str] | None = None) -> None:
        """Move branches there (name to commit, None to delete), all or none; raises `PushRefusedError`.

        A branch moves only forward, unless `replacing` names the commit it must stand at to be replaced.
        """
        leases = [f"--force-with-lease=refs/heads/{name}:{old}" for name, old in (replacing or {}).items()]
        specs = [f"{commit or ''}:refs/heads/{name}" for name, commit in updates.items()]
        self._push(*leases, REMOTE, *specs)

    def push_tag(self, name: str) -> None:
        """Put a tag of this clone there, where none of that name may be yet; dropped here too when it is refused."""
        try:
            self._push(f"--force-with-lease=refs/tags/{name}:", REMOTE, f"refs/tags/{name}")
        except PushRefusedError:
            self._git.run("update-ref", "-d", f"refs/tags/{name}")
            raise

    def _push(self, *arguments: str) -> None:
        try:
            self._git.run("push", "--quiet", "--atomic", *arguments)
        except GitCommandError as error:
            raise PushRefusedError(
                th=f"คลังกลางไม่รับ: {error.stderr.strip()[:300]}",
                en=f"the shared repository refused: {error.stderr.strip()[:300]}",
                hint_th="งานของคุณยังอยู่ครบ ลองสั่งอีกครั้ง หากไม่ผ่านให้แจ้งผู้ดูแลระบบ",
                hint_en="nothing of yours is lost; try again, and tell the administrator if it persists",
            ) from error

    # Writing objects.

    def write_blob(self, data: bytes) -> str:
        return self._git.text("hash-object", "-w", "-t", "blob", "--no-filters", "--stdin", stdin=data)

    def write_tree(self, base: str, changes: Mapping[str, Entry | None]) -> str:
        """The tree of commit `base` with `changes` put in."""
        absent = "0" * 40
        rows = "".join(
            f"{entry.mode} {entry.oid}\t{path}\0" if entry else f"0 {absent}\t{path}\0"
            for path, entry in sorted(changes.items())
        )
        with tempfile.TemporaryDirectory(prefix="prongsai-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._git.run("read-tree", base, environment=index)
            self._git.run("update-index", "-z", "--index-info", stdin=rows.encode(), environment=index)
            return self._git.text("write-tree", environment=index)

    def write_commit(self, tree: str, parents: Iterable[str], message: str, author: Author) -> str:
        """A signed commit; raises `RefusedError` when the key cannot sign."""
        identity = self._identity(author)
        links = [part for parent in parents for part in ("-p", parent)]
        try:
            return self._git.text("commit-tree", tree, *links, "-S", stdin=message.encode(), environment=identity)
        except GitCommandError as error:
            raise RefusedError([Finding("key_not_configured", found=error.stderr.strip()[:200])]) from error

    def write_tag(self, name: str, commit: str, message: str, author: Author) -> None:
        """A signed tag, new in this clone; raises `RefusedError` when the key cannot sign or the name is taken."""
        arguments = ("tag", "--sign", "--cleanup=verbatim", "--file=-", "--end-of-options", name, commit)
        try:
            self._git.run(*arguments, stdin=message.encode(), environment=self._identity(author))
        except GitCommandError as error:
            code = "tag_exists" if "already exists" in error.stderr else "key_not_configured"
            raise RefusedError([Finding(code, found=name if code == "tag_exists" else error.stderr[:200])]) from error

    def _identity(self, author: Author) -> dict[str, str]:
        return {
            f"GIT_{role}_{field}": value
            for role in ("AUTHOR", "COMMITTER")
            for field, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", f"{self.now} +0700"))
        }

    # The working tree.

    def started_from(self, main: str) -> str:
        """The commit of `main` that the person's work here began with.

        Raises `RefusedError` when a merge or the like is under way, or when this is another repository's work.
        """
        if under_way := self._under_way():
            raise RefusedError([Finding("working_tree_foreign", found=under_way)])
        try:
            return self._git.text("merge-base", "HEAD", main)
        except GitCommandError as error:
            raise RefusedError([Finding("working_tree_foreign", found="HEAD")]) from error

    def _under_way(self) -> str | None:
        """What the person began with git here and has not finished: a merge, a rebase and the like."""
        names = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
        return next((name for name in names if (self.git_dir / name).exists()), None)

    def altered_between(self, old: str, new: str) -> frozenset[str]:
        """Paths that differ between two commits."""
        return frozenset(self._entries_between(old, new))

    def changes(self, base: str) -> dict[str, bytes | None]:
        """Every file that differs from commit `base`, committed, staged, edited or new; None where it is gone.

        A symbolic link comes out as where it leads, unread: see `refuse_links`.
        """
        tracked = self._git.run("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--")
        new = self._git.run("ls-files", "--others", "--exclude-standard", "-z", "--")
        names = {name.decode(errors="surrogateescape") for name in (tracked + new).split(b"\0") if name}
        return {name: self.read_working(name) for name in sorted(names)}

    def read_working(self, name: str) -> bytes | None:
        """The file's bytes as they are stored; None where there is none."""
        file = self.root / name
        if link := self._link_in(name):
            return os.fsencode(link.readlink())
        if not file.is_file():
            return None
        data = file.read_bytes()
        return data.replace(b"\r\n", b"\n") if name.endswith((".yaml", ".md")) else data

    def refuse_links(self, names: Iterable[str]) -> None:
        """Raises `RefusedError` where a file is a symbolic link, or stands behind one."""
        if found := [name for name in names if self._link_in(name)]:
            raise RefusedError([Finding("symlink_refused", path=name) for name in found])

    def _link_in(self, name: str) -> Path | None:
        file = self.root / name
        within = [file, *file.parents][: len(Path(name).parts)]
        return next((place for place in within if place.is_symlink()), None)

    def write_working(self, path: str, data: bytes) -> Path:
        """Put a file into the working tree, whole or not at all."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.prongsai")
        aside.write_bytes(data)
        aside.replace(target)
        return target

    def follow(self, commit: str) -> tuple[str, ...]:
        """Bring the local `main` and the working tree up to `commit`; what the person is editing stays as it is.

        Returns the paths that changed there otherwise than they are being edited here: then nothing is moved, so that
        the clash is still known when the person submits. Does nothing either when another branch is checked out,
        when local `main` has commits of its own, or in the middle of a merge or the like.
        """
        if self._followed == commit or self._under_way():
            return ()
        self._followed = commit
        head, branch = self._git.text("rev-parse", "HEAD", "--symbolic-full-name", "HEAD").split("\n")
        if branch != "refs/heads/main" or head == commit:
            return ()
        if not self._git.succeeds("merge-base", "--is-ancestor", head, commit):
            return ()
        edited = self.changes(head)
        moved = self._entries_between(head, commit)
        clashes = [path for path in moved if path in edited and not self._same(edited[path], moved[path])]
        if clashes:
            return tuple(clashes)
        self._git.run("read-tree", commit)
        self._git.run("update-ref", "refs/heads/main", commit, head)
        clean = [path for path in moved if path not in edited]
        present = [path for path in clean if moved[path] is not None]
        if present:
            listed = "\0".join(present).encode(errors="surrogateescape") + b"\0"
            self._git.run("checkout-index", "--force", "-z", "--stdin", stdin=listed)
        for path in set(clean) - set(present):
            (self.root / path).unlink(missing_ok=True)
        return ()

    def _entries_between(self, old: str, new: str) -> dict[str, str | None]:
        """Path to blob id after, for whatever differs between two commits."""
        raw = self._git.run("diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", old, new, "--")
        parts = raw.decode(errors="surrogateescape").split("\0")[:-1]
        rows = zip(parts[::2], parts[1::2], strict=True)
        return {path: None if meta.endswith(" D") else meta.split()[3] for meta, path in rows}

    def _same(self, data: bytes | None, oid: str | None) -> bool:
        if data is None or oid is None:
            return data is None and oid is None
        return self._git.text("hash-object", "-t", "blob", "--no-filters", "--stdin", stdin=data) == oid

    # What was shown to this person.

    def remember_shown(self, submission: str, content: str) -> None:
        """Note which content `review` showed, so that `approve` signs that and nothing else."""
        file = self._shown(submission)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="ascii")

    def shown(self, submission: str) -> str | None:
        file = self._shown(submission)
        return file.read_text(encoding="ascii") if file.is_file() else None

    def _shown(self, submission: str) -> Path:
        return self.git_dir / "prongsai" / "shown" / submission.replace("/", os.sep)


def entries_of(desk: Desk, contents: Mapping[str, bytes | None]) -> dict[str, Entry | None]:
    """Store contents as blobs; path to the entry each would have."""
    return {
        path: None if data is None else Entry(REGULAR_FILE, desk.write_blob(data)) for path, data in contents.items()
    }


def after_entries(manifest: Manifest) -> dict[str, Entry | None]:
    """What a manifest puts in place."""
    return {path: after for path, (_, after) in manifest.items()}
