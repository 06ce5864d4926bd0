"""Which refs may be pushed, and what each must hold: a table, default deny."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from repo_schema.findings import Finding
from repo_schema.history import History, Submission, Verdict
from repo_schema.judgement import CLOCK_SKEW, assess
from repo_schema.layout import ItemPath, classify, import_id, submission_id, vouched_id
from repo_schema.manifests import Manifest
from repo_schema.pointers import Pointer
from repo_schema.privacy.decisions import Decision
from repo_schema.privacy.submissions import asks_for_decision, blocking, look_at_contents, may_wait, undecided
from repo_schema.recording import read_vouching
from repo_schema.requirements import decided_by_checkers
from service.extraction import AGAIN
from service.ledger.attachments import Store
from service.ledger.desk import after_entries
from service.ledger.errors import LedgerError
from service.ledger.foretelling import Foretelling
from service.ledger.intake import examine
from service.ledger.legibility import read_contents
from service.ledger.receipts import RECEIPTS, judge_receipts
from service.ledger.records import render_moment
from service.ledger.repository import MAIN, Repository
from service.ledger.verifier import ForkedError, extend
from service.ledger.walker import Walker
from service.ledger.witnesses import WITNESSES, witnessed_by

SUBMISSIONS: Final = "refs/heads/submissions/"
_TIME_WILL_TELL: Final = frozenset({"approval_too_old", "approval_office_not_held", "approval_by_author"})
"""Of a submission on its way: another approval can still be put on top."""


@dataclass(frozen=True, slots=True)
class Update:
    """One line of what git asks the hook; None: no such ref, before or after."""

    old: str | None
    new: str | None
    ref: str


@dataclass(slots=True)
class Push:
    """One push being judged: the trusted state grows with it, and is thrown away with it."""

    repository: Repository
    history: History
    allow: tuple[str, ...] = ()
    accounted: set[str] = field(default_factory=set)
    """Commits that some rule has judged."""
    looked_at: set[str] = field(default_factory=set)
    """Blobs whose personal data some rule has judged, with what was decided of it."""

    now: float = field(default_factory=time.time)
    """Unix seconds."""

    @property
    def walker(self) -> Walker:
        return Walker(self.repository, self.history.keyring, Foretelling(erased=self.history.taken_down.texts))

    def findings(self, updates: list[Update]) -> Iterator[Finding]:
        """`main` first: a submission may be based on what comes with it."""
        for update in sorted(updates, key=lambda update: update.ref != MAIN):
            yield from self._rule(update.ref)(self, update)

    def passes(self, update: Update) -> bool:
        """Whether it is a forge's own ref, whose objects no rule judges."""
        return self._rule(update.ref) is _unjudged

    def _rule(self, ref: str) -> "Rule":
        for pattern, rule in RULES:
            if pattern.fullmatch(ref):
                return rule
        return _unjudged if ref.startswith(self.allow) else _not_allowed


Rule: TypeAlias = Callable[[Push, Update], Iterator[Finding]]


def _main(push: Push, update: Update) -> Iterator[Finding]:
    """Forward only, on the first-parent chain; each Change accepted, its files here."""
    if update.new is None:
        yield Finding("guard_main_deleted")
        return
    if update.old != push.history.head:
        yield Finding("guard_main_moved", expected=push.history.head, found=update.old)
        return
    found: list[Finding] = []

    def note(verdict: Verdict, _: History) -> None:
        law = push.history.law
        found.extend(verdict.findings)
        if verdict.at > push.now + CLOCK_SKEW:  # or waiting for a day to come would be a matter of dating it
            found.append(Finding("guard_dated_ahead", commit=verdict.commit, found=render_moment(verdict.at)))
        made = verdict.provenance
        approvals = {approval.commit for approval in made.approvals} if made else set()
        push.accounted |= {verdict.commit} | approvals | ({made.prepared.commit} if made else set())
        found.extend(_files(push, verdict.admission.pointers))
        if made:
            decisions = decided_by_checkers(law, verdict.manifest, made.approvals, made.prepared.person)
            found.extend(_private(push, verdict.manifest, decisions))

    try:
        extend(push.repository, push.history, update.new, sink=note)
    except ForkedError as error:
        yield error.finding
    yield from found


def _submission(push: Push, update: Update) -> Iterator[Finding]:
    """Well formed and signed, on a commit of `main`, nothing in it that could never be published; or taken away."""
    if update.new is None:
        return
    walker = push.walker
    submission = walker.read_submission(update.new)
    if isinstance(submission, Finding):
        yield submission
        return
    signed = [submission.content, *submission.approvals]
    push.accounted |= {commit.commit.id for commit in signed}
    first, *others = _names(submission)
    name = update.ref.removeprefix(SUBMISSIONS)
    if name not in {first, *others} and not _is_vouched_name(name, first, submission):
        yield Finding("guard_branch_name", expected=f"{SUBMISSIONS}{first}", found=update.ref)
    at = max(commit.commit.committer.at for commit in signed)
    assessment = assess(submission, walker.blobs(submission.manifest), push.history, at=at)
    yield from (finding for finding in assessment.findings if finding.code not in _TIME_WILL_TELL)
    yield from _files(push, assessment.admission.pointers)
    asked = asks_for_decision(submission.content.commit.message)
    author = assessment.author.id if assessment.author else None
    decisions = decided_by_checkers(push.history.law, submission.manifest, assessment.approvals, author)
    yield from _private(push, submission.manifest, decisions, asked=asked)


