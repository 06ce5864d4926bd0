"""Pages over the whole: changes, compliance, editions of the assessment, the organisation, the search."""

from typing import Final

from repo_schema.punctuality import months_until, punctuality
from service.api.answers import monitor
from service.api.parameters import (
    parse_cursor,
    parse_number_cursor,
    parse_past_day,
    parse_q,
    render_cursor,
    scope_of,
)
from service.ledger.read_model import ItemFilter
from service.site.listing import unit_names
from service.site.views import Page, Pages, View

__all__ = ["add_pages"]

_CHANGES_AT_MOST: Final = 30
_FOUND_AT_MOST: Final = 20
_MONTHS: Final = 12
_OVERDUE_AT_MOST: Final = 50


def add_pages(pages: Pages) -> None:
    pages.add("/changes", "changes.html", show_changes)
    pages.add("/compliance", "compliance.html", show_compliance, cost=1)
    pages.add("/frameworks", "frameworks.html", show_frameworks, is_dated=True)
    pages.add("/frameworks/{framework}", "framework.html", show_framework, is_dated=True)
    pages.add("/organisation", "organisation.html", show_organisation, is_dated=True)
    pages.add("/search", "search.html", show_search, cost=1)


def show_changes(view: View) -> Page:
    scope = scope_of("site-changes", {})
    page = view.snapshot.changes(before=parse_number_cursor(scope, view.query("cursor")), limit=_CHANGES_AT_MOST)
    return Page(
        {
            "changes": page.as_json(),
            "following": render_cursor(scope, page.following),
            "feed": "/v1/feed.atom",
        }
    )


def show_compliance(view: View) -> Page:
    watching = monitor(view.request)
    day = parse_past_day("on", view.query("on"), watching.today)
    months = months_until(day, _MONTHS)
    report = watching.compliance(view.snapshot, day)
    return Page(
        {
            "report": report,
            "overdue": report["overdue"][:_OVERDUE_AT_MOST],
            "months": months,
            "heat": punctuality(watching.duties(view.snapshot, day), months),
            "titles": {row["id"]: row["title"] for row in view.snapshot.obligations()},
            "unit_names": unit_names(view.snapshot.organisation()),
            "day": day,
            "is_past": day != watching.today,
        }
    )


def show_frameworks(view: View) -> Page:
    return Page({"frameworks": view.snapshot.frameworks(as_of=view.as_of)})


def show_framework(view: View) -> Page:
    framework = view.snapshot.framework(view.path("framework"), as_of=view.as_of)
    items: dict[str, list[object]] = {}
    for item in view.snapshot.items(ItemFilter(as_of=view.as_of)).as_json():
        items.setdefault(item["obligation"], []).append(item)
    return Page({"framework": framework, "items": items, "unit_names": unit_names(view.snapshot.organisation())})


def show_organisation(view: View) -> Page:
    return Page({"shown": view.snapshot.organisation(as_of=view.as_of), "day": view.day})


def show_search(view: View) -> Page:
    q, everything = view.query("q"), view.query("versions") == "all"
    if q is None:
        return Page({"q": "", "everything": everything, "found": [], "following": None, "unit_names": {}})
    scope = scope_of("site-search", {"q": q, "versions": everything})
    page = view.snapshot.items(
        ItemFilter(q=parse_q(q), past_versions=everything),
        after=parse_cursor(scope, view.query("cursor")),
        limit=_FOUND_AT_MOST,
    )
    return Page(
        {
            "q": q,
            "everything": everything,
            "found": page.as_json(),
            "following": render_cursor(scope, page.following),
            "unit_names": unit_names(view.snapshot.organisation()),
        },
        edition=f"{view.snapshot.texts_seen}",
    )
