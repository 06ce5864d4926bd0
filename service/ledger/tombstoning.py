"""Statements that take something down, or give it back: signed, and published at once if nobody else must sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from repo_schema.admission import check_document
from repo_schema.findings import Finding
from repo_schema.history import History
from repo_schema.layout import ItemPath, TombstoneKind, TombstonePath, item_path
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml
from service.ledger.preparing import Submitted, propose
from service.ledger.publishing import publish
from service.ledger.workspace import Workspace

__all__ = ["Asked", "TakenDown", "take_down"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants taken down, and on what ground; `reason` is a lifting's no concern."""

    kind: TombstoneKind
    item: str
    authority: str
    reason: str | None = None
    order: str | None = None
    versions: tuple[int, int] | None = None
    """First and last; without any, and without files: all there are."""
    files: Sequence[str] = ()
    """SHA-256, or the names by which the version that stands knows them."""
    lifts: tuple[str, int] | None = None
    known_at: str | None = None
    """When the leak became known, RFC 3339: the 72 hours of the law run from there."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    submitted: Submitted
    statement: str
    published: str | None
    """The Change with which it holds; None: others have to sign first."""


def take_down(workspace: Workspace, asked: Asked, *, dry_run: bool = False) -> TakenDown:
    """Make the statement and put it before those who sign; where their signature is the asker's own, it holds at once.

    Raises `RefusedError`, having changed nothing.
    """
    item = item_path(asked.item.removeprefix("items/").removesuffix(".yaml"))
    published = workspace.history.versions_of(item.path) if item else 0
    if item is None or not published:
        raise RefusedError([Finding("tombstone_item_missing", path=asked.item, found=asked.item)])
    kind = _next(workspace, asked.kind, item)
    record: dict[str, object] = {"schema": f"{asked.kind}/v1", "item": item.id}
    record |= _target(workspace, asked, item, published)
    grounds = {"reason": asked.reason, "authority": asked.authority, "order": asked.order, "known_at": asked.known_at}
    record |= {name: value for name, value in grounds.items() if value is not None}
    record |= {"decided_on": workspace.day.isoformat()}
    message = f"{asked.kind.capitalize()} of {item.id}"
    done = propose(workspace, {kind.path: render_yaml(record)}, message=message, dry_run=dry_run)
    if done.missing or dry_run:
        return TakenDown(done, kind.path, None)
    workspace.refresh()
    return TakenDown(done, kind.path, publish(workspace, done.id).commit)


def _next(workspace: Workspace, kind: TombstoneKind, item: ItemPath) -> TombstonePath:
    number = 1
    while (path := TombstonePath(kind, item.obligation, item.unit, item.name, f"{number}")).path in (
        workspace.history.entries
    ):
        number += 1
    return path


def _target(workspace: Workspace, asked: Asked, item: ItemPath, published: int) -> dict[str, object]:
    if asked.kind == "erasure" and not asked.files:
        return {"texts": _texts(workspace.history, item, asked.versions or (1, published))}
    if asked.lifts is not None:
        return {"lifts": {"kind": asked.lifts[0], "number": asked.lifts[1]}}
    if asked.files:
        return {"files": sorted({_digest(workspace, item, file) for file in asked.files})}
    first, last = asked.versions or (1, published)
    return {"versions": {"from": first, "to": last}}


def _texts(history: History, item: ItemPath, versions: tuple[int, int]) -> list[dict[str, Any]]:
    """What a verifier without these texts will have to know of them; of one text, every version that repeats it."""
    published = range(1, history.versions_of(item.path) + 1)
    asked = {history.text_of(item.path, n)[1].blob for n in published if versions[0] <= n <= versions[1]}
    rows = []
    for number in published:
        commit, text = history.text_of(item.path, number)
        if text.blob in asked:
            cited = history.cited(item.path, number)
            rows.append({"version": number, "commit": commit, **text.as_row(cited)})
    return rows


def _digest(workspace: Workspace, item: ItemPath, name: str) -> str:
    """The digest itself, or that of the attachment which the version that stands calls so."""
    entry = workspace.history.entries[item.path]
    document = check_document(item.path, workspace.repository.read_blob(entry.oid) or b"")[0]
    rows = document.value.get("attachments", ()) if document else ()
    known = {row["name"]: row["file"] for row in rows}
    return str(known.get(name, name)).rpartition("/")[2].partition(".")[0]
