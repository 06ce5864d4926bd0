"""`waive`: let a unit off one duty, with a reason, for the unit's head and the executive to sign."""

from repo_schema.duties import periods_waivable, waived_by
from repo_schema.findings import Finding
from repo_schema.layout import WaiverPath
from service.ledger.drafting import responsible_unit
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml
from service.ledger.preparing import Submitted, propose
from service.ledger.workspace import Workspace

__all__ = ["waive"]


def waive(
    workspace: Workspace, obligation: str, period: str, *, reason: str, unit: str | None = None, dry_run: bool = False
) -> Submitted:
    """Propose that `unit` (by default, the asker's own) need not do `obligation` for `period`.

    `period` is an item's name, or of what is kept current a quarter or `standing`. Raises `RefusedError`.
    """
    row, of = responsible_unit(workspace, obligation, unit)
    path = WaiverPath(obligation, of, period).path
    if not periods_waivable(row.cadence, period):
        raise RefusedError([Finding("waiver_period_unknown", path=path, expected=waived_by(row.cadence), found=period)])
    if path in workspace.history.entries:
        raise RefusedError([Finding("waiver_twice", path=path)])
    record = {
        "schema": "waiver/v1",
        "obligation": obligation,
        "unit": of,
        "period": period,
        "reason": {"th": reason},
        "waived_on": workspace.day.isoformat(),
    }
    return propose(workspace, {path: render_yaml(record)}, message=f"Waive {obligation} {period}", dry_run=dry_run)

