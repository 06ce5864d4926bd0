"""Keeps an index beside a repository true to it: verifies from the anchor once, then every new Change as it comes.

What was once found trusted stays served, whatever arrives: a rejected Change alters nothing, and a rewritten `main`,
a missing or damaged object or a repository that has gone away is remembered as a trouble, shown, and tried again
later. The index is also this service's memory of the newest head it has seen; a head that does not extend it is
refused, also after a restart (delete the index to accept a rewritten history).
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from repo_schema.admission import AnchorError
from repo_schema.commits import CommitGrammarError, parse_links
from repo_schema.findings import Finding
from repo_schema.history import History
from service.ledger.checkpoints import NoteKey, make_checkpoint, open_key, with_cosignatures
from service.ledger.errors import ErasureUnprovenError, LedgerError, RepositoryUnavailableError
from service.ledger.file_texts import FileText
from service.ledger.index import Index, build, identify, is_called_unsound, read_memory, read_meta, take_in
from service.ledger.receipts import ReceiptsFollowed, record
from service.ledger.repository import MAIN, Repository
from service.ledger.verifier import ForkedError, Progress
from service.ledger.witnesses import Witness, WitnessesFollowed, newest

_LOG: Final = logging.getLogger(__name__)
EVIDENCE: Final = "refs/heads/prongsai/"
"""Branches of receipts and of witnesses."""
_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 30.0
"""Seconds between two attempts at the same trouble; a head that moves ends the wait."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the served state cannot follow the repository at the moment, in words for people."""

    code: str
    message: Mapping[str, str]
    hint: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": dict(self.message), "hint": dict(self.hint)}


class _StoppedError(Exception):
    """The follower was told to stop in the middle of a pass."""


FOLLOWING_ERRORS: Final = (LedgerError, AnchorError, ForkedError, OSError, sqlite3.Error)
"""Could not tell, or could not write it down: none of them changes what was trusted before."""


