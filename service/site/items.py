"""An item: what it says, in the version that stands, that stood on a day, or that has a number; and its verdict."""

from math import ceil
from typing import Any, Final

from repo_schema.tables import write_table
from service.api.memento import original_headers, version_headers
from service.api.parameters import parse_item_id, parse_version_segment
from service.ledger.read_model import Snapshot, Version
from service.problems import bad_parameter
from service.site.listing import unit_names
from service.site.papers import show_leaves
from service.site.shapes import Shown, Table, cut, show_document
from service.site.verdict import Verdict, verdict_of
from service.site.views import Page, Pages, View

__all__ = ["ITEM", "add_pages", "common", "item_of"]

ITEM: Final = "/items/{obligation}/{unit}/{name}"
_ROWS: Final = 100
"""Of all tables together, on one page: what is longer is read in parts, or whole as a file."""


def add_pages(pages: Pages) -> None:
    pages.add(ITEM, "item.html", show_item, is_dated=True)
    pages.add(f"{ITEM}/versions/{{number}}", "item.html", show_version, is_pinned=True)


def item_of(view: View) -> str:
    """The item of the address; raises `NotFoundError`."""
    return parse_item_id(view.path("obligation"), view.path("unit"), view.path("name"))


def show_item(view: View) -> Page:
    item = item_of(view)
    version = view.snapshot.item(item, as_of=view.as_of)
    return Page(_context(view, version, is_pinned=False), original_headers(view.request, item))


def show_version(view: View) -> Page:
    item = item_of(view)
    version = view.snapshot.version(item, parse_version_segment(view.path("number"), item))
    return Page(_context(view, version, is_pinned=True), version_headers(view.request, item, version.published_at))


def common(snapshot: Snapshot, entry: dict[str, Any]) -> dict[str, Any]:
    """What every page about a version shows of it; `entry`: its record, with or without its content."""
    latest = snapshot.latest(entry["id"])
    obligations = {row["id"]: row for row in snapshot.obligations()}
    return {
        "entry": entry,
        "latest": latest,
        "obligation": obligations.get(entry["obligation"]),
        "unit_names": unit_names(snapshot.organisation()),
        "verdict": verdict_in(snapshot, entry, latest),
    }


def verdict_in(snapshot: Snapshot, entry: dict[str, Any], latest: int) -> Verdict:
    """What may be said of a version here and now."""
    pinned, contradicted = snapshot.anchor_pinned, bool(snapshot.contradictions)
    return verdict_of(entry, latest=latest, anchor_pinned=pinned, contradicted=contradicted)


def _context(view: View, version: Version, *, is_pinned: bool) -> dict[str, Any]:
    known = common(view.snapshot, version.as_json())
    entry = known["entry"]
    shown = Shown({row["sha256"]: row for row in entry["files"]}, known["unit_names"])
    blocks = show_document(entry["document"], shown)
    lengths = [len(block.body.rows) for block in blocks if isinstance(block.body, Table)]
    parts = max(ceil(sum(lengths) / _ROWS), 1)
    part = _part(view, parts)
    return known | {
        "blocks": list(cut(blocks, (part - 1) * _ROWS, part * _ROWS)),
        "document": entry["document"],
        "is_pinned": is_pinned,
        "part": part,
        "paper": show_leaves(view, entry["files"]),
        "parts_count": parts,
        "has_table": bool(write_table(entry["document"])),
        "feed": f"/v1/feed.atom?obligation={entry['obligation']}",
    }


def _part(view: View, parts: int) -> int:
    """Which part of the long tables is shown, from 1."""
    text = view.query("part") or "1"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= parts):
        raise bad_parameter("part", th=f"เป็นเลขหน้า 1 ถึง {parts}", en=f"a page from 1 to {parts}.")
    return int(text)
