"""Check what one's working tree changed, and put it before the unit's head as one submission.

What the judge would reject is refused here first, with the judge's own findings; whatever is refused, nothing was made.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from repo_schema.admission import check_agreement, check_document, check_import, check_not_ahead, lines_after
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.layout import FilePath, ItemPath, ReturnPath, classify, is_document, submission_id
from repo_schema.manifests import Entry
from repo_schema.pointers import parse_pointer
from repo_schema.privacy.submissions import ASKS
from repo_schema.recognition import check_media_types
from repo_schema.references import based_on_path, check_based_on
from repo_schema.relisting import render_relisting
from repo_schema.requirements import Requirement
from repo_schema.texts import attached_files
from service.ledger.carrying import carry_files
from service.ledger.desk import REMOTE_SUBMISSIONS, SUBMISSIONS, entries_of
from service.ledger.errors import RefusedError
from service.ledger.inbox import assess_tip
from service.ledger.intake import examine
from service.ledger.legibility import read_contents, tell_hidden
from service.ledger.looking import look_at_change, refuse_private
from service.ledger.resembling import hint_at_copy
from service.ledger.workspace import Workspace, role_of

__all__ = ["Checked", "Submitted", "check", "check_contents", "propose", "submit"]


@dataclass(frozen=True, slots=True)
class Submitted:
    id: str
    content: str
    paths: tuple[str, ...]
    missing: tuple[Requirement, ...]
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: `paths` were looked at."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def check(workspace: Workspace, paths: Sequence[str] | None = None, *, ask: bool = False) -> Checked:
    """What stands against the working tree's changes (or just `paths`) before anything is submitted.

    With `ask`, what is personal or secret beyond doubt is only told: the unit's checker will decide it.
    """
    changes, strays = _selected(workspace, paths)
    checked = check_contents(workspace, changes, ask=ask)
    return replace(
        checked, warnings=(*(Finding("path_not_allowed", path=path) for path in strays), *checked.warnings)
    )


def check_contents(workspace: Workspace, contents: Mapping[str, bytes | None], *, ask: bool = False) -> Checked:
    """What stands against these files (path to bytes; None: removed), wherever they were written."""
    findings, warnings = [], []
    for path, data in contents.items():
        problems, cautions = _check_one(workspace, path, data, contents)
        findings += problems
        warnings += cautions
    never, held, told = look_at_change(workspace, contents)
    findings += never if ask else (*never, *held)
    warnings += (*held, *told) if ask else told
    return Checked(tuple(contents), tuple(findings), tuple(warnings))


def submit(
    workspace: Workspace,
    paths: Sequence[str] | None = None,
    *,
    message: str = "",
    together: bool = False,
    replace_newer: bool = False,
    ask: bool = False,
    dry_run: bool = False,
) -> Submitted:
    """Make one submission of the changed files (or just `paths`) and put it before the unit's head.

    Several items go into one submission only when named, or with `together`. A file of which a colleague published a
    newer version meanwhile is refused, unless with `replace_newer`; so is what is personal or secret beyond doubt,
    unless with `ask` it goes before the checker for a decision. Raises `RefusedError` with every finding; then
    nothing was made.
    """
    checked = check(workspace, paths, ask=ask)
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
    return propose(workspace, contents, message=message, warnings=checked.warnings, ask=ask, dry_run=dry_run)


def propose(
    workspace: Workspace,
    contents: Mapping[str, bytes | None],
    *,
    name: str | None = None,
    message: str = "",
    warnings: tuple[Finding, ...] = (),
    ask: bool = False,
    dry_run: bool = False,
) -> Submitted:
    """Sign `contents` as one submission on a clean base and push it; raises `RefusedError`, having pushed nothing.

    `name`: what the submission is called; by default, as its first item.
    """
    entries = entries_of(workspace.desk, contents)
    base = _clean_base(workspace, tuple(entries))
    identity = name or submission_id(entries, base)
    again = [path for path, entry in entries.items() if entry == workspace.history.entries.get(path)]
    text = (message or f"Prepare {identity}").strip()
    refuse_private(workspace, contents, message=text, name=identity, asked=ask)
    text = render_relisting(again, asks=ask).strip() if again else f"{text}\n\n{ASKS}" if ask else text
    tree = workspace.desk.write_tree(base, entries)
    author = workspace.author(role_of(identity, workspace.me()))
    content = workspace.desk.write_commit(tree, [base], f"{text}\n", author)
    submission, assessment = assess_tip(workspace, content)
    if assessment.findings:
        raise RefusedError(assessment.findings)
    branch = f"{SUBMISSIONS}{identity}"
    standing = workspace.repository.branches(REMOTE_SUBMISSIONS).get(f"{REMOTE_SUBMISSIONS}{identity}")
    if standing is not None:
        _refuse_same(workspace, identity, standing, submission)
    if not dry_run:
        carry_files(workspace, submission.manifest)
        workspace.desk.push({branch: content}, replacing={branch: standing} if standing else {})
    return Submitted(identity, content, tuple(sorted(entries)), assessment.missing, warnings)


def _selected(workspace: Workspace, paths: Sequence[str] | None) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    """The changed files asked for, with the attachments they name; and the changed files that no rule names."""
    history = workspace.history
    changes = workspace.desk.changes(workspace.desk.started_from(workspace.main))
    current = {path: history.landed(path) for path in changes}
    for path in history.untrusted if paths else ():
        if _is_asked(path, paths or ()):  # what landed unapproved and is named becomes a proposal as it stands
            changes.setdefault(path, workspace.desk.read_working(path))
            current[path] = history.entries.get(path)
    for path in history.footing.suspended if paths else ():
        if _is_asked(path, paths or ()) and path not in changes:  # named as it stands: it is listed again
            changes[path], current[path] = workspace.desk.read_working(path), None
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
    if not is_document(path):
        return [], []
    document, problems = check_document(path, data)
    if document is None or problems:
        return list(problems), []
    findings = list(check_agreement(path, document, workspace.history.law, workspace.day))
    if isinstance(kind, ItemPath):
        known = workspace.history.pointers.keys() | {name for name, found in changes.items() if found is not None}
        missing = attached_files(document) - known
        findings += [Finding("attachment_missing", path=path, found=file) for file in sorted(missing)]
        findings += check_media_types(document, path)
        findings += check_import(workspace.history, document)
        findings += check_not_ahead(kind, document, workspace.history.law, workspace.day)
        findings += check_based_on(document, lines_after(workspace.history, _beside(document, changes)))
    hint = hint_at_copy(workspace, document)
    return findings, [hint] if hint else []


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
    findings = list(examine(workspace.desk.store, path, pointer, rules))
    if findings:
        return findings, []
    cautions = tell_hidden(read_contents(workspace.desk.store, {path: data}))
    if pointer.size > rules.warn_bytes:
        size = Finding("file_large", path=path, expected=f"{rules.warn_bytes}", found=f"{pointer.size}")
        cautions = [size, *cautions]
    return [], cautions


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


def _refuse_same(workspace: Workspace, identity: str, standing: str, submission: Submission) -> None:
    there = workspace.walker.read_submission(standing)
    if isinstance(there, Submission) and there.manifest == submission.manifest:
        returned = ReturnPath(there.content.commit.id).path in workspace.history.returned_paths
        if not returned and there.base == submission.base:
            raise RefusedError([Finding("already_submitted", found=identity)])
