"""The versions of an item: who answered for each, what changed between any two, and how to check one for oneself."""

from typing import Any, Final

from service.api.parameters import parse_number_cursor, parse_version, parse_version_segment, render_cursor, scope_of
from service.site.items import ITEM, common, item_of, verdict_in
from service.site.views import Page, Pages, View
from service.site.wording import mark_changes, text_of

__all__ = ["add_pages"]

_VERSIONS_AT_MOST: Final = 50


def add_pages(pages: Pages) -> None:
    pages.add(f"{ITEM}/history", "history.html", show_history, is_pinned=True)
    pages.add(f"{ITEM}/compare", "compare.html", show_comparison, is_pinned=True, cost=1)
    pages.add(f"{ITEM}/versions/{{number}}/proof", "proof.html", show_proof, is_pinned=True)


def show_history(view: View) -> Page:
    item, snapshot = item_of(view), view.snapshot
    scope = scope_of("history", {"item": item})
    before = parse_number_cursor(scope, view.query("cursor"))
    page = snapshot.versions(item, before=before, limit=_VERSIONS_AT_MOST)
    latest = snapshot.latest(item)
    versions = page.as_json()
    return Page(
        common(snapshot, versions[0])
        | {
            "versions": [(row, verdict_in(snapshot, row, latest)) for row in versions],
            "following": render_cursor(scope, page.following),
        }
    )


def show_comparison(view: View) -> Page:
    """By default the newest version with the one before it."""
    item, snapshot = item_of(view), view.snapshot
    latest = snapshot.latest(item)
    first = parse_version("from", view.query("from") or str(max(latest - 1, 1)))
    second = parse_version("to", view.query("to") or str(latest))
    difference = snapshot.difference(item, first, second)
    return Page(
        common(snapshot, snapshot.version(item, second).as_json())
        | {
            "difference": difference,
            "changes": [_marked(change) for change in difference["changes"]],
            "numbers": range(latest, 0, -1),
            "first": first,
            "second": second,
        }
    )


def show_proof(view: View) -> Page:
    item, snapshot = item_of(view), view.snapshot
    version = snapshot.version(item, parse_version_segment(view.path("number"), item))
    return Page(common(snapshot, version.as_json()))


def _marked(change: dict[str, Any]) -> dict[str, Any]:
    before, after = mark_changes(text_of(change["before"]), text_of(change["after"]))
    return {"label": change["label"], "before": before, "after": after}
