"""The recorder: writes an executive's merge review down as an approval commit, and publishes what it completes.

What somebody wrote in a forge's own editor it folds first (`folding`), so that there is something to approve.

It keeps nothing between runs: each run asks the forge again, so that a review dismissed meanwhile is gone, and a run
cut short leaves at most unreferenced objects. The approval commits stand on a side line of their own, on top of the
submission; the merge request's branch is never moved. What the judge would refuse is reported, not published.
"""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from repo_schema.approvals import ApprovalForm, render_form
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.judgement import missing_finding
from repo_schema.law import Office, Person
from repo_schema.recording import read_vouching
from repo_schema.requirements import Requirement
from repo_schema.reviews import Account, Forge, RecordedReview
from service.ledger.carrying import require_files
from service.ledger.errors import RefusedError
from service.ledger.folding import Folder
from service.ledger.forges.common import MergeRequest, Review, Source
from service.ledger.inbox import Pending, assess_tip, list_pending
from service.ledger.publishing import merge
from service.ledger.workspace import Workspace

__all__ = ["Imported", "Outcome", "import_reviews"]

Outcome: TypeAlias = Literal["published", "waiting", "returned", "refused"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one submission that has a merge request."""

    id: str
    """The submission's; of what was refused before it became one, the merge request's branch."""
    outcome: Outcome
    request: str
    """The merge request's page."""
    reviews: tuple[RecordedReview, ...] = ()
    """Those that were written down."""
    findings: tuple[Finding, ...] = ()
    """Why a review does not count, and what is still missing."""
    commit: str | None = None
    """The publication."""
    vouched: bool = False
    """Whether it was written on the forge, and folded."""


def import_reviews(
    workspace: Workspace, forge: Forge, source: Source, *, dry_run: bool = False
) -> tuple[Imported, ...]:
    """Every submission on its way that has a merge request on `forge`, recorded and published as far as it goes.

    What open merge requests hold that nobody signed is folded first, or refused. Raises `RefusedError` where this
    clone's key is no recorder's, `ForgeError` where the forge cannot be read.
    """
    me = workspace.me()
    role = next((row.id for row in _offices(workspace, me) if row.kind == "recorder"), None)
    if role is None:
        raise RefusedError([Finding("review_not_by_recorder", found=me.id)])
    requests = source.merge_requests()
    folder = Folder(workspace, forge, source, me, role)
    if not dry_run:
        folder.withdraw(requests)
    done: list[Imported] = []
    matched: set[int] = set()
    for pending in list_pending(workspace):
        submission = workspace.walker.read_submission(pending.tip)
        if isinstance(submission, Finding):
            continue
        request = next((row for row in requests if row.head in _heads(submission)), None)
        request = request or next((row for row in requests if row.branch == f"submissions/{pending.id}"), None)
        if request is None:
            continue
        matched.add(request.number)
        recording = _Recording(workspace, forge, source, role, request)
        done.append(recording.carry(pending, submission, dry_run=dry_run))
    for request in requests:
        if request.number in matched or request.state != "open" or request.is_draft:
            continue
        try:
            folded = folder.fold(request, dry_run=dry_run)
        except RefusedError as error:
            done.append(Imported(request.branch, "refused", request.url, findings=tuple(error.findings)))
            continue
        if folded is not None:
            submission, _ = assess_tip(workspace, folded.tip)
            recording = _Recording(workspace, forge, source, role, request)
            done.append(recording.carry(folded, submission, dry_run=dry_run))
    return tuple(done)


def _offices(workspace: Workspace, me: Person) -> tuple[Office, ...]:
    return workspace.history.law.policy.offices_of(me.id, workspace.day)


def _heads(submission: Submission) -> frozenset[str]:
    """Commits with exactly this content, as the judge has it."""
    vouching = read_vouching(submission.content.commit.message)
    commits = {signed.commit.id for signed in (submission.content, *submission.approvals)}
    return frozenset(commits | ({vouching.head} if vouching else set()))


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
        if pending.state in {"returned", "refused"}:
            outcome: Outcome = "returned" if pending.state == "returned" else "refused"
            found = pending.findings or (Finding("returned", commit=pending.content),)
            return Imported(pending.id, outcome, self._request.url, findings=found, vouched=is_vouched)
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
        return replace(self._finish(pending, recorded, findings, dry_run=dry_run), vouched=is_vouched)

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
        result = Imported(pending.id, "waiting", self._request.url, tuple(recorded), tuple(dict.fromkeys(found)))
        if assessment.missing or not any(approval.review for approval in assessment.approvals):
            return result
        message = f"Publish {pending.id}\n"
        try:
            require_files(self._workspace, submission.manifest, dry_run=dry_run)
            done = merge(self._workspace, pending, submission, message=message, role=self._role, dry_run=dry_run)
        except RefusedError as error:  # the others' are published all the same
            return replace(result, findings=(*result.findings, *error.findings))
        return replace(result, outcome="published", commit=done.commit)

