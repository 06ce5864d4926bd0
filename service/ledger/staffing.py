"""`person` and `office`: what happened to people, keys and offices, as an ordinary proposal to change the policy."""

import difflib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from repo_schema.admission import check_document
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.layout import OFFICES, PEOPLE
from repo_schema.legislation import LawError, parse_law
from repo_schema.openpgp_certificates import public_line
from repo_schema.staffing import Staff, StaffingError
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml
from service.ledger.preparing import Submitted, propose
from service.ledger.workspace import Workspace

__all__ = ["Staffed", "change_staff", "read_key"]


@dataclass(frozen=True, slots=True)
class Staffed:
    submitted: Submitted
    diff: str
    """What changes in the policy's files, as a unified diff."""
    suspends: tuple[str, ...]
    """Paths that a compromise would suspend once this is published."""


def read_key(text: str) -> str:
    """The public key (canonical) that `text` is, or that the file of this name holds; raises `RefusedError`."""
    try:
        return public_line(text.encode() if " " in text else Path(text).expanduser().read_bytes())
    except (OSError, ValueError) as error:
        raise RefusedError([Finding("key_unreadable", found=f"{text}: {error}"[:200])]) from error


def change_staff(
    workspace: Workspace, change: Callable[[Staff], None], *, message: str, dry_run: bool = False
) -> Staffed:
    """Propose `change` of people and offices to those who may decide it.

    Raises `RefusedError` when it is about nobody known, changes nothing, or would leave no law.
    """
    old = workspace.history.law_documents
    staff = Staff(deepcopy(old[PEOPLE].value), deepcopy(old[OFFICES].value))
    try:
        change(staff)
    except StaffingError as error:
        raise RefusedError([error.finding]) from error
    values = {PEOPLE: staff.people, OFFICES: staff.offices}
    contents = {path: render_yaml(value) for path, value in values.items() if value != old[path].value}
    if not contents:
        raise RefusedError([Finding("nothing_to_submit")])
    suspends = _suspended_by(workspace, contents)
    diff = "".join(_diff(workspace, path, data) for path, data in contents.items())
    return Staffed(propose(workspace, contents, message=message, dry_run=dry_run), diff, suspends)


def _suspended_by(workspace: Workspace, contents: dict[str, bytes]) -> tuple[str, ...]:
    documents: dict[str, Document] = dict(workspace.history.law_documents)
    for path, data in contents.items():
        document, problems = check_document(path, data)
        if document is None or problems:
            raise RefusedError(problems)
        documents[path] = document
    try:
        policy = parse_law(documents).policy
    except LawError as error:
        raise RefusedError(error.findings) from error
    footing = workspace.history.footing
    resting = footing.resting_on_compromised(policy)
    return tuple(sorted(resting.keys() - footing.suspended.keys() - contents.keys()))


def _diff(workspace: Workspace, path: str, data: bytes) -> str:
    before = workspace.repository.read_blob(workspace.history.entries[path].oid) or b""
    old, new = (part.decode("utf-8", "replace").splitlines(keepends=True) for part in (before, data))
    return "".join(difflib.unified_diff(old, new, path, path))
