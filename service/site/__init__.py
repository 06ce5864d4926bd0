"""The reading site: what the API tells programs, told to people. Thai first; no script at all; no logic of its own.

It sits on the same read model as the API and can be left out (`serve --no-site`).
"""

from starlette.routing import Route

from service.site import assets, histories, home, items, obligations, overviews, papers
from service.site.views import Pages

__all__ = ["build_routes"]


def build_routes() -> list[Route]:
    pages = Pages()
    for module in (home, obligations, items, histories, overviews):
        module.add_pages(pages)
    return [*pages.routes, *assets.ROUTES, *papers.ROUTES]
