"""The recorder: writes an executive's merge review down as an approval commit, and publishes what it completes.

What somebody wrote in a forge's own editor it folds first (`folding`), so that there is something to approve.

It keeps nothing between runs: each run asks the forge again, so that a review dismissed meanwhile is gone, and a run
cut short leaves at most unreferenced objects. The approval commits stand on a side line of their own, on top of the
submission; the merge request's branch is never moved. What the judge would refuse is reported, not published.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from repo_schema.approvals import ApprovalForm, render_form
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.judgement import missing_finding
from repo_schema.law import Person
from repo_schema.layout import ReturnPath
from repo_schema.recording import read_vouching
from repo_schema.requirements import Requirement
from repo_schema.reviews import Account, Forge, RecordedReview
from service.ledger.carrying import require_files
from service.ledger.errors import RefusedError
from service.ledger.folding import Folder, Landed
from service.ledger.forges.common import MergeRequest, Review, Source
from service.ledger.inbox import Pending, assess_tip, list_pending
from service.ledger.publishing import merge
from service.ledger.workspace import Workspace

__all__ = ["Imported", "Outcome", "import_reviews"]

_RECENT: Final = 2 * 86_400
"""Seconds: how long a merge request that the forge calls merged is still told of."""
Outcome: TypeAlias = Literal["published", "waiting", "returned", "refused"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one submission that has a merge request."""

    id: str
    """The submission's; of what was refused before it became one, the merge request's branch."""
    outcome: Outcome
    request: MergeRequest
    reviews: tuple[RecordedReview, ...] = ()
    """Those that were written down."""
    findings: tuple[Finding, ...] = ()
    """Why a review does not count, and what is still missing."""
    commit: str | None = None
    """The publication."""
    vouched: bool = False
    """Whether it was written on the forge, and folded."""
    paths: tuple[str, ...] = ()
    tip: str | None = None
    """The submission with its approvals; None where there is none, or is none any more."""


def import_reviews(
    workspace: Workspace, forge: Forge, source: Source, *, dry_run: bool = False
) -> tuple[Imported, ...]:
    """Every merge request on `forge` that proposes something, recorded and published as far as it goes.

    What open merge requests hold that nobody signed is folded first, or refused. Raises `RefusedError` where this
    clone's key is no recorder's, `ForgeError` where the forge cannot be read.
    """
    me = workspace.me()
    offices = workspace.history.law.policy.offices_of(me.id, workspace.day)
    role = next((office.id for office in offices if office.kind == "recorder"), None)
    if role is None:
        raise RefusedError([Finding("review_not_by_recorder", found=me.id)])
    return tuple(_Run(workspace, forge, source, me, role, dry_run=dry_run).rows())


class _Run:
    """One look at a forge: what is on its way already, then what is not."""

    def __init__(
        self, workspace: Workspace, forge: Forge, source: Source, me: Person, role: str, *, dry_run: bool
    ) -> None:
        self._workspace = workspace
        self._forge = forge
        self._source = source
        self._role = role
        self._dry_run = dry_run
        self._requests = source.merge_requests()
        self._folder = Folder(workspace, forge, source, me, role)

    def rows(self) -> Iterator[Imported]:
        if not self._dry_run:
            self._folder.withdraw(self._requests)
        seen: set[int] = set()
        for pending in list_pending(self._workspace):
            submission = self._workspace.walker.read_submission(pending.tip)
            request = None if isinstance(submission, Finding) else self._request_of(pending, submission)
            if request is not None:
                seen.add(request.number)
                yield self._carry(pending, request)
        for request in self._requests:
            if request.number not in seen and request.state != "closed" and not request.is_draft:
                yield from self._other(request)

    def _request_of(self, pending: Pending, submission: Submission) -> MergeRequest | None:
        heads = _heads(submission)
        found = next((row for row in self._requests if row.head in heads), None)
        return found or next((row for row in self._requests if row.branch == f"submissions/{pending.id}"), None)

    def _other(self, request: MergeRequest) -> Iterator[Imported]:
        """A merge request without a submission: public already, or to be folded, or neither."""
        is_open = request.state == "open"
        if is_open:
            self._folder.fetch(request)
        landed = self._folder.landed(request)
        if landed is not None:
            if is_open or self._is_recent(landed):
                more: dict[str, Any] = {"commit": landed.commit, "paths": landed.paths, "vouched": landed.is_vouched}
                yield Imported(landed.id, "published", request, **more)
        elif is_open:
            try:
                folded = self._folder.fold(request, dry_run=self._dry_run)
            except RefusedError as error:
                yield Imported(request.branch, "refused", request, findings=tuple(error.findings))
                return
            if folded is not None:
                yield self._carry(folded, request)

    def _carry(self, pending: Pending, request: MergeRequest) -> Imported:
        submission, _ = assess_tip(self._workspace, pending.tip)
        recording = _Recording(self._workspace, self._forge, self._source, self._role, request)
        return recording.carry(pending, submission, dry_run=self._dry_run)

    def _is_recent(self, landed: Landed) -> bool:
        history = self._workspace.history
        return history.at_position(history.position(landed.commit) or 0) > self._workspace.desk.now - _RECENT


