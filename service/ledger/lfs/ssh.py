"""Attachments over SSH alone: `git-lfs-transfer` on the other side (git-lfs, docs/proposals/ssh_adapter.md).

The same command that stock git-lfs calls; where the server has it there needs to be no web server at all.
"""

import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, Literal, TypeAlias, cast

from repo_schema.pointers import Pointer
from service.ledger.attachments import DifferentBytesError, Store, read_chunks
from service.ledger.lfs.addresses import SshPlace, ssh_words
from service.ledger.lfs.failing import TransferError
from service.ledger.lfs.packets import Mark, PacketError, read_lines, read_packet, write_message
from service.ledger.lfs.watching import Watch

__all__ = ["NoCommandError", "Operation", "SshFar", "authenticate", "open_ssh"]

Operation: TypeAlias = Literal["upload", "download"]
_TOGETHER: Final = 100
_OK: Final = 200
_GONE: Final = frozenset({404, 410})
_NO_CONNECTION: Final = 255
_LONGEST: Final = 65_536
_PATIENCE: Final = 60
"""Seconds for one short answer."""


class NoCommandError(Exception):
    """The machine lets us in and has no such command; what it said instead."""


@dataclass(slots=True)
class SshFar:
    """The store at the other end of one conversation."""

    name: str
    reader: BinaryIO
    writer: BinaryIO
    _tokens: dict[str, list[str]] = field(default_factory=dict)
    """By object: what the server wants to hear again."""

    def begin(self) -> None:
        """Agree on the version; raises `NoCommandError` where nobody there speaks like this."""
        try:
            if "version=1" not in read_lines(self.reader)[0]:
                raise NoCommandError("no version that is known here")
        except PacketError as error:
            raise NoCommandError(str(error)) from error
        write_message(self.writer, "version 1", Mark.FLUSH)
        self._expect_ok()

    def send(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        """Put there what is not there; those that neither side has whole. Raises `TransferError`, `PacketError`."""
        lacking: list[Pointer] = []
        for pointer, is_wanted in self._ask(pointers, "upload"):
            if not is_wanted:
                watch.moved(pointer.size)
            elif store.state(pointer) == "present":
                self._put(store, pointer, watch)
            else:
                lacking.append(pointer)
        return tuple(lacking)

    def bring(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        """Store what is there; those that are not there whole. Raises `TransferError`, `PacketError`."""
        asked = list(self._ask(pointers, "download"))
        return tuple(pointer for pointer, is_there in asked if not (is_there and self._get(store, pointer, watch)))

    def end(self) -> None:
        write_message(self.writer, "quit", Mark.FLUSH)
        self._expect_ok()

    def _ask(self, pointers: Sequence[Pointer], action: Operation) -> Iterator[tuple[Pointer, bool]]:
        """Each with whether the server wants it, or has it."""
        for begin in range(0, len(pointers), _TOGETHER):
            asked = pointers[begin : begin + _TOGETHER]
            rows = [f"{pointer.sha256} {pointer.size}" for pointer in asked]
            write_message(self.writer, "batch", "transfer=ssh", "hash-algo=sha256", Mark.DELIM, *rows, Mark.FLUSH)
            told = [line.split(" ") for line in self._expect_ok()]
            offered = {words[0]: words[3:] for words in told if words[2:3] == [action]}
            self._tokens |= {
                oid: [word for word in words if word.startswith(("id=", "token="))] for oid, words in offered.items()
            }
            yield from ((pointer, pointer.sha256 in offered) for pointer in asked)

    def _put(self, store: Store, pointer: Pointer, watch: Watch) -> None:
        arguments = [f"size={pointer.size}", *self._tokens.get(pointer.sha256, ())]
        write_message(self.writer, f"put-object {pointer.sha256}", *arguments, Mark.DELIM)
        for chunk in watch.over(read_chunks(store.path(pointer.sha256))):
            write_message(self.writer, chunk)
        write_message(self.writer, Mark.FLUSH)
        self._expect_ok()
        write_message(self.writer, f"verify-object {pointer.sha256}", *arguments, Mark.FLUSH)
        self._expect_ok()

    def _get(self, store: Store, pointer: Pointer, watch: Watch) -> bool:
        arguments = self._tokens.get(pointer.sha256, ())
        write_message(self.writer, f"get-object {pointer.sha256}", *arguments, Mark.FLUSH)
        status, ended = self._status()
        if status != _OK:
            said = self._rest(ended)
            if status in _GONE:
                return False
            raise self._refused(status, said)
        try:
            store.take(pointer, watch.over(self._data()))
        except DifferentBytesError:
            raise TransferError(self.name, f"it gives other bytes than those of {pointer.sha256}") from None
        return True

    def _data(self) -> Iterator[bytes]:
        while not isinstance(packet := read_packet(self.reader), Mark):
            yield packet

    def _status(self) -> tuple[int, Mark]:
        lines, ended = read_lines(self.reader)
        word, _, number = (lines or [""])[0].partition(" ")
        if word != "status" or not (number.isascii() and number.isdigit()):
            raise PacketError("no status")
        return int(number), ended

    def _rest(self, ended: Mark) -> list[str]:
        return read_lines(self.reader)[0] if ended is Mark.DELIM else []

    def _expect_ok(self) -> list[str]:
        status, ended = self._status()
        said = self._rest(ended)
        if status != _OK:
            raise self._refused(status, said)
        return said

    def _refused(self, status: int, said: Sequence[str]) -> TransferError:
        return TransferError(self.name, f"{status} {' '.join(said)}")


@contextmanager
def open_ssh(place: SshPlace, settings: Mapping[str, str], operation: Operation) -> Iterator[SshFar]:
    """A conversation; raises `TransferError`, or `NoCommandError` where the other side does not speak like this."""
    words = [*ssh_words(place, settings), f"git-lfs-transfer {shlex.quote(place.path)} {operation}"]
    name = f"{place.destination}:{place.path}"
    with tempfile.TemporaryFile() as heard:
        process = _start(words, heard, name)
        far = SshFar(name, cast("BinaryIO", process.stdout), cast("BinaryIO", process.stdin))
        try:
            far.begin()
            yield far
            far.end()
        except NoCommandError as error:
            said = _end(process, heard) or str(error)
            if process.returncode == _NO_CONNECTION:
                raise TransferError(name, said) from error
            raise NoCommandError(said) from error
        except PacketError as error:
            raise TransferError(name, _end(process, heard) or str(error)) from error
        finally:
            _end(process, heard)


def authenticate(place: SshPlace, settings: Mapping[str, str], operation: Operation) -> Mapping[str, Any]:
    """What `git-lfs-authenticate` answers: where the LFS server is (`href`), what it wants to hear (`header`).

    Raises `TransferError`, or `NoCommandError` where there is no such command.
    """
    words = [*ssh_words(place, settings), f"git-lfs-authenticate {shlex.quote(place.path)} {operation}"]
    name = f"{place.destination}:{place.path}"
    with tempfile.TemporaryFile() as heard:
        process = _start(words, heard, name)
        try:
            out, _ = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise TransferError(name, "git-lfs-authenticate does not answer") from error
        finally:
            said = _end(process, heard)
    if process.returncode == _NO_CONNECTION:
        raise TransferError(name, said)
    try:
        found = json.loads(out[:_LONGEST]) if process.returncode == 0 else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NoCommandError(said)
    return found


def _start(words: Sequence[str], heard: BinaryIO, name: str) -> "subprocess.Popen[bytes]":
    """The other side's words to people are heard, not shown; a password is asked for on the terminal itself."""
    try:
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=heard)
    except OSError as error:
        raise TransferError(name, f"{words[0]}: {error.strerror}") from error


def _end(process: "subprocess.Popen[bytes]", heard: BinaryIO) -> str:
    """Close the conversation, and what was said beside it."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was still to be written has nobody to read it
                stream.close()
    try:
        process.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if heard.closed:
        return ""
    heard.seek(0)
    return heard.read(_LONGEST).decode(errors="replace")
