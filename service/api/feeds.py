"""`/v1/feed.atom`: what was published, newest first, to be followed (RFC 4287), whole or of one obligation or unit.

One entry for each version, named by a tag (RFC 4151) that no move of the site changes; older ones lie behind `next`
(RFC 5005). Every published version appears: nothing is edited in silence; one that is withheld as a tombstone
(RFC 6721), so that readers who hold a copy let go of it; one that is suspended says so in its title and a category.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.api.addresses import absolute
from service.api.answers import answer_text, read_model, reading
from service.api.parameters import CursorText, LimitText, parse_cursor, parse_limit, render_cursor, scope_of
from service.ledger.read_model import Snapshot
from service.ledger.records import API, SUSPENDED_WORDS, render_moment

__all__ = ["ATOM", "router"]

router = APIRouter(tags=["feed"])

ATOM: Final = "application/atom+xml"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

ObligationText = Annotated[str | None, Query(description="เฉพาะเรื่อง · Of one obligation", examples=["contact"])]
UnitText = Annotated[str | None, Query(description="เฉพาะหน่วยงาน · Of one unit", examples=["office-of-palad"])]


@reading(router, "/feed.atom", summary="ติดตามสิ่งที่เผยแพร่ · What was published, as a feed", media=ATOM, errors=(404,))
async def show_feed(
    request: Request,
    obligation: ObligationText = None,
    unit: UnitText = None,
    limit: LimitText = None,
    cursor: CursorText = None,
) -> Response:
    filters = {name: value for name, value in (("obligation", obligation), ("unit", unit)) if value is not None}
    scope, size = scope_of("feed", filters), parse_limit(limit)
    after = parse_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        page = snapshot.published(obligation=obligation, unit=unit, after=after, limit=size)
        following = render_cursor(scope, page.following)
        feed = _Feed(request, snapshot, filters)
        return answer_text(request, snapshot, feed.render(page.as_json(), following, size), media=ATOM)


class _Feed:
    def __init__(self, request: Request, snapshot: Snapshot, filters: Mapping[str, str]) -> None:
        self._request = request
        self._filters = filters
        self._snapshot = snapshot
        self._organisation = snapshot.organisation()
        self._units = {unit["id"]: unit["name"] for unit in self._organisation["units"]}
        self._obligations = {row["id"]: row["title"] for row in snapshot.obligations()}
        self._tag = f"tag:{self._organisation['domain']},{render_moment(snapshot.anchor_at)[:10]}:"
        self._states = absolute(request, f"{API}/verification")
        self._updated = render_moment(snapshot.head_at)

    def render(self, versions: list[dict[str, Any]], following: str | None, size: int) -> str:
        feed = ET.Element(f"{{{_NAMESPACE}}}feed", {_LANGUAGE: "th"})
        about = [self._obligations.get(value, {}).get("th") or self._units.get(value, {}).get("th") or value
                 for value in self._filters.values()]  # fmt: skip
        _put(feed, "id", self._tag + "/".join(["feed", *self._filters.values()]))
        _put(feed, "title", " · ".join(["ข้อมูลที่เผยแพร่", *about, self._organisation["name"]["th"]]))
        _put(feed, "updated", versions[0]["published_at"] if versions else self._updated)
        _put(feed, "link", rel="self", href=self._address(), type=ATOM)
        _put(feed, "link", rel="alternate", href=absolute(self._request, "/"), type="text/html")
        if following:
            _put(feed, "link", rel="next", href=self._address(limit=str(size), cursor=following), type=ATOM)
        for version in versions:
            self._add(feed, version) if version["withheld"] is None else self._delete(feed, version)
        ET.register_namespace("", _NAMESPACE)
        ET.register_namespace("at", _TOMBSTONES)
        return ET.tostring(feed, encoding="unicode", xml_declaration=True).replace("'utf-8'", '"utf-8"') + "\n"

    def _add(self, feed: ET.Element, version: Mapping[str, Any]) -> None:
        """One version: what it is, who answers for it, where it stands for ever."""
        entry = _put(feed, "entry")
        number, address = version["version"], absolute(self._request, version["version_href"])
        _put(entry, "id", self._id(version))
        mark = "" if version["suspended"] is None else f" [{SUSPENDED_WORDS['th']}]"
        _put(entry, "title", f"{version['title']['th']} (ฉบับที่ {number}){mark}")
        _put(entry, "published", version["published_at"])
        _put(entry, "updated", version["published_at"])
        author = _put(entry, "author")
        _put(author, "name", self._units.get(version["unit"], {"th": version["unit"]})["th"])
        label = self._obligations.get(version["obligation"], {"th": version["obligation"]})["th"]
        _put(entry, "category", term=version["obligation"], label=label)
        if version["suspended"] is not None:
            _put(entry, "category", term=version["state"], label=SUSPENDED_WORDS["th"], scheme=self._states)
        _put(entry, "link", rel="alternate", href=address, type="application/json")
        for file in version["files"]:
            href = absolute(self._request, file["href"])
            _put(entry, "link", rel="enclosure", href=href, type=file["media_type"], length=str(file["bytes"]))
        _put(entry, "summary", version["summary"]["th"])

    def _delete(self, feed: ET.Element, version: Mapping[str, Any]) -> None:
        facts = version["withheld"]
        gone = ET.SubElement(
            feed, f"{{{_TOMBSTONES}}}deleted-entry", {"ref": self._id(version), "when": self._since(facts)}
        )
        ET.SubElement(gone, f"{{{_TOMBSTONES}}}comment").text = facts["reason"]["label"]["th"]
        _put(gone, "link", rel="alternate", href=absolute(self._request, version["version_href"]))

    def _since(self, facts: Mapping[str, Any]) -> str:
        published: str = json.loads(self._snapshot.change(facts["commit"]))["published_at"]
        return published

    def _id(self, version: Mapping[str, Any]) -> str:
        return f"{self._tag}{version['id']}/versions/{version['version']}"

    def _address(self, **more: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in {**self._filters, **more}.items())
        return absolute(self._request, f"{API}/feed.atom{'?' if query else ''}{query}")


def _put(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    element.text = text
    return element