def _heads(submission: Submission) -> frozenset[str]:
    """Commits with exactly this content, as the judge has it."""
    vouching = read_vouching(submission.content.commit.message)
    commits = {signed.commit.id for signed in (submission.content, *submission.approvals)}
    return frozenset(commits | ({vouching.head} if vouching else set()))


def _record(pending: Pending) -> str:
    return ReturnPath(pending.content or "").path


class _Recording:
    """One merge request's reviews, written down."""

    def __init__(self, workspace: Workspace, forge: Forge, source: Source, role: str, request: MergeRequest) -> None:
        self._workspace = workspace
        self._forge = forge
        self._source = source
        self._role = role
        self._request = request

    def carry(self, pending: Pending, submission: Submission, *, dry_run: bool) -> Imported:
        is_vouched = read_vouching(submission.content.commit.message) is not None
        more: dict[str, Any] = {"vouched": is_vouched, "paths": pending.paths}
        if pending.state in {"returned", "refused"}:
            outcome: Outcome = "returned" if pending.state == "returned" else "refused"
            found = pending.findings or (Finding("returned", commit=pending.content, path=_record(pending)),)
            return Imported(pending.id, outcome, self._request, findings=found, tip=pending.tip, **more)
        findings: list[Finding] = []
        recorded: list[RecordedReview] = []
        for review in self._source.reviews(self._request):
            missing = [need for need in assess_tip(self._workspace, pending.tip)[1].missing if need.step == "consent"]
            form = self._form(review, missing, submission)
            if form is None or form.review is None:
                continue
            commit = self._workspace.desk.write_commit(
                submission.content.commit.tree, [pending.tip], render_form(form), self._workspace.author(self._role)
            )
            after = assess_tip(self._workspace, commit)[1]
            if after.findings:
                findings += after.findings
            else:
                recorded.append(form.review)
                pending = replace(pending, tip=commit)
        return replace(self._finish(pending, recorded, findings, dry_run=dry_run), tip=pending.tip, **more)

    def _form(
        self, review: Review, missing: list[Requirement], submission: Submission
    ) -> ApprovalForm | None:
        """The form for this review, in an office that is asked for consent; None where it is not one's to give."""
        account = Account(self._forge.id, review.login)
        policy = self._workspace.history.law.policy
        owner = policy.owner_of(account)
        held = policy.offices_of(owner.id, self._workspace.day) if owner else ()
        office = next((row.id for row in held if any(row.id in need.offices for need in missing)), None)
        if office is None:
            return None
        recorded = RecordedReview(account, review.head, review.at, review.strength)
        return ApprovalForm("consent", office, submission.manifest, review=recorded)

    def _finish(
        self, pending: Pending, recorded: list[RecordedReview], findings: list[Finding], *, dry_run: bool
    ) -> Imported:
        submission, assessment = assess_tip(self._workspace, pending.tip)
        found = (*findings, *map(missing_finding, assessment.missing))
        result = Imported(pending.id, "waiting", self._request, tuple(recorded), tuple(dict.fromkeys(found)))
        if assessment.missing or not any(approval.review for approval in assessment.approvals):
            return result
        message = f"Publish {pending.id}\n"
        try:
            require_files(self._workspace, submission.manifest, dry_run=dry_run)
            done = merge(self._workspace, pending, submission, message=message, role=self._role, dry_run=dry_run)
        except RefusedError as error:  # the others' are published all the same
            return replace(result, findings=(*result.findings, *error.findings))
        return replace(result, outcome="published", commit=done.commit)

