"""The only door to git.

Reading trusts nothing in the repository it reads: every object is hashed again, replace refs and lazy fetching are
off, and hooks, filters, pagers, includes and programs that its configuration might name are never consulted. A
repository that can only be read by trusting it (shallow, grafted, borrowing objects, promising them) is refused.

Only resolved ids and literal options reach git's command line; text a person typed never does.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

import git

from service.ledger.errors import GitCommandError, ObjectDamagedError, RepositoryUnavailableError
from service.ledger.object_stream import ObjectStream

MAIN: Final = "refs/heads/main"
COMMIT_LIMIT: Final = (1 << 20) + 1
"""Bytes; what is longer is cut here, and the grammar refuses it for its length."""
TREE_LIMIT: Final = 16 << 20
BLOB_LIMIT: Final = 256 << 10
"""Bytes; what is larger is no document."""

_ID: Final = re.compile(r"[0-9a-f]{40}")
_REF: Final = re.compile(r"refs/[a-z]+(?:/[A-Za-z0-9._-]+)+")
_LAZY_FETCH_CAN_BE_FORBIDDEN: Final = (2, 46)

_HOSTILE_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_ALLOW_PROTOCOL": "none",  # whatever the clone's configuration allows
    "GIT_OPTIONAL_LOCKS": "0",
}
_HOSTILE_CONFIG: Final = (
    "safe.directory=*",  # reading another user's repository is the rule for a server; nothing it says is obeyed
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
)


class UnfitObjectError(ObjectDamagedError):
    """The object's bytes are those its id names, but it is of another kind, or larger, than may stand there.

    Every clone shows the same, so that it is a fact about the history and not about this copy.
    """


class GitRunner:
    """Runs git with fixed options and an explicit environment."""

    def __init__(
        self, *, options: Iterable[str] = (), environment: Mapping[str, str] | None = None, where: Path | None = None
    ) -> None:
        self._git = git.Git(where)
        self._options = tuple(options)
        self._environment = dict(environment or {})

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """A git process with pipes on all three streams; GitPython ends it when the last reference goes."""
        process = self._git.execute(
            ["git", *self._options, *arguments],
            istream=subprocess.PIPE,
            as_process=True,
            env=self._environment | dict(environment or {}),
        )
        return cast("subprocess.Popen[bytes]", process)

    def run(
        self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> bytes:
        """What git writes; raises `GitCommandError` when it fails."""
        process = self.start(*arguments, environment=environment)
        out, err = process.communicate(stdin)
        if process.returncode != 0:
            raise GitCommandError(arguments, process.returncode, err.decode(errors="replace"))
        return out

    def text(
        self, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> str:
        """The same, as text without the last line feed."""
        out = self.run(*arguments, stdin=stdin, environment=environment)
        return out.decode(errors="surrogateescape").rstrip("\n")

    def succeeds(self, *arguments: str) -> bool:
        try:
            self.run(*arguments)
        except GitCommandError:
            return False
        return True


def git_version() -> tuple[int, int]:
    text = GitRunner().text("version")
    match = re.search(r"(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def find_git_dir(path: Path) -> Path:
    """The git directory of the repository at `path` (bare, or with a working tree); raises if there is none."""
    runner = GitRunner(environment=_HOSTILE_ENVIRONMENT, options=_as_options(_HOSTILE_CONFIG))
    try:
        found = runner.text("-C", str(path), "rev-parse", "--path-format=absolute", "--git-common-dir")
    except (GitCommandError, OSError) as error:
        raise RepositoryUnavailableError(
            th=f"ไม่พบคลังเนื้อหา (git) ที่ {path}",
            en=f"there is no git repository at {path}",
            hint_th="ระบุตำแหน่งด้วย --repo PATH หรือย้ายไปยืนในโฟลเดอร์ของคลังเนื้อหาก่อน",
            hint_en="name it with --repo PATH, or stand in the content repository's folder",
        ) from error
    return Path(found)


def _as_options(settings: Iterable[str]) -> list[str]:
    return [part for setting in settings for part in ("-c", setting)]


class Repository:
    """Reads one repository that may be lying. A context manager: it keeps one git process open."""

    def __init__(self, path: Path) -> None:
        """Raises `RepositoryUnavailableError` when `path` holds none, or one that cannot be read safely."""
        self.git_dir = find_git_dir(path)
        self._runner = GitRunner(
            options=[f"--git-dir={self.git_dir}", *_as_options(_HOSTILE_CONFIG)], environment=_HOSTILE_ENVIRONMENT
        )
        self._packing: subprocess.Popen[bytes] | None = None
        self._objects = ObjectStream(lambda: self._runner.start("cat-file", "--batch"))
        _refuse_untellable(self.git_dir, self._runner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with suppress(git.GitCommandError):  # it died; whoever was reading has been told
            self._objects.close()
        if self._packing is not None and self._packing.poll() is None:
            self._packing.kill()

    def head(self, ref: str = MAIN) -> str | None:
        """The id `ref` stands at, or None when it does not exist."""
        if not _REF.fullmatch(ref):
            raise AssertionError(f"not a full ref name: {ref!r}")
        try:
            found = self._runner.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        except GitCommandError:
            return None
        return found if _ID.fullmatch(found) else None

    def tag(self, name: str) -> str | None:
        """The id of the annotated tag `name`, or None when there is none."""
        ref = f"refs/tags/{name}"
        if not _REF.fullmatch(ref):
            return None
        try:
            found = self._runner.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{tag}}")
        except GitCommandError:
            return None
        return found if _ID.fullmatch(found) else None

    def branches(self, prefix: str) -> dict[str, str]:
        """Full ref names under `prefix` (`refs/heads/…/`) and their ids."""
        listed = self._runner.text("for-each-ref", "--format=%(objectname) %(refname)", "--", prefix)
        rows = (line.partition(" ") for line in listed.splitlines())
        return {name: oid for oid, _, name in rows if _REF.fullmatch(name)}

    def first_parents(self, head: str, *, after: str | None = None, under: str | None = None) -> list[str]:
        """Ids on the first-parent chain of `head`, oldest first, without those reachable from `after`.

        `under`: a folder; only those that change what is in it. git's word, to be proven by whoever relies on it.
        """
        _check_id(head)
        until = [f"^{_check_id(after)}"] if after else []
        folder = [under] if under else []
        return self._runner.text("rev-list", "--first-parent", "--reverse", head, *until, "--", *folder).split()

    # What a push brings in, while it is held in quarantine.

    def quarantined(self) -> dict[str, tuple[str, int]]:
        """Id to kind and size of every object the push under way brings, whether anything names it or not."""
        place = os.environ.get("GIT_QUARANTINE_PATH")
        if not place:
            return {}
        alone = {"GIT_OBJECT_DIRECTORY": place, "GIT_ALTERNATE_OBJECT_DIRECTORIES": ""}
        listed = self._runner.text("cat-file", "--batch-all-objects", "--batch-check", environment=alone)
        rows = (line.split() for line in listed.splitlines())
        return {oid: (kind, int(size)) for oid, kind, size in rows}

    def unknown(self, oids: Iterable[str]) -> frozenset[str]:
        """Those that the repository did not hold before the push."""
        wanted = [_check_id(oid) for oid in oids]
        if not wanted:
            return frozenset()
        before = {"GIT_OBJECT_DIRECTORY": str(self.git_dir / "objects"), "GIT_ALTERNATE_OBJECT_DIRECTORIES": ""}
        asked = "\n".join(wanted).encode() + b"\n"
        told = self._runner.text("cat-file", "--batch-check", stdin=asked, environment=before)
        return frozenset(line.split()[0] for line in told.splitlines() if line.endswith(" missing"))

    def reached(self, tips: Iterable[str]) -> dict[str, str]:
        """Id to a path ("" where it has none) of everything `tips` lead to and no ref led to before."""
        names = [_check_id(tip) for tip in tips]
        listed = self._runner.text("rev-list", "--objects", *names, "--not", "--all", "--")
        return {oid: path for oid, _, path in (line.partition(" ") for line in listed.splitlines())}

    def peel(self, oid: str) -> str | None:
        """The commit that a tag, or a commit, names."""
        try:
            name = f"{_check_id(oid)}^{{commit}}"
            return self._runner.text("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        except GitCommandError:
            return None

    def pack(self, tips: Iterable[str], into: IO[bytes], *, without: Collection[str] = ()) -> None:
        """Write everything that `tips` lead to as one pack; ended by `close`, from whatever thread.

        `without`: blobs that are left out, here or not; git can then clone no more from it, and unbundles it.
        """
        known = [_check_id(tip) for tip in tips]
        command: tuple[str, ...] = ("pack-objects", "--stdout", "--delta-base-offset", "--threads=1", "-q")
        if without:
            listed = self._runner.run("rev-list", "--objects", "--missing=allow-any", *known)
            gone = {oid.encode() for oid in without}
            wanted = b"".join(line + b"\n" for line in listed.splitlines() if line[:40] not in gone)
        else:
            wanted = "".join(f"{tip}\n" for tip in known).encode()
            command = (*command, "--revs")
        process = self._packing = self._runner.start(*command)
        streams = [stream for stream in (process.stdin, process.stdout, process.stderr) if stream is not None]
        asked, packed, told = streams
        try:
            asked.write(wanted)
            asked.close()
            shutil.copyfileobj(packed, into)
            said = told.read().decode(errors="replace")
            with suppress(git.GitCommandError):  # what its `wait` makes of another code than 0
                process.wait()
        except BrokenPipeError as error:
            raise GitCommandError(command, -1, str(error)) from error
        finally:
            for stream in streams:
                with suppress(BrokenPipeError):
                    stream.close()
        if process.returncode != 0:
            raise GitCommandError(command, process.returncode, said)

    def read_commit(self, oid: str) -> bytes:
        """The commit's bytes; of one longer than any may be, only the beginning."""
        return self._read(oid, "commit", COMMIT_LIMIT)[0]

    def read_tag(self, oid: str) -> bytes:
        """The tag's bytes; of one longer than any may be, only the beginning."""
        return self._read(oid, "tag", COMMIT_LIMIT)[0]

    def read_tree(self, oid: str) -> bytes:
        data, is_whole = self._read(oid, "tree", TREE_LIMIT)
        if not is_whole:
            raise UnfitObjectError(oid)
        return data

    def read_blob(self, oid: str) -> bytes | None:
        """The blob's bytes, or None when it is larger than any document may be."""
        data, is_whole = self._read(oid, "blob", BLOB_LIMIT)
        return data if is_whole else None

    def prefetch(self, oids: Iterable[str]) -> None:
        """Have these objects at hand for the next reader of each; the unreadable among them are told of then."""
        self._objects.prefetch(map(_check_id, oids))

    def peek(self, oid: str) -> bytes | None:
        """The bytes of an object that is at hand, of whatever kind."""
        found = self._objects.peek(oid)
        return found.data if found else None

    def forget(self) -> None:
        """Let go of what was asked for ahead and not read."""
        self._objects.forget()

    def _read(self, oid: str, kind: str, limit: int) -> tuple[bytes, bool]:
        """The object's first `limit` bytes, all of it hashed again; and whether they are all."""
        found = self._objects.read(_check_id(oid), limit)
        if found.kind != kind:
            raise UnfitObjectError(oid)
        return found.data, found.is_whole


