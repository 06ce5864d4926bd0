"""The life of a change, as the people who live it ask for it: submit, look, approve, return, publish.

Each function does one act of one person from their own clone, against the trusted state of the shared repository as
it stands now, and leaves either the whole act there or nothing. What the judge would reject is refused here first,
with the judge's own findings; `publish` makes its merge for real, has it judged, and only then moves `main`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

import yaml

from repo_schema.admission import check_agreement, check_document, lines_after
from repo_schema.approvals import ApprovalForm, Step, render_form
from repo_schema.documents import Document
from repo_schema.facts import Register
from repo_schema.findings import Finding
from repo_schema.history import History, Malformed, Submission, Verdict, attached_files, day_of
from repo_schema.judgement import Assessment, assess, judge
from repo_schema.law import Office, Person
from repo_schema.layout import FilePath, ItemPath, ReturnPath, StatementPath, classify
from repo_schema.manifests import Entry, Manifest
from repo_schema.pointers import Pointer, parse_pointer
from repo_schema.references import based_on_path, check_based_on
from repo_schema.requirements import Requirement, requirements
from service.ledger.desk import (
    REMOTE_MAIN,
    REMOTE_SUBMISSIONS,
    SUBMISSIONS,
    Author,
    Desk,
    PushRefusedError,
    after_entries,
    entries_of,
)
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.registering import note_verdict
from service.ledger.repository import Repository
from service.ledger.verifier import Progress, extend, verify
from service.ledger.walker import Walker

TRIES: Final = 5
"""How often an act is tried again when a colleague was quicker."""

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


@dataclass(frozen=True, slots=True)
class Submitted:
    id: str
    content: str
    paths: tuple[str, ...]
    missing: tuple[Requirement, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Approved:
    id: str
    step: Step
    office: str
    commit: str
    missing: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Published:
    id: str
    commit: str
    paths: tuple[str, ...]
    edited_meanwhile: tuple[str, ...] = ()
    """Paths that moved on `main` while the person edits them: their text stays."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: `paths` were looked at."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass
class Workspace:
    """One person at their clone, with the trusted state of the shared repository as last fetched."""

    desk: Desk
    repository: Repository
    history: History
    main: str
    """The head of the shared `main`."""
    commits: list[str] = field(default_factory=list)
    """`main`'s commits, oldest first."""
    register: Register = field(default_factory=Register)
    """What became public since the anchor."""

    def refresh(self) -> None:
        """Take in what colleagues did meanwhile; raises `ForkedError` when `main` was rewritten."""
        self.desk.fetch()
        head = self.repository.head(REMOTE_MAIN)
        if head is not None and head != self.main:
            extend(self.repository, self.history, head, sink=self.note)
            self.main = head

    def note(self, verdict: Verdict, history: History) -> None:
        self.commits.append(verdict.commit)
        note_verdict(self.register, verdict, history)

    @property
    def day(self) -> date:
        return day_of(max(self.desk.now, self.history.at))

    @property
    def walker(self) -> Walker:
        return Walker(self.repository)

    def me(self) -> Person:
        """Whoever's key this clone signs with; raises `RefusedError` when policy does not know it."""
        key = self.desk.signing_key
        person = self.history.law.policy.signer(key, self.day, self.day)
        if person is None:
            raise RefusedError([Finding("key_unknown_to_policy", found=key)])
        return person

    def author(self, role: str) -> Author:
        return Author(self.me().id, f"{role}@{self.history.law.settings.domain}")


@contextmanager
def open_workspace(desk: Desk, *, progress: Progress | None = None, follow: bool = True) -> Iterator[Workspace]:
    """The workspace of `desk`, verified from its anchor; raises `LedgerError` when that cannot be told.

    With `follow`, the local `main` and the working tree are brought up to what is published, as `Desk.follow` does.
    """
    desk.fetch()
    with Repository(desk.git_dir) as repository:
        commits: list[str] = []
        register = Register()

        def note(verdict: Verdict, history: History) -> None:
            commits.append(verdict.commit)
            note_verdict(register, verdict, history)

        found = verify(
            repository,
            anchor=desk.pinned_anchor,
            ref=REMOTE_MAIN,
            progress=progress,
            sink=note,
            count=False,
        )
        if follow:
            desk.follow(found.head)
        yield Workspace(desk, repository, found.history, found.head, [found.anchor, *commits], register)


