"""Content from a forge's own editor, folded into one commit that the recorder signs for the account that wrote it.

The unsigned commits count for nothing; what they add up to is put before the unit as any submission is, under a name of
its own, and the merge request's branch is never moved. The folded commit has exactly the tree of the head that stands
there, so that a review of that head is a review of it. Whose content it is, is told by whom the forge saw pushing and
never by what a commit says of its author: that can only speak against it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from repo_schema.commits import Commit, CommitGrammarError, parse_commit
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.law import Person
from repo_schema.layout import FilePath, ReturnPath, classify, submission_id, vouched_id
from repo_schema.manifests import Manifest
from repo_schema.pointers import parse_pointer
from repo_schema.recording import read_vouching, vouched_author
from repo_schema.reviews import Account, Forge
from repo_schema.vouching import Vouching, render_vouching
from service.ledger.desk import HEADS, REMOTE_SUBMISSIONS, SUBMISSIONS, PushRefusedError, after_entries
from service.ledger.errors import ObjectMissingError, RefusedError
from service.ledger.forges.common import NOTHING, ForgeError, MergeRequest, Push, Source
from service.ledger.inbox import Pending, assess_tip, pending_at
from service.ledger.looking import refuse_private
from service.ledger.preparing import check_contents
from service.ledger.workspace import Workspace

__all__ = ["COMMITS_AT_MOST", "Folder", "Landed"]

COMMITS_AT_MOST: Final = 64
"""On the branch of one merge request."""
_CO_AUTHOR: Final = re.compile(r"^co-authored-by\s*:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Branch:
    """What a merge request's branch adds to `main`."""

    base: str
    head: str
    commits: tuple[Commit, ...]
    manifest: Manifest
    contents: Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Landed:
    """What a merge request proposed, and is public."""

    id: str
    commit: str
    """Of `main`, that published it."""
    paths: tuple[str, ...]
    is_vouched: bool