def _check_id(oid: str) -> str:
    if not _ID.fullmatch(oid):
        raise AssertionError(f"not a whole object id: {oid!r}")
    return oid


def _refuse_untellable(git_dir: Path, runner: GitRunner) -> None:
    """Refuse a repository whose history cannot be told without trusting it."""
    reasons = {
        "shallow": (git_dir / "shallow", "เป็นสำเนาตื้น (shallow)", "it is a shallow clone"),
        "grafts": (git_dir / "info" / "grafts", "มีการต่อกิ่งประวัติ (grafts)", "it has grafts"),
        "alternates": (
            git_dir / "objects" / "info" / "alternates",
            "ยืมวัตถุจากคลังอื่น (alternates)",
            "it borrows objects from another repository (alternates)",
        ),
    }
    for file, th, en in reasons.values():
        if file.exists() and file.read_bytes().strip():
            raise _untellable(git_dir, th, en)
    keys = r"^(extensions\.(partialclone|objectformat)|remote\..*\.promisor)$"
    try:
        found = runner.text("config", "--includes", "--get-regexp", keys).lower()  # as git itself would come to see it
    except GitCommandError as error:
        if error.returncode != 1:  # 1: no such setting
            raise
        found = ""
    if "sha256" in found:
        raise _untellable(git_dir, "ใช้รหัสวัตถุแบบ SHA-256", "its object format is SHA-256")
    if ("promisor" in found or "partialclone" in found) and git_version() < _LAZY_FETCH_CAN_BE_FORBIDDEN:
        raise _untellable(git_dir, "เป็นสำเนาบางส่วน (partial clone)", "it is a partial clone")


def _untellable(git_dir: Path, th: str, en: str) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"คลังที่ {git_dir} {th} จึงตรวจสอบโดยไม่ต้องเชื่อผู้อื่นไม่ได้",
        en=f"the repository at {git_dir} cannot be verified without trusting it: {en}",
        hint_th="ให้ git clone ใหม่แบบเต็ม (ไม่ใส่ --depth, --shared, --filter) แล้วตรวจสำเนานั้น",
        hint_en="clone it again in full (no --depth, --shared or --filter) and verify that clone",
    )