# Preparing.


def check(workspace: Workspace, paths: Sequence[str] | None = None) -> Checked:
    """What stands against the working tree's changes (or just `paths`) before anything is submitted."""
    changes, strays = _selected(workspace, paths)
    findings, warnings = [], [Finding("path_not_allowed", path=path) for path in strays]
    for path, data in changes.items():
        problems, cautions = _check_one(workspace, path, data, changes)
        findings += problems
        warnings += cautions
    return Checked(tuple(changes), tuple(findings), tuple(warnings))


def submit(
    workspace: Workspace,
    paths: Sequence[str] | None = None,
    *,
    message: str = "",
    together: bool = False,
    replace_newer: bool = False,
    dry_run: bool = False,
) -> Submitted:
    """Make one submission of the changed files (or just `paths`) and put it before the unit's head.

    Several items go into one submission only when named, or with `together`. A file of which a colleague published a
    newer version meanwhile is refused, unless with `replace_newer`. Raises `RefusedError` with every finding; then
    nothing was made.
    """
    checked = check(workspace, paths)
    if checked.findings:
        raise RefusedError(checked.findings)
    contents, _ = _selected(workspace, paths)
    if not contents:
        raise RefusedError([Finding("nothing_to_submit")])
    items = [path for path in contents if isinstance(classify(path), ItemPath)]
    if len(items) > 1 and not paths and not together:
        raise RefusedError([Finding("submission_several", found=", ".join(items))])
    if not replace_newer:
        _refuse_newer(workspace, contents)
    return propose(workspace, contents, message=message, warnings=checked.warnings, dry_run=dry_run)


def propose(
    workspace: Workspace,
    contents: Mapping[str, bytes | None],
    *,
    message: str = "",
    warnings: tuple[Finding, ...] = (),
    dry_run: bool = False,
) -> Submitted:
    """Sign `contents` as one submission on a clean base and push it; raises `RefusedError`, having pushed nothing."""
    entries = entries_of(workspace.desk, contents)
    base = _clean_base(workspace, tuple(entries))
    identity = submission_id(tuple(entries), base)
    text = message or f"Prepare {identity}"
    tree = workspace.desk.write_tree(base, entries)
    author = workspace.author(_role_of(identity, workspace.me()))
    content = workspace.desk.write_commit(tree, [base], f"{text.strip()}\n", author)
    submission, assessment = _assess(workspace, content)
    if assessment.findings:
        raise RefusedError(assessment.findings)
    branch = f"{SUBMISSIONS}{identity}"
    standing = workspace.repository.branches(REMOTE_SUBMISSIONS).get(f"{REMOTE_SUBMISSIONS}{identity}")
    if standing is not None:
        _refuse_same(workspace, standing, submission)
    if not dry_run:
        _carry_files(workspace, submission.manifest)
        workspace.desk.push({branch: content}, replacing={branch: standing} if standing else {})
    return Submitted(identity, content, tuple(sorted(entries)), assessment.missing, warnings)


def submission_id(paths: Sequence[str], base: str) -> str:
    """`<obligation>/<unit>/<name>` of the first item; a statement's own; `policy/<base>` for a change of policy."""
    for path in sorted(paths):
        kind = classify(path)
        if isinstance(kind, ItemPath):
            return kind.id
        if isinstance(kind, StatementPath):
            return kind.submission
    return f"policy/{base[:12]}"


