"""One request for a page: what it was derived from, in which language, as of which day; and the answer's headers.

Every page is made from one snapshot of the read model, off the thread that serves everyone, and is asked for again
each time: its tag names the head, its receipts, the day and the release, so that an unchanged page is not sent twice.
Pages of the past of one item are tagged by their bytes: a new head alone does not have them sent, or exported, again.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from repo_schema.history import day_of
from service.api.addresses import absolute
from service.api.answers import CURRENT, is_known, monitor, read_model
from service.api.limits import spend
from service.api.negotiation import require_acceptable
from service.api.parameters import parse_moment
from service.caching import ROUTE
from service.ledger.follower import Follower
from service.ledger.read_model import Snapshot
from service.ledger.records import render_moment
from service.ledger.troubles import Troubles
from service.problems import bad_parameter
from service.site.language import LANGUAGES, Lang, prefix_of
from service.site.rendering import EDITION, POLICY, render

__all__ = ["HTML", "Page", "Pages", "View", "shell"]

HTML: Final = "text/html"
_MEANT: Final = ("q", "versions", "part", "paper", "leaf", "from", "to", "on", "cursor")
"""Parameters that make another page, beside `as_of`; whatever else hangs on a link is no part of its address."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made from."""

    request: Request
    snapshot: Snapshot
    lang: Lang
    is_dated: bool
    """Whether the page can be shown as of a day; any other never says that it were."""

    def path(self, name: str) -> str:
        """A part of the page's own address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str | None:
        """A parameter; an empty one, as forms send them, is none."""
        return self.request.query_params.get(name, "").strip() or None

    @property
    def as_of(self) -> int | None:
        """The end of the day asked for; None: now. Of a day to come nothing is known, and nothing is shown."""
        at = parse_moment("as_of", self.as_of_text, end_of_day=True)
        if at is not None and day_of(at) > self.today:
            th, en = f"ยังไม่ถึงวันนั้น (วันนี้ {self.today})", f"that day has not come; it is {self.today}."
            raise bad_parameter("as_of", th=th, en=en)
        return at

    @property
    def as_of_text(self) -> str | None:
        """The day, as it was asked for."""
        return self.query("as_of") if self.is_dated else None

    @property
    def day(self) -> date:
        """Of the duties shown: the day asked for, and never one to come."""
        return monitor(self.request).day_of(self.as_of)

    @property
    def today(self) -> date:
        return monitor(self.request).today


@dataclass(frozen=True, slots=True)
class Page:
    """What a handler gives: what its template needs, and what is told to programs about the page."""

    context: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""
    """What else it was made from that may change, for its tag."""


Handler: TypeAlias = Callable[[View], Page]


class Pages:
    """Pages by address, each in every language: Thai at the plain address, English below `/en`."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def add(
        self,
        path: str,
        template: str,
        handler: Handler,
        *,
        is_dated: bool = False,
        is_pinned: bool = False,
        cost: int = 0,
    ) -> None:
        """Show `path` with `template`, as `handler` says; `is_dated`: as of any day, too.

        `is_pinned`: it tells of the past of one item, which no Change of anything else alters; it names no head.
        `cost`: see `limits`.
        """
        for lang in LANGUAGES:
            address = prefix_of(lang) + path
            for route in {address, address.rstrip("/") or "/"}:
                self._add(route, _Form(lang, template, handler, is_dated=is_dated, is_pinned=is_pinned, cost=cost))

    def _add(self, address: str, form: "_Form") -> None:
        async def endpoint(request: Request) -> Response:
            request.scope[ROUTE] = address
            require_acceptable(request, HTML)
            if form.cost:
                spend(request, form.cost)
            return await run_in_threadpool(_answer, request, form)

        self.routes.append(Route(address, endpoint, methods=["GET", "HEAD"], include_in_schema=False))


@dataclass(frozen=True, slots=True)
class _Form:
    """One page in one language."""

    lang: Lang
    template: str
    handler: Handler
    is_dated: bool
    is_pinned: bool
    cost: int


def _answer(request: Request, form: _Form) -> Response:
    follower: Follower | Troubles = request.app.state.follower
    trouble = follower.trouble
    with read_model(request).snapshot() as snapshot:
        view = View(request, snapshot, form.lang, form.is_dated)
        headers = {"Prongsai-Head": snapshot.head, "Cache-Control": CURRENT, "Content-Security-Policy": POLICY}
        state = (snapshot.state, EDITION, view.today, "trouble" if trouble else "")
        page = form.handler(view)
        headers["ETag"] = f'W/"{".".join(map(str, (*state, page.edition)))}"'
        headers |= page.headers
        if not form.is_pinned and is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        around = shell(request, snapshot, form.lang, as_of=view.as_of_text) | {"trouble": trouble and trouble.message}
        around["as_of_at"] = None if view.as_of is None else render_moment(view.as_of)
        around |= {"head": None} if form.is_pinned else {}
        text = render(form.template, form.lang, {**around, **page.context})
    if form.is_pinned:  # its bytes are its tag: equal under another head, it is not sent again
        headers["ETag"] = f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type=HTML)


def shell(request: Request, snapshot: Snapshot, lang: Lang, *, as_of: str | None = None) -> dict[str, Any]:
    """What every page has around it; `as_of`: the day or moment that it shows, as it was asked for."""
    changes, rejected = snapshot.counts()
    path = request.url.path.removeprefix("/en") if lang == "en" else request.url.path
    asked = {name: request.query_params.get(name) for name in _MEANT} | {"as_of": as_of}
    query = {name: value for name, value in asked.items() if value}
    search = f"?{urlencode(query)}" if query else ""
    return {
        "organisation": snapshot.organisation(),
        "branding": snapshot.branding(),
        "head": snapshot.head,
        "head_at": render_moment(snapshot.head_at),
        "head_at_source": snapshot.head_at_source,
        "anchor": snapshot.anchor,
        "anchor_pinned": snapshot.anchor_pinned,
        "matches_main": snapshot.matches_main,
        "suspended": len(snapshot.suspended),
        "recoveries": snapshot.recoveries,
        "contradicted": bool(snapshot.contradictions),
        "counts": {"changes": changes, "rejected": rejected},
        "today": monitor(request).today,
        "base": absolute(request, ""),
        "here": path or "/",
        "search": search,
        "canonical": {name: absolute(request, prefix_of(name) + (path or "/") + search) for name in LANGUAGES},
        "as_of": as_of,
        "trouble": None,
        "at": _link_maker(prefix_of(lang), as_of),
    }


def _link_maker(prefix: str, as_of: str | None) -> Callable[[str], str]:
    """Links that stay on the day that is shown."""
    return lambda path: f"{prefix}{path}" + (f"?{urlencode({'as_of': as_of})}" if as_of else "")
