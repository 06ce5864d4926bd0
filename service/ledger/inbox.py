"""Submissions on their way, as they stand in the shared repository: what each lacks, and who may sign it now.

Looks, and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from repo_schema.admission import check_document
from repo_schema.approvals import Step
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.judgement import Assessment, assess
from repo_schema.law import Person
from repo_schema.layout import ReturnPath
from repo_schema.requirements import Approval, Requirement
from service.ledger.desk import REMOTE_SUBMISSIONS
from service.ledger.errors import RefusedError
from service.ledger.resembling import hint_at_copies
from service.ledger.workspace import Workspace

__all__ = [
    "Pending",
    "State",
    "assess_tip",
    "choose_step",
    "find_pending",
    "list_pending",
    "pending_at",
    "read_pending",
]

State: TypeAlias = Literal["waiting", "ready", "returned", "refused"]


@dataclass(frozen=True, slots=True)
class Pending:
    """One submission on its way, as it stands in the shared repository."""

    id: str
    """`<obligation>/<unit>/<name>`: its branch without `submissions/`."""
    tip: str
    state: State
    content: str | None = None
    author: str | None = None
    paths: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    """Steps done: `unit_check by <person>`."""
    missing: tuple[Requirement, ...] = ()
    mine: tuple[tuple[Step, str], ...] = ()
    """Steps that whoever asks may sign now, each with their office."""
    findings: tuple[Finding, ...] = ()
    reason: str | None = None
    """Why it was returned."""
    hints: tuple[Finding, ...] = ()
    """What deserves a second look, and refuses nothing."""


def list_pending(workspace: Workspace) -> tuple[Pending, ...]:
    """Every submission on its way, with what each still lacks and what whoever asks may sign."""
    branches = workspace.repository.branches(REMOTE_SUBMISSIONS)
    me = _whoever(workspace)
    return tuple(
        _pending(workspace, ref.removeprefix(REMOTE_SUBMISSIONS), tip, me) for ref, tip in sorted(branches.items())
    )


def pending_at(workspace: Workspace, identity: str, tip: str) -> Pending:
    """A submission as it would stand there."""
    return _pending(workspace, identity, tip, _whoever(workspace))


def _whoever(workspace: Workspace) -> Person | None:
    try:
        return workspace.me()
    except RefusedError:
        return None


def find_pending(workspace: Workspace, identity: str) -> Pending:
    """The submission called `identity` (its item's id, or an ending of it); raises `RefusedError` if none is."""
    rows = list_pending(workspace)
    exact = [row for row in rows if row.id == identity]
    close = exact or [row for row in rows if row.id.startswith(identity) or row.id.endswith(f"/{identity}")]
    if len(close) != 1:
        names = ", ".join(row.id for row in rows) or None
        raise RefusedError([Finding("submission_unknown", expected=names, found=identity)])
    return close[0]


def read_pending(workspace: Workspace, pending: Pending) -> tuple[Submission, Mapping[str, bytes | None]]:
    """The submission itself, and the bytes it would put in place; raises `RefusedError` if it is none."""
    submission = workspace.walker.read_submission(pending.tip)
    if isinstance(submission, Finding):
        raise RefusedError([submission])
    return submission, workspace.walker.blobs(submission.manifest)


def choose_step(pending: Pending, step: Step | None, me: Person) -> tuple[Step, str]:
    mine = [due for due in pending.mine if step in {None, due[0]}]
    if not mine:
        waiting = ", ".join(f"{need.step} ({', '.join(sorted(need.offices))})" for need in pending.missing)
        raise RefusedError([Finding("step_none_due", expected=waiting or None, found=me.id)])
    if len({due[0] for due in mine}) > 1:
        raise RefusedError([Finding("step_ambiguous", expected=", ".join(due[0] for due in mine))])
    return mine[0]


def _pending(workspace: Workspace, identity: str, tip: str, me: Person | None) -> Pending:
    submission = workspace.walker.read_submission(tip)
    if isinstance(submission, Finding):
        return Pending(identity, tip, "refused", findings=(submission,))
    blobs = workspace.walker.blobs(submission.manifest)
    assessment = assess(submission, blobs, workspace.history, at=workspace.desk.now)
    reason = _reason_returned(workspace, submission)
    state: State = "returned" if reason else "refused" if assessment.findings else "waiting"
    if state == "waiting" and not assessment.missing:
        state = "ready"
    return Pending(
        identity,
        tip,
        state,
        content=submission.content.commit.id,
        author=assessment.author.id if assessment.author else None,
        paths=tuple(sorted(submission.manifest)),
        signed=tuple(f"{approval.step} by {approval.person}{_how(approval)}" for approval in assessment.approvals),
        missing=assessment.missing,
        mine=_steps_for(workspace, me, assessment) if me and state == "waiting" else (),
        findings=assessment.findings,
        reason=reason,
        hints=tuple(hint_at_copies(workspace, submission, blobs)),
    )


def _how(approval: Approval) -> str:
    """Nothing for a person's own signature; otherwise how strongly it is proven."""
    return f" ({approval.strength}, {approval.review.account})" if approval.review else ""


def _steps_for(workspace: Workspace, me: Person, assessment: Assessment) -> tuple[tuple[Step, str], ...]:
    """What `me` may sign now: a step still missing, in an office held, by neither author nor an earlier signer.

    Where policy lets one person check and consent, by who checked too.
    """
    if assessment.author is None or assessment.author.id == me.id:
        return ()
    has_signed = any(approval.person == me.id for approval in assessment.approvals)
    held = [office.id for office in workspace.history.law.policy.offices_of(me.id, workspace.day)]
    return tuple(
        (need.step, office)
        for need in assessment.missing
        for office in held
        if office in need.offices and (need.combinable or not has_signed)
    )


def _reason_returned(workspace: Workspace, submission: Submission) -> str | None:
    path = ReturnPath(submission.content.commit.id).path
    if workspace.history.returned_paths.get(path) != frozenset(submission.manifest):
        return None
    data = workspace.repository.read_blob(workspace.history.entries[path].oid) or b""
    document = check_document(path, data)[0]
    return str(document.value["reason"]["th"]) if document else None


def assess_tip(workspace: Workspace, tip: str) -> tuple[Submission, Assessment]:
    submission = workspace.walker.read_submission(tip)
    if isinstance(submission, Finding):
        raise RefusedError([submission])
    blobs = workspace.walker.blobs(submission.manifest)
    return submission, assess(submission, blobs, workspace.history, at=workspace.desk.now)