def _selected(workspace: Workspace, paths: Sequence[str] | None) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    """The changed files asked for, with the attachments they name; and the changed files that no rule names."""
    history = workspace.history
    changes = workspace.desk.changes(workspace.desk.started_from(workspace.main))
    current = {path: history.landed(path) for path in changes}
    for path in history.untrusted if paths else ():
        if _is_asked(path, paths or ()):  # what landed unapproved and is named becomes a proposal as it stands
            changes.setdefault(path, workspace.desk.read_working(path))
            current[path] = history.entries.get(path)
    changes = {path: data for path, data in changes.items() if not _stands(data, current[path])}
    strays = tuple(path for path in changes if classify(path) is None)
    if not paths:
        chosen = {path: data for path, data in changes.items() if path not in strays}
        workspace.desk.refuse_links(chosen)
        return chosen | _dropped_files(workspace, chosen), strays
    wanted = {path for path in changes if _is_asked(path, paths)}
    for path in sorted(wanted):
        data = changes[path]
        if isinstance(classify(path), ItemPath):
            files = _attached(path, data)
            changes |= {file: workspace.desk.read_working(file) for file in files & history.untrusted.keys()}
            wanted |= files & changes.keys()
    chosen = {path: data for path, data in changes.items() if path in wanted}
    workspace.desk.refuse_links(chosen)
    return chosen | _dropped_files(workspace, chosen), ()


def _is_asked(path: str, paths: Iterable[str]) -> bool:
    return any(path == asked or path.startswith(f"{asked}/") for asked in paths)


def _dropped_files(workspace: Workspace, chosen: Mapping[str, bytes | None]) -> dict[str, None]:
    """Attachments that no item would name any more: they leave together with their last mention."""
    items = {path: data for path, data in chosen.items() if isinstance(classify(path), ItemPath)}
    named = {file for path, data in items.items() for file in _attached(path, data)}
    dropped = {file for path in items for file in workspace.history.files_of(path)} - named
    return {file: None for file in sorted(dropped) if workspace.history.referrers(file) <= items.keys()}


def _stands(data: bytes | None, entry: Entry | None) -> bool:
    """Whether this is what `main` holds already."""
    if data is None or entry is None:
        return data is None and entry is None
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == entry.oid


def _refuse_newer(workspace: Workspace, contents: Mapping[str, bytes | None]) -> None:
    """Nobody overwrites a colleague's newer version without having seen it."""
    start = workspace.desk.started_from(workspace.main)
    if start == workspace.main:
        return
    since = workspace.history.position(start) or 0
    landed = workspace.desk.altered_between(start, workspace.main) & contents.keys()
    if newer := [path for path in sorted(landed) if workspace.history.altered_at(path) > since]:
        raise RefusedError([Finding("published_meanwhile", path=path) for path in newer])


def _attached(path: str, data: bytes | None) -> frozenset[str]:
    document = check_document(path, data)[0] if data is not None else None
    rows = document.value.get("attachments") if document else None
    if not isinstance(rows, list):
        return frozenset()
    return frozenset(row["file"] for row in rows if isinstance(row, dict) and isinstance(row.get("file"), str))


def _check_one(
    workspace: Workspace, path: str, data: bytes | None, changes: Mapping[str, bytes | None]
) -> tuple[list[Finding], list[Finding]]:
    kind = classify(path)
    if kind is None:
        return [Finding("path_not_allowed", path=path)], []
    if data is None:
        return ([Finding("item_deleted", path=path)] if isinstance(kind, ItemPath) else []), []
    if isinstance(kind, FilePath):
        return _check_file(workspace, path, data)
    if not path.endswith(".yaml"):
        return [], []
    document, problems = check_document(path, data)
    if document is None or problems:
        return list(problems), []
    findings = list(check_agreement(path, document, workspace.history.law, workspace.day))
    if isinstance(kind, ItemPath):
        known = workspace.history.pointers.keys() | {name for name, found in changes.items() if found is not None}
        missing = attached_files(document) - known
        findings += [Finding("attachment_missing", path=path, found=file) for file in sorted(missing)]
        findings += check_based_on(document, lines_after(workspace.history, _beside(document, changes)))
    return findings, []


def _beside(document: Document, changes: Mapping[str, bytes | None]) -> dict[str, Document]:
    """The plan that a report is based on, where both are published together."""
    path = based_on_path(document) or ""
    data = changes.get(path)
    plan, problems = check_document(path, data) if data is not None else (None, ())
    return {path: plan} if plan and not problems else {}