class Folder:
    """Folds the merge requests of one forge, at the recorder's clone."""

    def __init__(self, workspace: Workspace, forge: Forge, source: Source, me: Person, role: str) -> None:
        self._workspace = workspace
        self._forge = forge
        self._source = source
        self._me = me
        self._role = role

    def landed(self, request: MergeRequest) -> Landed | None:
        """What became of a merge request whose content is public, as far as its head is here and can be read."""
        try:
            signed = self._workspace.walker.read_submission(request.head)
            branch = None if isinstance(signed, Submission) else self._read(request.head)
        except (ObjectMissingError, RefusedError):
            return None
        if isinstance(signed, Submission):
            manifest, base = signed.manifest, signed.base
        elif branch is not None:
            manifest, base = branch.manifest, branch.base
        entries = self._workspace.history.entries
        if not manifest or any(entries.get(path) != after for path, (_, after) in manifest.items()):
            return None
        name = submission_id(after_entries(manifest), base)
        if branch is not None:
            name = vouched_id(name, self._forge.id, request.number)
        at = max(self._workspace.history.altered_at(path) for path in manifest)
        return Landed(name, self._workspace.commits[at], tuple(sorted(manifest)), branch is not None)

    def fetch(self, request: MergeRequest) -> None:
        """Have the merge request's head here, if there is one."""
        if request.ref is not None and not self._is_signed(request.head):
            self._workspace.desk.fetch_head(request.ref)

    def fold(self, request: MergeRequest, *, dry_run: bool) -> Pending | None:
        """The submission that `request`, which was fetched, becomes; None where its head is signed.

        Raises `RefusedError` with everything that stands against it; then nothing was made.
        """
        if request.ref is None or self._is_signed(request.head):
            return None
        found = self._workspace.repository.head(f"{HEADS}{request.ref}")
        if found != request.head:
            raise RefusedError([Finding("fold_head_moved", expected=request.head, found=found)])
        branch = self._read(request.head)
        rules = self._workspace.history.law.policy.rules.reviews
        if rules is None or not rules.vouched:
            raise RefusedError([Finding("vouching_not_allowed", found=self._forge.id)])
        account = self._account(request, branch)
        self._refuse(branch, account, request)
        return self._make(branch, account, request, dry_run=dry_run)

    def _is_signed(self, head: str) -> bool:
        """Whether it is a submission and stands for itself; False also where it is not here."""
        try:
            return isinstance(self._workspace.walker.read_submission(head), Submission)
        except ObjectMissingError:
            return False

    def withdraw(self, requests: tuple[MergeRequest, ...]) -> None:
        """Take away what was folded of merge requests that were closed, are drafts, or stand at another head now.

        Where that does not succeed (somebody signs it at this moment) the next run does it.
        """
        standing = {row.number: row for row in requests if row.state != "closed" and not row.is_draft}
        known = {request.number for request in requests}
        gone = {
            branch: tip
            for branch, tip, number, vouching in self._folded()
            if number in known and (number not in standing or standing[number].head != vouching.head)
        }
        for branch, tip in gone.items():
            with suppress(PushRefusedError):
                self._workspace.desk.push({branch: None}, replacing={branch: tip})
        if gone:
            self._workspace.refresh()

    def _folded(self) -> Iterator[tuple[str, str, int, Vouching]]:
        """Branch, tip, number of the merge request and what is vouched for, of everything folded from this forge."""
        for ref, tip in self._workspace.repository.branches(REMOTE_SUBMISSIONS).items():
            submission = self._workspace.walker.read_submission(tip)
            if not isinstance(submission, Submission):
                continue
            vouching = read_vouching(submission.content.commit.message)
            _, found, number = ref.rpartition(f"--{self._forge.id}-")
            if vouching is not None and vouching.account.forge == self._forge.id and found and number.isdecimal():
                yield f"{SUBMISSIONS}{ref.removeprefix(REMOTE_SUBMISSIONS)}", tip, int(number), vouching

    def _read(self, head: str) -> _Branch:
        commits: list[Commit] = []
        oid = head
        while self._workspace.history.position(oid) is None:
            commit = self._commit(oid)
            if len(commit.parents) > 1:
                raise RefusedError([Finding("fold_merge_commit", commit=oid)])
            if not commit.parents or len(commits) == COMMITS_AT_MOST:
                raise RefusedError([Finding("fold_too_long", commit=head, expected=f"{COMMITS_AT_MOST}")])
            commits.append(commit)
            (oid,) = commit.parents
        walker = self._workspace.walker
        manifest = walker.trees.difference(walker.tree_of(oid), walker.tree_of(head))
        blobs = walker.blobs(manifest)
        contents = {path: blobs.get(after.oid) if after else None for path, (_, after) in manifest.items()}
        return _Branch(oid, head, tuple(commits), manifest, contents)

    def _commit(self, oid: str) -> Commit:
        try:
            return parse_commit(oid, self._workspace.repository.read_commit(oid))
        except CommitGrammarError as error:
            raise RefusedError([Finding("commit_grammar", commit=oid, found=f"{oid}: {error}")]) from error

    # Whose it is.

    def _account(self, request: MergeRequest, branch: _Branch) -> Account:
        """The one account that opened the merge request and made every move of its branch."""
        if request.is_foreign:
            raise RefusedError([Finding("fold_foreign", found=request.branch)])
        for commit in branch.commits:
            signer = self._signer(commit.id)
            if signer is not None:
                raise RefusedError([Finding("fold_signed", commit=commit.id, found=signer)])
        try:
            pushers = _pushers(self._source.pushes(request), request.head, is_main=self._is_main)
        except ForgeError:  # no such record there, or not for this token: the others' are carried all the same
            pushers = None
        if request.author is None or pushers is None:
            raise RefusedError([Finding("fold_pusher_unknown", found=request.branch)])
        hands = sorted({request.author, *pushers})
        written = {commit.author.email.lower() for commit in branch.commits}
        helped = any(_CO_AUTHOR.search(commit.message) for commit in branch.commits)
        if len(hands) > 1 or len(written) > 1 or helped:
            raise RefusedError([Finding("fold_several_authors", found=", ".join(hands))])
        return Account(self._forge.id, request.author)

    def _is_main(self, commit: str) -> bool:
        return self._workspace.history.position(commit) is not None

    def _signer(self, oid: str) -> str | None:
        """The person whose key signed `oid`, if policy ever listed it."""
        signed = self._workspace.walker.read_signed(oid)
        if isinstance(signed, Finding):
            return None
        return self._workspace.history.key_owners.get(signed.key)

    # What stands against it.

    def _refuse(self, branch: _Branch, account: Account, request: MergeRequest) -> None:
        workspace = self._workspace
        kinds = {path: classify(path) for path in branch.manifest}
        if strays := [Finding("path_not_allowed", path=path) for path, kind in kinds.items() if kind is None]:
            raise RefusedError(strays)
        message = render_vouching(Vouching(account, branch.head))
        policy = workspace.history.law.policy
        owner = vouched_author(message, [self._me], policy=policy, day=workspace.day, kinds=kinds)
        if isinstance(owner, Finding):
            raise RefusedError([owner])
        self._refuse_returned(branch)
        remote = workspace.desk.remote_store()
        if remote is not None:
            files = (data for path, data in branch.contents.items() if data and isinstance(kinds[path], FilePath))
            workspace.desk.store.copy_from(remote, [found for found in map(parse_pointer, files) if found])
        unread = [path for path, (_, after) in branch.manifest.items() if after and branch.contents[path] is None]
        readable = {path: data for path, data in branch.contents.items() if path not in unread}
        if findings := check_contents(workspace, readable).findings:
            raise RefusedError(findings)
        refuse_private(workspace, readable, message=message, name=self._name(branch, request), asked=False)

    def _refuse_returned(self, branch: _Branch) -> None:
        """Whoever sent this head back said so of it, also where what was folded then is not there any more."""
        for path, paths in self._workspace.history.returned_paths.items():
            kind = classify(path)
            if paths != frozenset(branch.manifest) or not isinstance(kind, ReturnPath):
                continue
            try:
                signed = self._workspace.walker.read_signed(kind.submission)
            except ObjectMissingError:
                continue
            vouching = None if isinstance(signed, Finding) else read_vouching(signed.commit.message)
            if vouching is not None and vouching.head == branch.head:
                raise RefusedError([Finding("returned", commit=kind.submission, path=path)])

    # What it becomes.

    def _name(self, branch: _Branch, request: MergeRequest) -> str:
        return vouched_id(submission_id(after_entries(branch.manifest), branch.base), self._forge.id, request.number)

    def _make(self, branch: _Branch, account: Account, request: MergeRequest, *, dry_run: bool) -> Pending:
        workspace, name = self._workspace, self._name(branch, request)
        tree = workspace.walker.tree_of(branch.head)
        message = render_vouching(Vouching(account, branch.head))
        content = workspace.desk.write_commit(tree, [branch.base], message, workspace.author(self._role))
        _, assessment = assess_tip(workspace, content)
        if assessment.findings:
            raise RefusedError(assessment.findings)
        standing = workspace.repository.branches(REMOTE_SUBMISSIONS).get(f"{REMOTE_SUBMISSIONS}{name}")
        if request.branch == f"{SUBMISSIONS}{name}":
            raise RefusedError([Finding("fold_name_taken", found=request.branch)])
        if not dry_run:
            branch_name = f"{SUBMISSIONS}{name}"
            try:
                workspace.desk.push({branch_name: content}, replacing={branch_name: standing} if standing else {})
            except PushRefusedError as error:
                raise RefusedError([Finding("push_rejected", found=name)]) from error
            workspace.refresh()
        return pending_at(workspace, name, content)


def _pushers(pushes: Iterator[Push], head: str, *, is_main: Callable[[str], bool]) -> frozenset[str] | None:
    """The accounts that moved a branch from its creation to `head`; None where the record has a gap.

    Each move must begin where the one before it ended: a forge may hide whose a push was, never that there was one.
    """
    logins: set[str] = set()
    expected: str | None = head
    for push in pushes:
        if push.after is None:  # it says only that the branch was made: what was pushed then must begin at main
            fits = bool(logins) and (expected in {None, NOTHING} or is_main(expected or ""))
        else:
            fits = push.after == expected
        if push.login is None or not fits:
            return None
        logins.add(push.login)
        if push.is_creation:
            return frozenset(logins)
        expected = push.before
    return None
