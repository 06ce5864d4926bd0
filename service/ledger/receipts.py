"""The branch `prongsai/receipts`: read and judged beside `main`, and written by who holds the office of a receiver.

A chain of signed commits over the empty tree, each a receipt. One that is not a receiver's by the law of its head, that
runs backwards, or names what is not on `main`, dates nothing and is named. A receiver's own receipt for a head that is
no longer on `main` says that another history stood here.
"""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from repo_schema.commits import Commit, CommitGrammarError, parse_commit
from repo_schema.findings import Finding
from repo_schema.history import History, SignedCommit, day_of
from repo_schema.keys import SignatureError
from repo_schema.law import Policy
from repo_schema.receipts import Receipt, ReceiptError, Span, parse_receipt, render_receipt, spans_of
from service.ledger.errors import GitCommandError, LedgerError
from service.ledger.records import render_moment
from service.ledger.repository import GitRunner, Repository, find_git_dir
from service.ledger.signatures import verify_commit
from service.ledger.witnesses import Witness

__all__ = ["RECEIPTS", "Receipts", "ReceiptsFollowed", "judge_receipts", "read_receipts", "record"]

RECEIPTS: Final = "refs/heads/prongsai/receipts"
_AS_CLONED: Final = "refs/remotes/origin/prongsai/receipts"
_EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


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


def judge_receipts(
    repository: Repository, history: History, tip: str, witnesses: Collection[Witness] = ()
) -> Receipts:
    """Every receipt up to `tip`, held against `history`; those of a stolen key, as far as a witness saw them."""
    return _judged(repository, history, tip, witnesses).receipts(tip)


def _judged(repository: Repository, history: History, tip: str, witnesses: Collection[Witness]) -> "_Judge":
    chain = repository.first_parents(tip)
    witnessed = _witnessed(chain, witnesses)
    stolen = {key for key, _, _ in history.law.policy.compromises()}
    judge = _Judge(history)
    for index, commit in enumerate(chain):
        signed = _signed(repository, commit)
        if signed is not None and signed.key in stolen and index >= witnessed:
            judge.findings.append(Finding("receipt_unwitnessed", commit=commit, found=signed.key))
        else:
            judge.take(commit, signed)
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
            signed = _signed(repository, commit)
            if signed is None or signed.commit.parents != (previous,):
                return None
            judge.take(commit, signed)
            previous = commit
        return judge if previous == tip else None


def _witnessed(chain: list[str], witnesses: Collection[Witness]) -> int:
    """How many of the receipts were there when a witness cosigned."""
    tips = {row.judged.checkpoint.receipts for row in witnesses if row.judged.checkpoint}
    return max((index + 1 for index, commit in enumerate(chain) if commit in tips), default=0)


def _signed(repository: Repository, oid: str) -> SignedCommit | None:
    """The commit, proven signed; None where it is not, or is none."""
    with suppress(CommitGrammarError, SignatureError):
        return verify_commit(parse_commit(oid, repository.read_commit(oid)))
    return None


@dataclass(slots=True)
class _Judge:
    """One receipt after another, oldest first."""

    history: History
    dated: list[tuple[int, int]] = field(default_factory=list)
    """Position and time of each receipt that counts."""
    findings: list[Finding] = field(default_factory=list)

    def receipts(self, tip: str) -> Receipts:
        return Receipts(tip, spans_of(self.dated), tuple(self.findings))

    def take(self, oid: str, signed: SignedCommit | None) -> None:
        receipt = _parse(signed.commit) if signed else None
        if signed is None or receipt is None:
            self._name("receipt_invalid", oid)
            return
        position = self.history.position(receipt.head)
        laws = self.history.laws_since(position or 0)
        policy = laws[0].policy if position is not None else self.history.law.policy
        if not _is_receiver(policy, signed.key, receipt.received):
            self._name("receipt_not_receivers", oid, found=signed.key)
        elif position is None:
            self._name("history_rewritten", oid, expected=receipt.head, found=self.history.head)
        elif self.dated and (position <= self.dated[-1][0] or receipt.received < self.dated[-1][1]):
            self._name("receipt_backwards", oid, found=receipt.head)
        else:
            self.dated.append((position, receipt.received))

    def _name(self, code: str, oid: str, *, expected: str | None = None, found: str | None = None) -> None:
        self.findings.append(Finding(code, commit=oid, expected=expected, found=found))


def _parse(commit: Commit) -> Receipt | None:
    """The receipt, if the commit is one: over the empty tree, after one other at most."""
    if commit.tree != _EMPTY_TREE or len(commit.parents) > 1:
        return None
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
    at = max(int(clock()), last.received if last else 0)
    message = render_receipt(Receipt(head, at))
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "receiver"), ("EMAIL", f"receiver@{domain}"), ("DATE", f"{at} +0700"))
    }
    runner = GitRunner(
        options=[f"--git-dir={find_git_dir(path)}", "-c", "gpg.format=ssh", "-c", f"user.signingkey={key.absolute()}"],
        environment={"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"},
    )
    runner.run("hash-object", "-w", "-t", "tree", "--stdin")
    parents = ("-p", tip) if tip else ()
    try:
        commit = runner.text("commit-tree", _EMPTY_TREE, *parents, "-S", stdin=message.encode(), environment=identity)
        runner.run("update-ref", "-m", "receipt", RECEIPTS, commit, tip or "0" * 40)
    except GitCommandError as error:
        raise _unrecorded(error) from error
    return commit


def _last(repository: Repository, tip: str) -> Receipt | None:
    signed = _signed(repository, tip)
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

