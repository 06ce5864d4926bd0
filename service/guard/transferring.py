"""`git-lfs-transfer REPOSITORY upload|download`: attachments into and out of a bare repository's store, over SSH.

What sshd starts for us and for stock git-lfs alike (git-lfs, docs/proposals/ssh_adapter.md). It names no file but by a
digest, keeps nothing but the bytes of that digest, and decides nothing: what a push names is judged when it is pushed.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from repo_schema.pointers import Pointer
from service.ledger.attachments import DifferentBytesError, Store, read_chunks
from service.ledger.errors import LedgerError
from service.ledger.lfs.packets import Mark, PacketError, read_lines, read_packet, write_message
from service.ledger.repository import Repository, find_git_dir
from service.ledger.surroundings import forget_inherited_repository

__all__ = ["Conversation", "run"]

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,15}")
_UNGUARDED: Final = 104_857_600
"""Bytes of one object where no guard knows the policy: what policy says by default."""
_USAGE: Final = 2
_MISUSED: Final = 64


class _RefusedError(Exception):
    """What is asked cannot be done: a status as of HTTP, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Conversation:
    """With one client, about one repository."""

    git_dir: Path
    operation: str
    reader: BinaryIO
    writer: BinaryIO

    def hold(self) -> None:
        """Answer until the client says goodbye; raises `PacketError` when it just goes."""
        self._say("version=1", Mark.FLUSH)
        while True:
            (line, *arguments), ended = self._hear()
            command, _, name = line.partition(" ")
            if command == "quit":
                self._say("status 200", Mark.FLUSH)
                return
            try:
                self._answer(command, name, arguments, ended)
            except _RefusedError as error:
                self._say(f"status {error.status}", Mark.DELIM, str(error), Mark.FLUSH)

    def _hear(self) -> tuple[list[str], Mark]:
        lines, ended = read_lines(self.reader)
        return lines or [""], ended

    def _answer(self, command: str, name: str, arguments: Sequence[str], ended: Mark) -> None:
        match command, self.operation:
            case "version", _:
                self._rest(ended)
                self._say(f"status {200 if name == '1' else 400}", Mark.FLUSH)
            case "batch", _:
                self._batch(arguments, self._rest(ended))
            case "put-object", "upload":
                self._put(name, arguments, ended)
            case "verify-object", "upload":
                self._rest(ended)
                self._verify(_pointer(name, _argument(arguments, "size")))
            case "get-object", "download":
                self._rest(ended)
                self._get(name)
            case _:
                self._rest(ended)
                raise _RefusedError(405, f"no {command} here")

    def _batch(self, arguments: Sequence[str], rows: Sequence[str]) -> None:
        if _argument(arguments, "hash-algo") not in {"sha256", ""}:
            raise _RefusedError(409, "sha256 only")
        pointers = [_pointer(*[*row.split(" "), ""][:2]) for row in rows]
        lines = [f"{pointer.sha256} {pointer.size} {self._action(pointer)}" for pointer in pointers]
        self._say("status 200", "hash-algo=sha256", Mark.DELIM, *lines, Mark.FLUSH)

    def _action(self, pointer: Pointer) -> str:
        """What is damaged here is taken again; it is given out to nobody."""
        is_whole = self.store.state(pointer) == "present"
        return "noop" if is_whole is (self.operation == "upload") else self.operation

    def _put(self, name: str, arguments: Sequence[str], ended: Mark) -> None:
        data = self._data() if ended is Mark.DELIM else iter(())
        try:
            pointer = _pointer(name, _argument(arguments, "size"))
            if pointer.size > self.limit:
                raise _RefusedError(413, f"ใหญ่เกิน {self.limit} ไบต์ · more than {self.limit} bytes")
            self.store.take(pointer, data)
        except DifferentBytesError:
            raise _RefusedError(422, f"เนื้อหาไม่ตรงกับรหัส · not the bytes of {name}") from None
        except OSError as error:
            raise _RefusedError(507, f"เก็บไม่ได้ · cannot be stored: {error.strerror}") from error
        finally:
            for _ in data:  # the client says all it has before it listens
                pass
        self._say("status 200", Mark.FLUSH)

    def _verify(self, pointer: Pointer) -> None:
        if self.store.state(pointer) != "present":
            raise _RefusedError(404, f"ไม่มี · not here: {pointer.sha256}")
        self._say("status 200", Mark.FLUSH)

    def _get(self, name: str) -> None:
        if not _DIGEST.fullmatch(name):
            raise _RefusedError(400, "not a digest")
        path = self.store.path(name)
        size = path.stat().st_size if path.is_file() else -1
        if self.store.state(Pointer(name, size)) != "present":
            raise _RefusedError(404, f"ไม่มี · not here: {name}")
        self._say("status 200", f"size={size}", Mark.DELIM)
        for chunk in read_chunks(path):
            self._say(chunk)
        self._say(Mark.FLUSH)

    def _data(self) -> Iterator[bytes]:
        while not isinstance(packet := read_packet(self.reader), Mark):
            yield packet

    def _rest(self, ended: Mark) -> list[str]:
        return read_lines(self.reader)[0] if ended is Mark.DELIM else []

    def _say(self, *parts: str | bytes | Mark) -> None:
        write_message(self.writer, *parts)

    @cached_property
    def store(self) -> Store:
        return Store(self.git_dir)

    @cached_property
    def limit(self) -> int:
        """Bytes of one object, by the policy that the guard trusts; read only by who is sent something."""
        from repo_schema.admission import AnchorError  # noqa: PLC0415
        from service.guard.state import ForkedError, read_settings, trusted_state  # noqa: PLC0415

        settings = read_settings(self.git_dir)
        if settings is None:
            return _UNGUARDED
        try:
            with Repository(self.git_dir) as repository:
                return trusted_state(repository, settings.anchor).law.policy.rules.refuse_bytes
        except (LedgerError, ForkedError, AnchorError) as error:
            raise _RefusedError(500, f"ด่านตรวจบอกนโยบายไม่ได้ · the guard cannot tell the policy: {error}") from error


def run() -> None:
    """The console script."""
    forget_inherited_repository()
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: Sequence[str]) -> int:
    if len(arguments) != _USAGE or arguments[1] not in {"upload", "download"}:
        sys.stderr.write("git-lfs-transfer REPOSITORY upload|download\n")
        return _MISUSED
    try:
        git_dir = _bare(Path(arguments[0]).expanduser())
        Conversation(git_dir, arguments[1], sys.stdin.buffer, sys.stdout.buffer).hold()
    except LedgerError as error:
        sys.stderr.write(f"✗ {error.th} · {error.en}\n")
        return 1
    except PacketError:
        return 1
    return 0


def _bare(path: Path) -> Path:
    """The bare repository at `path`, as git finds it with and without `.git`; no other, and none further up."""
    for place in (path, path.with_name(f"{path.name}.git")):
        if (place / "HEAD").is_file() and (place / "objects").is_dir():
            found = find_git_dir(place)
            if found.samefile(place):
                return found
    raise LedgerError(th=f"ไม่พบคลังกลาง (bare) ที่ {path}", en=f"there is no bare repository at {path}")


def _pointer(name: str, size: str) -> Pointer:
    if not _DIGEST.fullmatch(name) or not _SIZE.fullmatch(size):
        raise _RefusedError(400, "not a digest and a size")
    return Pointer(name, int(size))


def _argument(arguments: Sequence[str], name: str) -> str:
    return next((line.removeprefix(f"{name}=") for line in arguments if line.startswith(f"{name}=")), "")
