"""Merge a submission into `main`, exactly as approved.

The merge is made for real, judged, and only then moves `main`; if a colleague was quicker it is made again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from repo_schema.approvals import ApprovalForm, render_form
from repo_schema.findings import Finding
from repo_schema.history import Malformed, Submission, Verdict
from repo_schema.judgement import judge
from service.ledger.approving import TRIES
from service.ledger.carrying import require_files
from service.ledger.desk import REMOTE_SUBMISSIONS, SUBMISSIONS, PushRefusedError, after_entries
from service.ledger.errors import RefusedError
from service.ledger.inbox import Pending, assess_tip, choose_step, find_pending
from service.ledger.workspace import Workspace, role_of

__all__ = ["Published", "merge", "move_main", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    id: str
    commit: str
    paths: tuple[str, ...]
    edited_meanwhile: tuple[str, ...] = ()
    """Paths that moved on `main` while the person edits them: their text stays."""


def publish(workspace: Workspace, identity: str, *, consent: bool = False, dry_run: bool = False) -> Published:
    """Merge a submission into `main`, exactly as approved; with `consent`, the merge is the executive's own consent.

    Raises `RefusedError` with the judge's findings: then `main` was not moved.
    """
    pending = find_pending(workspace, identity)
    submission, _ = assess_tip(workspace, pending.tip)
    require_files(workspace, submission.manifest, dry_run=dry_run)
    message, role = _merge_message(workspace, pending, submission, consent=consent)
    return merge(workspace, pending, submission, message=message, role=role, dry_run=dry_run)


def merge(
    workspace: Workspace, pending: Pending, submission: Submission, *, message: str, role: str, dry_run: bool
) -> Published:
    """Merge the approvals that end in `pending.tip`; raises `RefusedError` as `publish` does."""

    def build() -> str:
        changes = after_entries(submission.manifest)
        tree = workspace.desk.write_tree(workspace.main, changes)
        return workspace.desk.write_commit(tree, [workspace.main, pending.tip], message, workspace.author(role))

    commit, verdict = move_main(workspace, build, dry_run=dry_run, done=pending)
    edited = () if dry_run else workspace.desk.follow(commit)
    return Published(pending.id, commit, tuple(sorted(verdict.manifest)), edited)


def _merge_message(workspace: Workspace, pending: Pending, submission: Submission, *, consent: bool) -> tuple[str, str]:
    me = workspace.me()
    if not consent:
        return f"Publish {pending.id}\n", role_of(pending.id, me)
    step, office = choose_step(pending, "consent", me)
    return render_form(ApprovalForm(step, office, submission.manifest)), office


def move_main(
    workspace: Workspace, build: Callable[[], str], *, dry_run: bool, done: Pending | None = None
) -> tuple[str, Verdict]:
    """Build the next commit of `main`, have it judged, move `main`; again if a colleague was quicker."""
    for _ in range(TRIES):
        commit = build()
        verdict = _judge_next(workspace, commit)
        if not verdict.accepted:
            raise RefusedError(verdict.findings)
        if dry_run:
            return commit, verdict
        updates: dict[str, str | None] = {"main": commit}
        spent = _spent_branch(workspace, done) if done else {}
        try:
            workspace.desk.push(updates | dict.fromkeys(spent), replacing=spent)
        except PushRefusedError:
            if not _catch_up(workspace):
                raise
            continue
        return commit, verdict
    raise RefusedError([Finding("push_rejected", found=workspace.main)])


def _judge_next(workspace: Workspace, commit: str) -> Verdict:
    step = workspace.walker.read(commit, workspace.main)
    if isinstance(step, Malformed):
        raise RefusedError(step.findings)
    return judge(step, workspace.history)


def _catch_up(workspace: Workspace) -> bool:
    """Take in what colleagues did meanwhile; False when nothing moved, so that trying again is no use."""
    before = workspace.main, workspace.repository.branches(REMOTE_SUBMISSIONS)
    workspace.refresh()
    return before != (workspace.main, workspace.repository.branches(REMOTE_SUBMISSIONS))


def _spent_branch(workspace: Workspace, pending: Pending) -> dict[str, str]:
    """The published submission's branch, if it still carries what is published: it goes in the same push."""
    tip = workspace.repository.branches(REMOTE_SUBMISSIONS).get(f"{REMOTE_SUBMISSIONS}{pending.id}")
    there = workspace.walker.read_submission(tip) if tip else None
    if tip is None or not isinstance(there, Submission) or there.content.commit.id != pending.content:
        return {}
    return {f"{SUBMISSIONS}{pending.id}": tip}