class Follower:
    """One repository, one index. One thread at a time follows; any number read (`read_model.ReadModel`)."""

    def __init__(
        self, repository_path: Path, index_path: Path, *, anchor: str | None, receiver: Path | None = None
    ) -> None:
        """`anchor`: a whole commit id; None: the index's own, or the root as presented the first time.

        `receiver`: the private key with which it writes receipts for the heads it sees; None: it writes none.
        """
        self._receiver = receiver
        self._note_key: NoteKey | None = None
        self._evidence: dict[str, str] | None = None
        """Where the branches of receipts and of witnesses stood when they were taken in."""
        self._receipts = ReceiptsFollowed()
        self._witnesses = WitnessesFollowed()
        self._recorded: str | None = None
        self._record_not_before = 0.0
        self._repository_path = repository_path
        self.index_path = index_path
        self._anchor = anchor
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._repository: Repository | None = None
        self._history: History | None = None
        self._index: Index | None = None
        self._identity: tuple[int, int] | None = None
        self._trouble: Trouble | None = None
        self._retry = _Retry()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def trouble(self) -> Trouble | None:
        return self._trouble

    def has_index(self) -> bool:
        """Whether there is an index of this anchor to be served at once, as far as it goes."""
        meta = read_meta(self.index_path)
        return meta is not None and self._anchor in {None, meta["anchor"]}

    def start(self, progress: Progress | None = None) -> None:
        """Verify everything from the anchor and put a new index in place; an old one is served until that moment.

        Raises `FOLLOWING_ERRORS`; what was served before still is.
        """
        with self._lock:
            try:
                self._verify_whole(progress)
            except BaseException as error:
                self._forget()
                if isinstance(error, FOLLOWING_ERRORS):
                    self._note_trouble(error)  # the caller says it
                raise

    def ensure(self, progress: Progress | None = None) -> None:
        """See to it that there is something to serve: at once if there is an index, otherwise as `start`."""
        if not self.has_index():
            self.start(progress)

    def refresh(self) -> bool:
        """Take in what is new on `main`; True when the index moved. Trouble is remembered, never raised."""
        with self._lock:
            try:
                return self._follow()
            except FOLLOWING_ERRORS as error:
                if self._note_trouble(error):
                    _LOG.error("%s: %s", describe(error).code, describe(error).message["en"])
                return False

    def keep_text(self, sha256: str, text: FileText) -> bool:
        """Have what a file says searched; False while nothing is followed that it could be put into."""
        with self._lock:
            history, index = self._history, self._index
            if history is None or index is None or self.is_displaced:
                return False
            with index.batch(history):
                index.keep_text(sha256, text)
            return True

    def run(self, poll_seconds: float) -> None:
        """Follow until `stop`; the body of a thread."""
        while not self._stopping.wait(poll_seconds if self._history else 0):
            self.beat()
            if self._history is None and self._stopping.wait(poll_seconds):
                return

    def beat(self) -> bool:
        """`refresh`, and nothing is ever raised: a defect of ours must not end the service of what is trusted."""
        try:
            return self.refresh()
        except _StoppedError:
            return False
        except Exception as error:  # noqa: BLE001 - a defect of ours
            _LOG.exception("following failed")
            self._forget()
            self._note_trouble(error)
            return False

    @property
    def has_caught_up(self) -> bool:
        """Whether this process itself verified what is served; otherwise the next look verifies everything."""
        return self._history is not None

    def stop(self) -> None:
        """End `run` soon, even in the middle of a pass."""
        self._stopping.set()

    def close(self) -> None:
        self.stop()
        with self._lock:
            self._forget()

    def _follow(self) -> bool:
        repository = self._open()
        head = repository.head()
        if head is None:
            raise _no_main(self._repository_path)
        if self._is_followed(head):
            moved = self._date(repository)
            self._note_recovery()
            return moved
        if self._retry.must_wait(head):
            return False
        if self._history is None or self._index is None or self.is_displaced:
            self._forget()
            self._verify_whole(None)
            return True
        self._extend(repository, self._history, self._index, head)
        return True

    def _is_followed(self, head: str) -> bool:
        return self._history is not None and self._history.head == head and not self.is_displaced

    @property
    def is_displaced(self) -> bool:
        """Whether someone took the index away, put another in its place, or could not read it."""
        if is_called_unsound(self.index_path):
            return True
        try:
            return identify(self.index_path) != self._identity
        except OSError:
            return True

    def _verify_whole(self, progress: Progress | None) -> None:
        repository = self._open()
        head = repository.head()
        if head is None:
            raise _no_main(self._repository_path)
        self._retry.attempted = head
        memory = read_memory(self.index_path)
        known = memory if memory is not None and self._anchor in {None, memory.anchor} else None
        chain = repository.first_parents(head)
        if self._anchor is not None and self._anchor not in chain:
            raise _no_anchor(self._anchor)
        anchor = self._anchor or (known.anchor if known else chain[0])
        self._release_index()
        self._history = build(
            repository,
            self.index_path,
            anchor=anchor,
            pinned=self._anchor is not None,
            head=head,
            memory=known,
            progress=self._watch(progress),
        )
        self._index = Index.open(self.index_path)
        self._identity = identify(self.index_path)
        self._evidence = None
        self._date(repository)
        self._note_recovery()

    def _extend(self, repository: Repository, history: History, index: Index, head: str) -> None:
        """Judge the new Changes in one transaction; where one cannot be told, those before it still count."""
        self._retry.attempted = head
        _prove_chain(repository, history.head, head)
        untold: LedgerError | None = None
        try:
            with index.batch(history):
                try:
                    take_in(repository, index, history, head, progress=self._watch(None))
                except ErasureUnprovenError:
                    raise  # nothing of it counts
                except LedgerError as error:
                    untold = error
        except BaseException:
            self._forget()  # the history went further than the index: verify anew
            raise
        if untold is not None:
            raise untold
        self._date(repository)
        self._note_recovery()

    def _record(self) -> None:
        """Write down when this head was received, where this service is a receiver; tried again if it cannot be."""
        history = self._history
        if self._receiver is None or history is None or self._recorded == history.head:
            return
        if time.monotonic() < self._record_not_before:
            return
        try:
            record(self._repository_path, self._receiver, domain=history.law.settings.domain)
            self._recorded = history.head
        except LedgerError as error:
            _LOG.warning("no receipt: %s", error.en)
            self._record_not_before = time.monotonic() + _LONGEST_WAIT

    def _date(self, repository: Repository) -> bool:
        """Take in receipts that came since; True when there were any."""
        self._record()
        history, index = self._history, self._index
        if history is None or index is None:
            return False
        evidence = repository.branches(EVIDENCE) | {MAIN: history.head}
        if evidence == self._evidence:
            return False
        witnesses = self._witnesses.read(repository, history)
        found = self._receipts.read(repository, history, witnesses.rows)
        with index.batch(history):
            is_right = index.date(found)
            index.keep_witnesses(witnesses, self._checkpoint(history, found.tip, witnesses.rows))
        self._evidence = evidence
        if not is_right:  # what a receipt dated is a claim again
            self._verify_whole(None)
        return True

    def _checkpoint(self, history: History, receipts: str | None, witnesses: tuple[Witness, ...]) -> str | None:
        """What this service signs of its head, with the cosignatures it has; None where it is no receiver."""
        if self._receiver is None:
            return None
        try:
            self._note_key = self._note_key or open_key(self._receiver)
            own = make_checkpoint(history, receipts, self._note_key)
        except LedgerError as error:
            _LOG.warning("no checkpoint: %s", error.en)
            return None
        return with_cosignatures(own, (row.note for row in newest(witnesses)))

    def _watch(self, progress: Progress | None) -> Progress:
        def told(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise _StoppedError
            if progress is not None:
                progress(done, total)

        return told

    def _open(self) -> Repository:
        if self._repository is None:
            self._repository = Repository(self._repository_path)
        return self._repository

    def _forget(self) -> None:
        self._history = None
        self._release_index()
        if self._repository is not None:
            self._repository.close()
            self._repository = None

    def _release_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
        self._identity = None

    def _note_trouble(self, error: Exception) -> bool:
        """Remember it; True when it is another trouble than before."""
        before, self._trouble = self._trouble, describe(error)
        self._retry.failed()
        if self._repository is not None:  # its git process may be the trouble
            self._repository.close()
            self._repository = None
        return self._trouble != before

    def _note_recovery(self) -> None:
        self._trouble = None
        self._retry = _Retry()


class _Retry:
    """Waits longer and longer before the same head is tried again."""

    def __init__(self) -> None:
        self.attempted: str | None = None
        self._failed_on: str | None = None
        self._wait = _FIRST_WAIT
        self._not_before = 0.0

    def failed(self) -> None:
        same = self._failed_on == self.attempted
        self._wait = min(self._wait * 2, _LONGEST_WAIT) if same else _FIRST_WAIT
        self._failed_on = self.attempted
        self._not_before = time.monotonic() + self._wait

    def must_wait(self, head: str) -> bool:
        return head == self._failed_on and time.monotonic() < self._not_before


def describe(error: Exception) -> Trouble:
    """An error in words, Thai and English."""
    match error:
        case LedgerError():
            code = "could_not_tell"
            return Trouble(code, {"th": error.th, "en": error.en}, {"th": error.hint_th, "en": error.hint_en})
        case ForkedError():
            return _in_words(error.finding)
        case AnchorError() if error.findings:
            return _in_words(error.findings[0])
        case OSError() | sqlite3.Error():
            return Trouble(
                "storage_failed",
                {
                    "th": f"อ่านคลังหรือเขียนดัชนีไม่ได้: {error}",
                    "en": f"reading the repository or writing the index failed: {error}",
                },
                {"th": "ตรวจพื้นที่ว่างในดิสก์และสิทธิ์ของโฟลเดอร์", "en": "check free disk space and the rights of the folders"},
            )
        case _:
            return Trouble(
                "internal_error",
                {"th": "ระบบติดตามคลังขัดข้อง", "en": "following the repository failed"},
                {"th": "ดูบันทึกของบริการ", "en": "see the service's log"},
            )


def _in_words(finding: Finding) -> Trouble:
    messages = {lang: finding.message(lang) for lang in ("th", "en")}
    return Trouble(finding.code, messages, {lang: finding.hint(lang) for lang in ("th", "en")})


def _prove_chain(repository: Repository, known: str, head: str) -> None:
    """Read every link from `known` to `head` before any is judged; raises `ForkedError` where one is missing."""
    previous = known
    for commit in repository.first_parents(head, after=known):
        try:
            _, parents = parse_links(repository.read_commit(commit))
        except CommitGrammarError as error:
            raise ForkedError(known, head) from error
        if not parents or parents[0] != previous:
            raise ForkedError(known, head)
        previous = commit
    if previous != head:
        raise ForkedError(known, head)


def _no_main(path: Path) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"คลังที่ {path} ไม่มี main",
        en=f"the repository at {path} has no main",
        hint_th="ตรวจว่า clone มาครบ หรือเริ่มคลังใหม่ด้วย prongsai init",
        hint_en="check that the clone is whole, or begin a repository with prongsai init",
    )


def _no_anchor(anchor: str) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"จุดตั้งต้น {anchor} ไม่อยู่ในสาย main ของคลังนี้",
        en=f"the anchor {anchor} is not on this repository's main",
        hint_th="เทียบรหัสจุดตั้งต้นกับที่องค์กรประกาศ และตรวจว่าเป็นคลังที่ถูกต้อง",
        hint_en="compare the anchor with the one the organisation announced, and check that this is its repository",
    )
