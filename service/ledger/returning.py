"""Send a submission back: a record on `main` by which its content can never be published."""

from datetime import date

import yaml

from repo_schema.findings import Finding
from repo_schema.law import Office
from repo_schema.layout import ReturnPath
from repo_schema.requirements import requirements
from service.ledger.desk import entries_of
from service.ledger.errors import RefusedError
from service.ledger.inbox import Pending, find_pending
from service.ledger.publishing import Published, move_main
from service.ledger.workspace import Workspace

__all__ = ["send_back"]


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

    commit, verdict = move_main(workspace, build, dry_run=dry_run)
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