def _check_file(workspace: Workspace, path: str, data: bytes) -> tuple[list[Finding], list[Finding]]:
    pointer = parse_pointer(data)
    if pointer is None:
        return [Finding("pointer_invalid", path=path)], []
    rules = workspace.history.law.policy.rules
    if pointer.size > rules.refuse_bytes:
        return [Finding("file_too_large", path=path, expected=f"{rules.refuse_bytes}", found=f"{pointer.size}")], []
    findings = []
    match workspace.desk.store.state(pointer):
        case "missing":
            findings = [Finding("file_missing_in_store", path=path)]
        case "damaged":
            findings = [Finding("file_damaged", path=path, expected=pointer.sha256)]
    large = pointer.size > rules.warn_bytes
    return findings, [
        Finding("file_large", path=path, expected=f"{rules.warn_bytes}", found=f"{pointer.size}")
    ] if large else []


def _clean_base(workspace: Workspace, paths: Sequence[str]) -> str:
    """The newest commit of `main` whose entries for `paths` are the trusted ones, so that reviewers see the truth.

    Raises `RefusedError` naming the paths to restore when there is none.
    """
    history, trees = workspace.history, workspace.walker.trees
    oldest = max(history.altered_at(path) for path in paths)
    wanted = {path: history.entries.get(path) for path in paths}
    for commit in reversed(workspace.commits[oldest:]):
        entries = trees.some_entries(workspace.walker.tree_of(commit), paths)
        if entries == wanted:
            return commit
    blocked = [path for path in paths if history.landed(path) != wanted[path]]
    raise RefusedError([Finding("base_untrusted", path=path) for path in blocked])


def _role_of(identity: str, person: Person) -> str:
    parts = identity.split("/")
    unit = parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - obligation, unit, name
    return unit if unit in person.units else next(iter(person.units), person.id)


def _refuse_same(workspace: Workspace, standing: str, submission: Submission) -> None:
    there = workspace.walker.read_submission(standing)
    if isinstance(there, Submission) and there.manifest == submission.manifest:
        returned = ReturnPath(there.content.commit.id).path in workspace.history.returned_paths
        if not returned and there.base == submission.base:
            raise RefusedError([Finding("already_submitted", found=there.content.commit.id)])


def _carry_files(workspace: Workspace, manifest: Manifest) -> None:
    """Bring the attachments a submission names into the shared store; raises when they are not here whole."""
    paths = {pointer: path for path, pointer in _pointers(workspace, manifest)}
    if not paths:
        return
    store = workspace.desk.remote_store()
    if store is None:
        raise LedgerError(
            th="คลังกลางไม่ได้อยู่บนเครื่องหรือไดรฟ์ที่เข้าถึงเป็นโฟลเดอร์ได้ จึงยังส่งไฟล์แนบไปไม่ได้",
            en="the shared repository is no folder that this machine can reach; so attachments stay here",
            hint_th="ใช้คลังกลางที่เป็นโฟลเดอร์ร่วม หรือส่งรายการที่ไม่มีไฟล์แนบ",
            hint_en="use a shared repository on a reachable folder, or submit items without attachments",
        )
    lacking = store.copy_from(workspace.desk.store, paths)
    if lacking:
        raise RefusedError([Finding("file_missing_in_store", path=paths[pointer]) for pointer in lacking])


def _pointers(workspace: Workspace, manifest: Manifest) -> Iterator[tuple[str, Pointer]]:
    for path, (_, after) in manifest.items():
        if after is not None and isinstance(classify(path), FilePath):
            pointer = parse_pointer(workspace.repository.read_blob(after.oid) or b"")
            if pointer is not None:
                yield path, pointer


# Looking.


def inbox(workspace: Workspace) -> tuple[Pending, ...]:
    """Every submission on its way, with what each still lacks and what whoever asks may sign."""
    branches = workspace.repository.branches(REMOTE_SUBMISSIONS)
    try:
        me: Person | None = workspace.me()
    except RefusedError:
        me = None
    return tuple(
        _pending(workspace, ref.removeprefix(REMOTE_SUBMISSIONS), tip, me) for ref, tip in sorted(branches.items())
    )


