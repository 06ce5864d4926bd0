"""The branch `prongsai/receipts`: read and judged beside `main`, and written by who holds the office of a receiver.

A chain of signed commits over the empty tree, each a receipt. One that is not a receiver's by the law of its head, that
runs backwards, or names what is not on `main`, dates nothing and is named. A receiver's own receipt for a head that is
no longer on `main` says that another history stood here.

Of a receiver's key that policy calls compromised, a receipt counts only as far as a witness saw it, and from when they
did: they prove that it was there then, not that it was there before. Its own time stands where they saw it on a day
before the theft (ADR 0039).
"""

import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from repo_schema.commits import Commit
from repo_schema.findings import Finding
from repo_schema.history import History, SignedCommit, day_of
from repo_schema.law import Policy
from repo_schema.receipts import Receipt, ReceiptError, Span, parse_receipt, render_receipt, spans_of
from service.ledger.chains import read_link, write_link
from service.ledger.errors import GitCommandError, LedgerError
from service.ledger.records import render_moment
from service.ledger.repository import GitRunner, Repository, find_git_dir
from service.ledger.witnesses import Witness

__all__ = ["RECEIPTS", "Receipts", "ReceiptsFollowed", "judge_receipts", "read_receipts", "record"]

RECEIPTS: Final = "refs/heads/prongsai/receipts"
_AS_CLONED: Final = "refs/remotes/origin/prongsai/receipts"
_CLOCK_SKEW: Final = 86_400
"""Seconds that a clock may be set back before a receipt says so."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """What the branch proves about one history."""

    tip: str | None = None
    spans: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def received(self) -> int | None:
        """When the newest dated head was received, Unix seconds."""
        return self.spans[-1].received if self.spans else None

    def as_json(self) -> dict[str, Any]:
        return {
            "count": len(self.spans),
            "received": None if self.received is None else render_moment(self.received),
            "findings": [finding.as_json() for finding in self.findings],
        }


def read_receipts(repository: Repository, history: History, witnesses: Collection[Witness]) -> Receipts:
    """Every receipt on the branch, held against `history` and its witnesses; none where there is no branch."""
    tip = _tip(repository)
    return Receipts() if tip is None else judge_receipts(repository, history, tip, witnesses)


def _tip(repository: Repository) -> str | None:
    return repository.head(RECEIPTS) or repository.head(_AS_CLONED)


def judge_receipts(repository: Repository, history: History, tip: str, witnesses: Collection[Witness] = ()) -> Receipts:
    """Every receipt up to `tip`, held against `history`; those of a stolen key, as far as a witness saw them."""
    return _judged(repository, history, tip, witnesses).receipts(tip)


def _judged(repository: Repository, history: History, tip: str, witnesses: Collection[Witness]) -> "_Judge":
    chain = repository.first_parents(tip)
    stolen = {key: found.since for key, _, found in history.law.policy.compromises()}
    judge = _Judge(history)
    for commit, seen in zip(chain, _first_seen(chain, witnesses), strict=True):
        signed = read_link(repository, commit)
        if signed is None or signed.key not in stolen or _is_older(seen, stolen[signed.key]):
            judge.take(commit, signed)
        elif seen is None:
            judge.findings.append(Finding("receipt_unwitnessed", commit=commit, found=signed.key))
        else:
            judge.take(commit, signed, seen=seen)
    return judge


class ReceiptsFollowed:
    """The branch, read again and again as it grows: what was held against this history once is not held so again.

    It goes on only where nothing was wrong and nobody's key is compromised, and where each receipt follows the one
    before; whatever else happened, all of them are read.
    """

    def __init__(self) -> None:
        self._tip: str | None = None
        self._judge: _Judge | None = None

    def read(self, repository: Repository, history: History, witnesses: Collection[Witness]) -> Receipts:
        """What `read_receipts` gives."""
        tip = _tip(repository)
        if tip is None:
            self._judge = None
            return Receipts()
        judge = self._grown(repository, history, tip) or _judged(repository, history, tip, witnesses)
        self._tip, self._judge = tip, judge
        return judge.receipts(tip)

    def _grown(self, repository: Repository, history: History, tip: str) -> "_Judge | None":
        judge, previous = self._judge, self._tip
        if judge is None or previous is None or judge.history is not history or judge.findings:
            return None
        if any(history.law.policy.compromises()):
            return None
        try:
            chain = repository.first_parents(tip, after=previous)
        except GitCommandError:  # the branch was rewritten, and what it was is gone
            return None
        for commit in chain:
            signed = read_link(repository, commit)
            if signed is None or signed.commit.parents != (previous,):
                return None
            judge.take(commit, signed)
            previous = commit
        return judge if previous == tip else None


def _first_seen(chain: list[str], witnesses: Collection[Witness]) -> list[int | None]:
    """Of each receipt, when a witness first cosigned a state in which it was there; None: none ever did."""
    at_tip: dict[str, int] = {}
    for row in witnesses:
        if row.judged.checkpoint and row.judged.checkpoint.receipts:
            tip = row.judged.checkpoint.receipts
            at_tip[tip] = min([at_tip.get(tip, row.at), *(cosigned.at for cosigned in row.judged.witnesses)])
    seen: list[int | None] = []
    earliest: int | None = None
    for commit in reversed(chain):
        known = [at for at in (earliest, at_tip.get(commit)) if at is not None]
        earliest = min(known, default=None)
        seen.append(earliest)
    return seen[::-1]


def _is_older(seen: int | None, since: date | None) -> bool:
    """Whether what a witness saw then was written before a theft; never, where nobody knows when that was."""
    return seen is not None and since is not None and day_of(seen) < since


@dataclass(slots=True)
class _Judge:
    """One receipt after another, oldest first."""

    history: History
    dated: list[tuple[int, int]] = field(default_factory=list)
    """Position and time of each receipt that counts."""
    findings: list[Finding] = field(default_factory=list)
    said: int = 0
    """The time of the last one that is dated by its own word."""
    as_seen: Counter[str] = field(default_factory=Counter)
    """Of each stolen key, how many are not."""

    def receipts(self, tip: str) -> Receipts:
        moved = (Finding("receipt_as_witnessed", expected=str(n), found=key) for key, n in sorted(self.as_seen.items()))
        return Receipts(tip, spans_of(self.dated), (*self.findings, *moved))

    def take(self, oid: str, signed: SignedCommit | None, *, seen: int | None = None) -> None:
        """`seen`: its own word counts for nothing, and a witness saw it then."""
        receipt = _parse(signed.commit) if signed else None
        if signed is None or receipt is None:
            self._name("receipt_invalid", oid)
            return
        position = self.history.position(receipt.head)
        laws = self.history.laws_since(position or 0)
        policy = laws[0].policy if position is not None else self.history.law.policy
        runs_back = self.dated and position is not None and position <= self.dated[-1][0]
        if not _is_receiver(policy, signed.key, receipt.received):
            self._name("receipt_not_receivers", oid, found=signed.key)
        elif position is None:
            self._name("history_rewritten", oid, expected=receipt.head, found=self.history.head)
        elif runs_back or (seen is None and receipt.received < self.said):
            self._name("receipt_backwards", oid, found=receipt.head)
        elif seen is None:
            self._date(position, receipt.received)
        else:
            self.as_seen[signed.key] += 1
            self.dated.append((position, max(seen, self.said)))

    def _date(self, position: int, at: int) -> None:
        """By its own word; and whatever stands before it in the chain was there by then."""
        self.said = at
        if self.dated and self.dated[-1][1] > at:
            self.dated = [(before, min(received, at)) for before, received in self.dated]
        self.dated.append((position, at))

    def _name(self, code: str, oid: str, *, expected: str | None = None, found: str | None = None) -> None:
        self.findings.append(Finding(code, commit=oid, expected=expected, found=found))


def _parse(commit: Commit) -> Receipt | None:
    """The receipt, if the commit is one."""
    try:
        return parse_receipt(commit.message)
    except ReceiptError:
        return None


def _is_receiver(policy: Policy, key: str, at: int) -> bool:
    day = day_of(at)
    person = policy.signer(key, day, day)
    return person is not None and any(office.kind == "receiver" for office in policy.offices_of(person.id, day))


def record(path: Path, key: Path, *, domain: str, clock: Callable[[], float] = time.time) -> str | None:
    """Write that `main` of the repository at `path` stands where it does now; the receipt, None if it is there already.

    Signed with the private key file `key`. A head that does not extend the last one received is recorded for nobody:
    raises `LedgerError`, as it does where the key cannot sign. Two who record at once: one of them is first.
    """
    with Repository(path) as repository:
        head, tip = repository.head(), repository.head(RECEIPTS)
        last = _last(repository, tip) if tip else None
        if head is None or (last is not None and last.head == head):
            return None
        if last is not None and last.head not in repository.first_parents(head):
            raise _other_history(last.head, head)
    at, git_dir = _time_of(int(clock()), last), find_git_dir(path)
    message = render_receipt(Receipt(head, at))
    try:
        commit = write_link(git_dir, tip, message, name="receiver", email=f"receiver@{domain}", key=key, at=at)
        GitRunner(options=[f"--git-dir={git_dir}"]).run(
            "update-ref", "-m", "receipt", RECEIPTS, commit, tip or "0" * 40
        )
    except GitCommandError as error:
        raise _unrecorded(error) from error
    return commit


def _time_of(now: int, last: Receipt | None) -> int:
    """Not before the last one, where a clock was set back; one far ahead is wrong or a thief's, and not followed."""
    return last.received if last and now < last.received <= now + _CLOCK_SKEW else now


def _last(repository: Repository, tip: str) -> Receipt | None:
    signed = read_link(repository, tip)
    return _parse(signed.commit) if signed else None


def _other_history(known: str, head: str) -> LedgerError:
    return LedgerError(
        th=f"main ({head}) ไม่ต่อจากที่เคยรับไว้ ({known}) จึงไม่ออกใบรับให้",
        en=f"main ({head}) does not extend what was received before ({known}): no receipt is made",
        hint_th="ประวัติอาจถูกเขียนทับ ตรวจสอบคลังกลางกับสำเนาอื่นทันที",
        hint_en="the history may have been rewritten; compare the repository with another copy at once",
    )


def _unrecorded(error: GitCommandError) -> LedgerError:
    return LedgerError(
        th=f"ออกใบรับไม่ได้: {error.stderr.strip()[:200]}",
        en=f"no receipt could be made: {error.stderr.strip()[:200]}",
        hint_th="ตรวจกุญแจของผู้รับและสิทธิ์เขียนในคลัง แล้วระบบจะลองอีกครั้งเอง",
        hint_en="check the receiver's key and the right to write; it is tried again by itself",
    )
