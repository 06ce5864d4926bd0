"""One obligation: what it is, who answers for it, how often, when due, and all that was published for it."""

from service.api.answers import monitor
from service.ledger.read_model import ItemFilter
from service.site.listing import by_year, unit_names
from service.site.views import Page, Pages, View

__all__ = ["add_pages"]


def add_pages(pages: Pages) -> None:
    pages.add("/obligations/{obligation}", "obligation.html", show_obligation, is_dated=True)


def show_obligation(view: View) -> Page:
    snapshot, name = view.snapshot, view.path("obligation")
    row = snapshot.obligation(name, as_of=view.as_of)
    watching = monitor(view.request)
    duties = [duty for duty in watching.duties(snapshot, view.day) if duty.obligation == row["id"]]
    items = snapshot.items(ItemFilter(obligation=row["id"], as_of=view.as_of)).as_json()
    return Page(
        {
            "obligation": row,
            "compliance": watching.obligation(snapshot, row["id"], view.day),
            "duties": sorted(duties, key=lambda duty: (duty.due_on, duty.unit), reverse=True),
            "years": by_year(items),
            "unit_names": unit_names(snapshot.organisation()),
            "day": view.day,
            "feed": f"/v1/feed.atom?obligation={row['id']}",
        }
    )