def find_pending(workspace: Workspace, identity: str) -> Pending:
    """The submission called `identity` (its item's id, or an ending of it); raises `RefusedError` if none is."""
    rows = inbox(workspace)
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


def _pending(workspace: Workspace, identity: str, tip: str, me: Person | None) -> Pending:
    submission = workspace.walker.read_submission(tip)
    if isinstance(submission, Finding):
        return Pending(identity, tip, "refused", findings=(submission,))
    assessment = _assess_submission(workspace, submission)
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
        signed=tuple(f"{approval.step} by {approval.person}" for approval in assessment.approvals),
        missing=assessment.missing,
        mine=_steps_for(workspace, me, assessment) if me and state == "waiting" else (),
        findings=assessment.findings,
        reason=reason,
    )


def _steps_for(workspace: Workspace, me: Person, assessment: Assessment) -> tuple[tuple[Step, str], ...]:
    """What `me` may sign now: a step still missing, in an office held, by neither author nor an earlier signer."""
    if assessment.author is None or assessment.author.id == me.id:
        return ()
    if any(approval.person == me.id for approval in assessment.approvals):
        return ()
    held = [office.id for office in workspace.history.law.policy.offices_of(me.id, workspace.day)]
    return tuple((need.step, office) for need in assessment.missing for office in held if office in need.offices)


def _reason_returned(workspace: Workspace, submission: Submission) -> str | None:
    path = ReturnPath(submission.content.commit.id).path
    if workspace.history.returned_paths.get(path) != frozenset(submission.manifest):
        return None
    data = workspace.repository.read_blob(workspace.history.entries[path].oid) or b""
    document = check_document(path, data)[0]
    return str(document.value["reason"]["th"]) if document else None


def _assess(workspace: Workspace, tip: str) -> tuple[Submission, Assessment]:
    submission = workspace.walker.read_submission(tip)
    if isinstance(submission, Finding):
        raise RefusedError([submission])
    return submission, _assess_submission(workspace, submission)


def _assess_submission(workspace: Workspace, submission: Submission) -> Assessment:
    blobs = workspace.walker.blobs(submission.manifest)
    return assess(submission, blobs, workspace.history, at=workspace.desk.now)


# Approving and sending back.


def approve(
    workspace: Workspace, identity: str, *, step: Step | None = None, expect: str | None = None, dry_run: bool = False
) -> Approved:
    """Sign the step due from whoever asks, over exactly the content they were shown.

    `expect` is the content commit they saw; without it, what `review` last showed them here. Raises `RefusedError`.
    """
    me = workspace.me()
    pending = find_pending(workspace, identity)
    seen = expect or workspace.desk.shown(pending.id)
    if seen is not None and seen != pending.content:
        raise RefusedError([Finding("submission_changed", expected=seen, found=pending.content)])
    if pending.findings or pending.state == "returned":
        raise RefusedError(pending.findings or [Finding("returned", found=pending.content)])
    submission, assessment = _assess(workspace, pending.tip)
    if assessment.author is not None and assessment.author.id == me.id:
        raise RefusedError([Finding("approval_by_author", commit=pending.content, found=me.id)])
    due = _choose_step(pending, step, me)
    form = ApprovalForm(due[0], due[1], submission.manifest, privacy_considered=due[0] == "unit_check")
    for _ in range(TRIES):
        commit = workspace.desk.write_commit(
            submission.content.commit.tree, [pending.tip], render_form(form), workspace.author(due[1])
        )
        after = _assess(workspace, commit)[1]
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


def _choose_step(pending: Pending, step: Step | None, me: Person) -> tuple[Step, str]:
    mine = [due for due in pending.mine if step in {None, due[0]}]
    if not mine:
        waiting = ", ".join(f"{need.step} ({', '.join(sorted(need.offices))})" for need in pending.missing)
        raise RefusedError([Finding("step_none_due", expected=waiting or None, found=me.id)])
    if len({due[0] for due in mine}) > 1:
        raise RefusedError([Finding("step_ambiguous", expected=", ".join(due[0] for due in mine))])
    return mine[0]


