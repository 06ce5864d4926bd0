"""`attest`: say that an item is still what it should be, over the very version that stands; the item is not touched."""

from dataclasses import dataclass

from repo_schema.admission import check_document
from repo_schema.findings import Finding
from repo_schema.layout import AttestationPath, item_path
from repo_schema.periods import period_of
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml
from service.ledger.preparing import Submitted, propose
from service.ledger.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Attested:
    submitted: Submitted
    item: str
    quarter: str
    entry: str
    title: str
    summary: str
    """What was said to be current still: shown, so that nobody attests a name."""


def attest(workspace: Workspace, item: str, *, dry_run: bool = False) -> Attested:
    """Put the attestation of `item`, for the quarter it is now, before the unit's head.

    Raises `RefusedError` when the item is not published, is not attested at all, or is for this quarter already.
    """
    kind = item_path(item.removeprefix("items/").removesuffix(".yaml"))
    entry = workspace.history.entries.get(kind.path) if kind else None
    if kind is None or entry is None:
        raise RefusedError([Finding("attestation_item_missing", path=item, found=kind.id if kind else item)])
    quarter = period_of("quarter", workspace.day).name
    path = AttestationPath(kind.obligation, kind.unit, kind.name, quarter).path
    if path in workspace.history.entries:
        raise RefusedError([Finding("attestation_twice", path=path)])
    record = {
        "schema": "attestation/v1",
        "item": kind.id,
        "entry": entry.oid,
        "quarter": quarter,
        "attested_on": workspace.day.isoformat(),
    }
    done = propose(workspace, {path: render_yaml(record)}, message=f"Attest {kind.id} in {quarter}", dry_run=dry_run)
    document = check_document(kind.path, workspace.repository.read_blob(entry.oid) or b"")[0]
    value = document.value if document else {}
    return Attested(
        done, kind.id, quarter, entry.oid, value.get("title", {}).get("th", ""), value.get("summary", {}).get("th", "")
    )
