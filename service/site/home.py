"""The first page: the groups and their obligations at a glance, the search, what changed this week."""

from datetime import timedelta
from typing import Any, Final

from repo_schema.compliance import tally
from service.api.answers import monitor
from service.site.listing import by_group
from service.site.views import Page, Pages, View

__all__ = ["add_pages"]

_WEEK: Final = timedelta(days=7)
_NEWS_AT_MOST: Final = 10


def add_pages(pages: Pages) -> None:
    pages.add("/", "home.html", show_home, is_dated=True)


def show_home(view: View) -> Page:
    snapshot, day = view.snapshot, view.day
    watching = monitor(view.request)
    duties = watching.duties(snapshot, day)
    rows = [
        row | {"compliance": watching.obligation(snapshot, row["id"], day)}
        for row in snapshot.obligations(as_of=view.as_of)
    ]
    return Page({"groups": by_group(rows), "tally": tally(duties), "day": day, "news": _news(view)})


def _news(view: View) -> list[Any]:
    """What became public in the seven days before today, the last first; of another day, nothing is this week's."""
    if view.as_of is not None:
        return []
    newest = view.snapshot.published(limit=_NEWS_AT_MOST).as_json()
    since = (view.today - _WEEK).isoformat()
    return [row for row in newest if row["published_at"][:10] >= since]  # in Bangkok, as `today` is
