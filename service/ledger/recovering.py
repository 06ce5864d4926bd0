"""`recovery`: administrators named anew where those there were are gone, under everybody's eyes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from repo_schema.calendar import BANGKOK
from repo_schema.findings import Finding
from repo_schema.layout import ObjectionPath, RecoveryPath
from repo_schema.recovering import Appointment, Recovery
from repo_schema.staffing import Staff
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml
from service.ledger.preparing import Submitted, propose
from service.ledger.staffing import Staffed, change_staff
from service.ledger.workspace import Workspace

__all__ = ["announce", "carry_out", "find", "object_to"]


def announce(
    workspace: Workspace, appoints: Sequence[Appointment], *, reason: str, dry_run: bool = False
) -> tuple[str, Submitted]:
    """Put an announcement before the chief executive; its number beside it. Raises `RefusedError`."""
    number = _next(workspace)
    record = {
        "schema": "recovery/v1",
        "appoints": [{"office": row.office, "person": row.person, "key": row.key} for row in appoints],
        "reason": {"th": reason},
        "announced_on": workspace.day.isoformat(),
    }
    path = RecoveryPath(number).path
    done = propose(workspace, {path: render_yaml(record)}, message=f"Announce recovery {number}", dry_run=dry_run)
    return number, done


def object_to(workspace: Workspace, number: str, *, reason: str, dry_run: bool = False) -> Submitted:
    """Say, as an administrator, that one is there; raises `RefusedError`."""
    record = {
        "schema": "recovery_objection/v1",
        "recovery": int(number),
        "reason": {"th": reason},
        "objected_on": workspace.day.isoformat(),
    }
    path = ObjectionPath(number).path
    return propose(workspace, {path: render_yaml(record)}, message=f"Object to recovery {number}", dry_run=dry_run)


def carry_out(workspace: Workspace, number: str, *, dry_run: bool = False) -> Staffed:
    """Propose the change of policy that was announced, once its time has come; raises `RefusedError`."""
    recovery = find(workspace, number)
    effective = recovery.effective_at(workspace.history.law)
    if effective is None:
        raise RefusedError([Finding("recovery_not_allowed")])
    if workspace.desk.now < effective:
        day = datetime.fromtimestamp(effective, tz=UTC).astimezone(BANGKOK)
        raise RefusedError([Finding("recovery_waits", expected=day.isoformat(), found=number)])
    known = {key for key, _, _ in workspace.history.law.policy.listed_keys()}

    def change(staff: Staff) -> None:
        for row in recovery.appoints:
            if row.key not in known:
                staff.add_key(row.person, row.key, workspace.day)
            staff.appoint(row.office, row.person, workspace.day)

    return change_staff(workspace, change, message=f"Carry out recovery {number}", dry_run=dry_run)


def find(workspace: Workspace, number: str) -> Recovery:
    """The open recovery of this number; raises `RefusedError` when there is none."""
    found = {row.number: row for row in workspace.history.open_recoveries()}
    if number not in found:
        raise RefusedError([Finding("recovery_unknown", expected=", ".join(found) or None, found=number)])
    return found[number]


def _next(workspace: Workspace) -> str:
    number = 1
    while RecoveryPath(f"{number}").path in workspace.history.entries:
        number += 1
    return f"{number}"
