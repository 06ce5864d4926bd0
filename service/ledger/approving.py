"""Sign the step due from one's office, over exactly the content one was shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from repo_schema.approvals import ApprovalForm, Step, render_form
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.privacy.sources import Sighting
from repo_schema.requirements import Requirement
from service.ledger.carrying import bring_files
from service.ledger.desk import SUBMISSIONS, PushRefusedError
from service.ledger.errors import RefusedError
from service.ledger.inbox import Pending, assess_tip, choose_step, find_pending
from service.ledger.looking import Look, decide, look
from service.ledger.workspace import Workspace

__all__ = ["TRIES", "Approved", "Ask", "approve"]

Ask: TypeAlias = Callable[[int, Sighting], str]
"""Asks a person what they decide of one thing found; what they spell, as `--decide` would."""

TRIES: Final = 5
"""How often an act is tried again when a colleague was quicker."""


@dataclass(frozen=True, slots=True)
class Approved:
    id: str
    step: Step
    office: str
    commit: str
    missing: tuple[Requirement, ...]


def approve(
    workspace: Workspace,
    identity: str,
    *,
    step: Step | None = None,
    expect: str | None = None,
    answers: Mapping[int, str] | None = None,
    ask: Ask | None = None,
    dry_run: bool = False,
) -> Approved:
    """Sign the step due from whoever asks, over exactly the content they were shown.

    A unit check decides all that was found personal or secret: by `answers` (number, as `review` shows it, to
    decision), and for the rest by asking. Decisions given in another step are refused.
    `expect` is the content commit they saw; without it, what `review` last showed them here. Raises `RefusedError`.
    """
    me = workspace.me()
    pending = find_pending(workspace, identity)
    seen = expect or workspace.desk.shown(pending.id)
    if seen is not None and seen != pending.content:
        raise RefusedError([Finding("submission_changed", expected=seen, found=pending.content)])
    if pending.findings or pending.state == "returned":
        raise RefusedError(pending.findings or [Finding("returned", found=pending.content)])
    submission, assessment = assess_tip(workspace, pending.tip)
    if assessment.author is not None and assessment.author.id == me.id:
        raise RefusedError([Finding("approval_by_author", commit=pending.content, found=me.id)])
    due = choose_step(pending, step, me)
    found = _look(workspace, submission) if due[0] == "unit_check" else Look()
    decisions = decide(found, _answered(found, answers or {}, ask))
    form = ApprovalForm(
        due[0], due[1], submission.manifest, privacy_considered=due[0] == "unit_check", decisions=decisions
    )
    for _ in range(TRIES):
        commit = workspace.desk.write_commit(
            submission.content.commit.tree, [pending.tip], render_form(form), workspace.author(due[1])
        )
        after = assess_tip(workspace, commit)[1]
        if after.findings:
            raise RefusedError(after.findings)
        if dry_run:
            break
        try:
            workspace.desk.push({f"{SUBMISSIONS}{pending.id}": commit})
            break
        except PushRefusedError:
            before, pending = pending.tip, _look_again(workspace, pending)
            if pending.tip == before:
                raise
    else:
        raise RefusedError([Finding("push_rejected", found=pending.id)])
    return Approved(pending.id, due[0], due[1], commit, after.missing)


def _look(workspace: Workspace, submission: Submission) -> Look:
    """What the checker answers for; they cannot for a file that nobody can read."""
    if lacking := bring_files(workspace, submission.manifest):
        raise RefusedError([Finding("file_missing_in_store", path=path) for path in lacking])
    return look(workspace, submission)


def _answered(found: Look, given: Mapping[int, str], ask: Ask | None) -> Mapping[int, str]:
    answers = dict(given)
    for number, row in enumerate(found.standing, start=1):
        if ask is not None and number not in answers:
            answers[number] = ask(number, row)
    return answers


def _look_again(workspace: Workspace, pending: Pending) -> Pending:
    """The same submission after a colleague was quicker; raises when its content is no longer the same."""
    workspace.desk.fetch()
    now = find_pending(workspace, pending.id)
    if now.content != pending.content:
        raise RefusedError([Finding("submission_changed", expected=pending.content, found=now.content)])
    return now
