"""Points out an item that is the previous period's over again: to who prepares it, and to who checks it."""

from collections.abc import Iterator, Mapping

from repo_schema.admission import check_document
from repo_schema.copying import find_copy, previous_name
from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.layout import ItemPath, classify, is_document
from service.ledger.workspace import Workspace

__all__ = ["hint_at_copies", "hint_at_copy"]


def hint_at_copy(workspace: Workspace, document: Document) -> Finding | None:
    """The finding to show beside `document`, a valid item; None where it is no copy, or nothing came before."""
    kind = classify(document.path)
    row = workspace.history.law.catalogue.obligations.get(kind.obligation) if isinstance(kind, ItemPath) else None
    if not isinstance(kind, ItemPath) or row is None:
        return None
    name = previous_name(row.cadence, kind.name)
    before = ItemPath(kind.obligation, kind.unit, name) if name else None
    earlier = _published(workspace, before.path) if before else None
    likeness = find_copy(document.value, earlier) if earlier is not None else None
    if before is None or likeness is None:
        return None
    same, differing = (", ".join(names) or None for names in (likeness.same, likeness.differing))
    return Finding("item_copied_forward", path=document.path, field=differing, expected=before.id, found=same)


def hint_at_copies(
    workspace: Workspace, submission: Submission, blobs: Mapping[str, bytes | None]
) -> Iterator[Finding]:
    """Of every item that `submission` would put in place; `blobs`: the bytes it brings, by object id."""
    for path, (_, after) in sorted(submission.manifest.items()):
        data = blobs.get(after.oid) if after and is_document(path) else None
        document, problems = check_document(path, data) if data is not None else (None, ())
        hint = hint_at_copy(workspace, document) if document and not problems else None
        if hint:
            yield hint


def _published(workspace: Workspace, path: str) -> Mapping[str, object] | None:
    entry = workspace.history.entries.get(path)
    data = workspace.repository.read_blob(entry.oid) if entry else None
    document = check_document(path, data)[0] if data is not None else None
    return document.value if document else None
