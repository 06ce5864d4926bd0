"""One `git cat-file --batch` kept open: objects by their ids, many at a time, every byte of them hashed again.

Nothing the repository says of an object is believed: not its length (an answer ends where git's next one begins), not
its bytes (they must hash to the id that was asked for). Asking ahead is only that: whoever reads later is told of a
missing or damaged object then, as if nobody had asked before.
"""

import hashlib
import secrets
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from typing import IO, Final, cast

from service.ledger.errors import GitCommandError, ObjectDamagedError, ObjectMissingError

__all__ = ["Found", "ObjectStream"]

_AT_ONCE: Final = 48
"""Objects asked for before the first answer is read: their ids fit the smallest pipe there is (4 KiB), so that neither
side ever waits for the other."""
_CHUNK: Final = 1 << 16
_HELD_EACH: Final = 64 << 10
"""Bytes of one object that is kept for whoever reads it later."""
_HELD_TOGETHER: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """An object that is what its id says."""

    kind: str
    data: bytes
    """Its first bytes, as many as were asked for."""
    is_whole: bool


class ObjectStream:
    """Objects of one repository; `start` gives the git process."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._held: dict[str, Found] = {}
        self._held_bytes = 0
        self._buffer = bytearray()
        self._has_ended = False
        mark = f"?{secrets.token_hex(16)}"
        self._mark = f"\n{mark}\n"
        """A name that is none, asked for after each object: git's answer to it ends the object."""
        self._end = f"\n{mark} missing\n".encode()

    def read(self, oid: str, limit: int) -> Found:
        """The object's first `limit` bytes; raises `ObjectMissingError`, `ObjectDamagedError`."""
        held = self._held.pop(oid, None)
        if held is not None:
            self._held_bytes -= len(held.data)
            if len(held.data) <= limit:
                return held
        self._ask((oid,))
        return self._answer(oid, limit)

    def prefetch(self, oids: Iterable[str]) -> None:
        """Have these at hand for `read` and `peek`; the first `read` of each lets it go."""
        wanted = [oid for oid in dict.fromkeys(oids) if oid not in self._held]
        for start in range(0, len(wanted), _AT_ONCE):
            if self._held_bytes > _HELD_TOGETHER:
                return
            asked = wanted[start : start + _AT_ONCE]
            self._ask(asked)
            for oid in asked:
                self._hold(oid)
            if self._has_ended:
                self._begin_anew()
                return

    def _hold(self, oid: str) -> None:
        with suppress(ObjectMissingError, ObjectDamagedError):
            found = self._answer(oid, _HELD_EACH)
            if found.is_whole:
                self._held[oid] = found
                self._held_bytes += len(found.data)

    def _begin_anew(self) -> None:
        """An object that git dies of is told of by whoever reads it; the others are read by another git."""
        self._process = None  # ends with its last reference
        self._buffer.clear()
        self._has_ended = False

    def peek(self, oid: str) -> Found | None:
        """What `prefetch` has at hand."""
        return self._held.get(oid)

    def forget(self) -> None:
        """Let go of whatever was asked for ahead and never read."""
        self._held.clear()
        self._held_bytes = 0

    def close(self) -> None:
        """End git; waits for it as its owner's process does."""
        if self._process is not None:
            process, self._process = self._process, None
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    with suppress(BrokenPipeError):  # a request that git did not live to read
                        stream.close()
            process.wait()

    def _ask(self, oids: Iterable[str]) -> None:
        stdin, _ = self._streams()
        try:
            stdin.write("".join(f"{oid}{self._mark}" for oid in oids).encode())
            stdin.flush()
        except BrokenPipeError as error:  # not to be taken for the reader of our own output going away
            raise GitCommandError(("cat-file", "--batch"), -1, str(error)) from error

    def _answer(self, oid: str, limit: int) -> Found:
        header = self._line().split()
        if len(header) != 3:  # noqa: PLR2004 - `<oid> <type> <size>`
            self._line()
            raise ObjectMissingError(oid)
        digest = hashlib.sha1(b"%s %s\x00" % (header[1], header[2]), usedforsecurity=False)
        data = bytearray()
        size = 0
        while True:
            at = self._buffer.find(self._end)
            ready = at if at >= 0 else max(0, len(self._buffer) - len(self._end))
            chunk = bytes(self._buffer[:ready])
            del self._buffer[: ready + len(self._end) if at >= 0 else ready]
            digest.update(chunk)
            size += ready
            data += chunk[: limit - len(data)]
            if at >= 0:
                break
            if not self._fill():
                raise ObjectDamagedError(oid)
        if digest.hexdigest() != oid:
            raise ObjectDamagedError(oid)
        return Found(header[1].decode(), bytes(data), size <= limit)

    def _line(self) -> bytes:
        """The next line, without its end; what there is when git ends."""
        while (at := self._buffer.find(b"\n")) < 0 and self._fill():
            pass
        line = bytes(self._buffer[: at if at >= 0 else None])
        del self._buffer[: len(line) + 1]
        return line

    def _fill(self) -> bool:
        _, stdout = self._streams()
        chunk = stdout.read1(_CHUNK)
        self._buffer += chunk
        self._has_ended = not chunk
        return bool(chunk)

    def _streams(self) -> tuple[IO[bytes], BufferedReader]:
        if self._process is None:
            self._process = self._start()
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("started with pipes")
        return stdin, cast("BufferedReader", stdout)
