"""Signatures of a long history, checked by a second process while this one judges: both cores work (ADR 0051).

The second one is a fork of this very process, answers about commits that this one read and hashed, and is only ever
believed about a good SSH signature: whatever else it says, or if it dies, this process looks for itself.
"""

import os
import queue
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from repo_schema.commits import Commit, CommitGrammarError, parse_commit
from repo_schema.history import SignedCommit
from repo_schema.keys import SignatureError
from repo_schema.openpgp_signatures import Keyring
from service.ledger.signatures import verify_commit

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["SignaturesAhead"]

_PAYS_FROM: Final = 128
"""Changes: below that, the fork costs more time than it saves."""
_ANSWERED_TOGETHER: Final = 8
_HIGHEST_DESCRIPTOR: Final = 1 << 20

_Asked = Sequence[tuple[str, bytes]]
_Answer = Sequence[tuple[str, str | None]]


class SignaturesAhead:
    """Without a `connection` to a second process, every signature is checked where it is asked for."""

    def __init__(self, connection: "Connection | None" = None) -> None:
        self._connection = connection
        self._asked: dict[str, bytes] = {}
        self._awaited: set[str] = set()
        self._keys: dict[str, str | None] = {}

    @classmethod
    @contextmanager
    def over(cls, changes: int) -> Iterator[Self]:
        """For a walk of so many Changes; the second process ends with it."""
        if changes < _PAYS_FROM or not _can_fork():
            yield cls()
            return
        from multiprocessing import get_context  # noqa: PLC0415 - only a long walk pays for it

        context = get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_answer, args=(theirs,), daemon=True)
        try:
            process.start()
        except OSError:  # no room for another process: this one does it all
            ours.close()
            yield cls()
            return
        finally:
            theirs.close()
        try:
            yield cls(ours)
        finally:
            ours.close()
            process.kill()
            process.join()

    def ask(self, commits: Iterable[tuple[str, bytes]]) -> None:
        """Have these looked at: ids, and the bytes that they are the ids of."""
        rows = list(commits) if self._connection else []
        if self._connection and rows:
            try:
                self._connection.send(rows)
            except OSError:
                self._part()
            else:
                self._asked.update(rows)
                self._awaited.update(oid for oid, _ in rows)

    def forget(self) -> None:
        """Nobody will ask for what was looked at and not asked for; what is still to come is thrown away then."""
        self._asked.clear()
        self._keys.clear()

    def verify(self, commit: Commit, raw: bytes, keyring: Keyring) -> SignedCommit:
        """As `verify_commit` does, of `commit` as parsed from `raw`."""
        while commit.id in self._awaited:
            self._hear()
        key = self._keys.pop(commit.id, None)
        is_the_same = self._asked.pop(commit.id, None) == raw  # and not a longer one than is read here
        return verify_commit(commit, keyring, checked=key if is_the_same else None)

    def _hear(self) -> None:
        if self._connection is None:
            raise AssertionError("only what was asked is awaited")
        try:
            answer: _Answer = self._connection.recv()
        except (EOFError, OSError):
            self._part()
            return
        self._keys.update(answer)
        self._awaited.difference_update(oid for oid, _ in answer)

    def _part(self) -> None:
        """It is gone: from here on as if there had been none."""
        self._connection = None
        self._awaited.clear()


def _can_fork() -> bool:
    """Where there is another core, and no other thread whose locks a fork would inherit."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(connection: "Connection") -> None:
    """The second process. Reads all that is asked at once, so that neither side ever waits for the other to listen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the first one's to hear
    os.closerange(3, connection.fileno())
    os.closerange(connection.fileno() + 1, _HIGHEST_DESCRIPTOR)
    asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()

    def listen() -> None:
        with suppress(EOFError, OSError):
            while True:
                asked.put(connection.recv())
        asked.put(None)

    threading.Thread(target=listen, daemon=True).start()
    with suppress(OSError):
        while (rows := asked.get()) is not None:
            for start in range(0, len(rows), _ANSWERED_TOGETHER):
                part = rows[start : start + _ANSWERED_TOGETHER]
                connection.send([(oid, _key_of(oid, raw)) for oid, raw in part])


def _key_of(oid: str, raw: bytes) -> str | None:
    try:
        return verify_commit(parse_commit(oid, raw)).key
    except (CommitGrammarError, SignatureError):
        return None