def _look_again(workspace: Workspace, pending: Pending) -> Pending:
    """The same submission after a colleague was quicker; raises when its content is no longer the same."""
    workspace.desk.fetch()
    now = find_pending(workspace, pending.id)
    if now.content != pending.content:
        raise RefusedError([Finding("submission_changed", expected=pending.content, found=now.content)])
    return now


def send_back(workspace: Workspace, identity: str, reason: str, *, dry_run: bool = False) -> Published:
    """Return a submission with a reason: a record on `main` by which its content can never be published."""
    me = workspace.me()
    pending = find_pending(workspace, identity)
    if pending.content is None:
        raise RefusedError(pending.findings)
    if pending.state == "returned":
        raise RefusedError([Finding("returned", found=pending.content)])
    needs = requirements(workspace.history.law, pending.paths)
    held = workspace.history.law.policy.offices_of(me.id, workspace.day)
    office = next((o for o in held if any(o.id in need.offices for need in needs)), None)
    if office is None:
        raise RefusedError([Finding("return_not_allowed", commit=pending.content, found=me.id)])
    path = ReturnPath(pending.content).path
    record = _return_record(pending, office, reason, workspace.day)
    entry = entries_of(workspace.desk, {path: record})

    def build() -> str:
        tree = workspace.desk.write_tree(workspace.main, entry)
        content = workspace.desk.write_commit(
            tree, [workspace.main], f"Return {pending.id}\n", workspace.author(office.id)
        )
        return workspace.desk.write_commit(
            tree, [workspace.main, content], f"Return {pending.id}\n", workspace.author(office.id)
        )

    commit, verdict = _move_main(workspace, build, dry_run=dry_run)
    return Published(pending.id, commit, tuple(verdict.manifest))


def _return_record(pending: Pending, office: Office, reason: str, day: date) -> bytes:
    record = {
        "schema": "return/v1",
        "submission": pending.content,
        "paths": list(pending.paths),
        "office": office.id,
        "reason": {"th": reason},
        "returned_on": day.isoformat(),
    }
    text: str = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    return text.encode()


# Publishing.


def publish(workspace: Workspace, identity: str, *, consent: bool = False, dry_run: bool = False) -> Published:
    """Merge a submission into `main`, exactly as approved; with `consent`, the merge is the executive's own consent.

    Raises `RefusedError` with the judge's findings: then `main` was not moved.
    """
    pending = find_pending(workspace, identity)
    submission, _ = _assess(workspace, pending.tip)
    _require_files(workspace, submission.manifest)
    message, role = _merge_message(workspace, pending, submission, consent=consent)

    def build() -> str:
        changes = after_entries(submission.manifest)
        tree = workspace.desk.write_tree(workspace.main, changes)
        return workspace.desk.write_commit(tree, [workspace.main, pending.tip], message, workspace.author(role))

    commit, verdict = _move_main(workspace, build, dry_run=dry_run, done=pending)
    edited = () if dry_run else workspace.desk.follow(commit)
    return Published(pending.id, commit, tuple(sorted(verdict.manifest)), edited)


def _merge_message(workspace: Workspace, pending: Pending, submission: Submission, *, consent: bool) -> tuple[str, str]:
    me = workspace.me()
    if not consent:
        return f"Publish {pending.id}\n", _role_of(pending.id, me)
    step, office = _choose_step(pending, "consent", me)
    return render_form(ApprovalForm(step, office, submission.manifest)), office


def _require_files(workspace: Workspace, manifest: Manifest) -> None:
    """What is published must be there to be read."""
    store = workspace.desk.remote_store() or workspace.desk.store
    findings = [
        Finding("file_missing_in_store" if state == "missing" else "file_damaged", path=path, expected=pointer.sha256)
        for path, pointer in _pointers(workspace, manifest)
        if (state := store.state(pointer)) != "present"
    ]
    if findings:
        raise RefusedError(findings)


def _move_main(
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