def _private(
    push: Push, manifest: Manifest, decisions: Iterable[Decision], *, asked: bool | None = None
) -> Iterator[Finding]:
    """What is personal or secret beyond doubt, and nobody signed that it may stand.

    Of a submission on its way, whether its author `asked` for a decision; None: nothing may wait any longer.
    """
    blobs = push.walker.blobs(manifest)
    push.looked_at |= blobs.keys()
    contents = {path: blobs.get(after.oid) if after else None for path, (_, after) in manifest.items()}
    readings = read_contents(Store(push.repository.git_dir), contents, limits=AGAIN)
    seen = blocking(look_at_contents(contents, push.history.law.settings.domain, readings))
    held = (row for row in undecided(seen, decisions) if asked is None or not may_wait(row, asked=asked))
    yield from (row.finding for row in held)


def _names(submission: Submission) -> list[str]:
    """What it may be called: as its first item, or as a batch of one unit's old files."""
    units = {kind.unit for path in submission.manifest if isinstance(kind := classify(path), ItemPath)}
    batch = [import_id(unit, submission.manifest) for unit in units if len(units) == 1]
    return [submission_id(after_entries(submission.manifest), submission.base), *batch]


def _is_vouched_name(name: str, identity: str, submission: Submission) -> bool:
    """Whether it is called as what came from this numbered merge request of the forge that it names."""
    vouching = read_vouching(submission.content.commit.message)
    number = name.rpartition("-")[2]
    return vouching is not None and number.isdecimal() and name == vouched_id(identity, vouching.account.forge, number)


def _files(push: Push, pointers: Mapping[str, Pointer]) -> Iterator[Finding]:
    """Attachments whose bytes are not here, whole, or may not be published."""
    store = Store(push.repository.git_dir)
    for path, pointer in sorted(pointers.items()):
        yield from examine(store, path, pointer, push.history.law.policy.rules)


def _tag(push: Push, update: Update) -> Iterator[Finding]:
    """Set once, on a commit of `main`; never moved."""
    if update.old is not None or update.new is None:
        yield Finding("guard_tag_moved", found=update.ref)
        return
    try:
        target = push.repository.peel(update.new)
    except LedgerError:
        target = None
    if target is None or push.history.position(target) is None:
        yield Finding("guard_tag_target", found=update.ref)


def _receipts(push: Push, update: Update) -> Iterator[Finding]:
    """One more on top of those that are there, by a receiver, of a head of `main`."""
    chain = push.repository.first_parents(update.new) if update.new else []
    if update.new is None or (update.old is not None and update.old not in chain):
        yield Finding("guard_receipts_rewritten", expected=update.old, found=update.new)
        return
    brought = set(chain[chain.index(update.old) + 1 :] if update.old else chain)
    push.accounted |= brought
    found = judge_receipts(push.repository, push.history, update.new)
    yield from (finding for finding in found.findings if finding.commit in brought)


def _witness(push: Push, update: Update) -> Iterator[Finding]:
    """One more cosigned checkpoint on top of those that are there, by the witness whose branch it is."""
    chain = push.repository.first_parents(update.new) if update.new else []
    if update.new is None or (update.old is not None and update.old not in chain):
        yield Finding("guard_receipts_rewritten", expected=update.old, found=update.new)
        return
    brought = chain[chain.index(update.old) + 1 :] if update.old else chain
    push.accounted |= set(brought)
    person = update.ref.removeprefix(WITNESSES)
    found = (witnessed_by(push.repository, push.history, person, commit) for commit in brought)
    yield from (row for row in found if isinstance(row, Finding))


def _unjudged(_push: Push, _update: Update) -> Iterator[Finding]:
    return iter(())


def _not_allowed(_push: Push, update: Update) -> Iterator[Finding]:
    yield Finding("guard_ref_not_allowed", found=update.ref)


RULES: Final[tuple[tuple[re.Pattern[str], Rule], ...]] = (
    (re.compile(re.escape(MAIN)), _main),
    (re.compile(re.escape(RECEIPTS)), _receipts),
    (re.compile(rf"{WITNESSES}[a-z0-9]+(?:-[a-z0-9]+)*"), _witness),
    (re.compile(rf"{SUBMISSIONS}[a-z0-9-]+(?:/[a-z0-9-]+)+"), _submission),
    (re.compile(r"refs/tags/[A-Za-z0-9][A-Za-z0-9._/-]*"), _tag),
)
"""Whole ref name to its rule, the first that fits; what fits none is refused, unless `Settings.allow` names it."""
