"""Which addresses are laid down, found in the read model; what is not listed here only the live service answers.

Each stands in one table, as the template it is an instance of. An address is rendered again when its inputs changed:
for what is pinned, the facts of its version or file; for everything else, the whole state of the index.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from repo_schema.pointers import Pointer
from service.ledger.read_model import Snapshot
from service.ledger.records import API
from service.site.language import LANGUAGES, prefix_of

__all__ = ["DIFFERENCE", "LIVE_ONLY", "NOTICES", "WITHHELD_FILE", "Address", "list_addresses", "notices", "queries_in"]

_ITEM: Final = f"{API}/items/{{item}}"
_ALWAYS: Final = (
    API,
    f"{API}/openapi.json",
    *(f"{API}/{name}" for name in ("organisation", "obligations", "frameworks", "items", "changes", "verification")),
    *(f"{API}/{name}" for name in ("compliance", "calendar.ics", "checkpoint", "checkpoint/witnessed")),
    *(f"{API}/{name}" for name in ("feed.atom", "catalog.jsonld", "repository.bundle")),
    "/sitemap.xml",
    "/robots.txt",
)
_OF_OBLIGATION: Final = (f"{API}/obligations/{{obligation}}",)
_OF_FRAMEWORK: Final = (f"{API}/frameworks/{{framework}}",)
_OF_CODE: Final = (f"{API}/frameworks/{{framework}}/codes/{{code}}",)
_OF_ITEM: Final = tuple(f"{_ITEM}{more}" for more in ("", "/versions"))
_OF_PAST: Final = tuple(f"{_ITEM}{more}" for more in ("/timemap", "/table.csv", "/table.xlsx"))
"""Pinned to the versions of one item."""
_OF_VERSION: Final = tuple(f"{_ITEM}/versions/{{number}}{more}" for more in ("", "/table.csv", "/table.xlsx"))
"""Pinned to one version."""
_OF_CHANGE: Final = (f"{API}/verification/{{commit}}",)
_OF_FILE: Final = (f"{API}/files/{{sha256}}/{{filename}}",)
_PAPER: Final = "/papers/{sha256}/{filename}"

_PAGES: Final = ("/", "/changes", "/compliance", "/frameworks", "/organisation", "/search")
_PAGES_OF_OBLIGATION: Final = ("/obligations/{obligation}",)
_PAGES_OF_FRAMEWORK: Final = ("/frameworks/{framework}",)
_PAGES_OF_ITEM: Final = ("/items/{item}",)
_PAGES_OF_PAST: Final = tuple(f"/items/{{item}}{more}" for more in ("/history", "/compare"))
_PAGES_OF_VERSION: Final = tuple(f"/items/{{item}}/versions/{{number}}{more}" for more in ("", "/proof"))
_ASSETS: Final = ("/site/style.css", "/site/sarabun.ttf", "/site/crest")

NOTICES: Final = ("not_found", "only_live")
"""Problems that nginx gives for what it does not have; each is a page of the application itself, at `/~<code>`."""
LIVE_ONLY: Final = frozenset(
    {f"{_ITEM}/timegate", f"{_ITEM}/versions/{{number}}/proof", "/sitemap-{part}.xml", "/healthz", "/readyz"}
)
"""What depends on when, or for what time, it is asked; proofs, made anew with every head: the bundle has all; and the
parts of a map of more than 50,000 addresses."""
DIFFERENCE: Final = f"{_ITEM}/diff"
"""Nothing without two versions; those that pages link to are kept."""
WITHHELD_FILE: Final = f"{API}/files/{{sha256}}/withheld"
"""Whatever name a file had that may no longer be given."""

_NO_VALUES: Final[Mapping[str, str]] = MappingProxyType({})
_KEPT: Final = frozenset(
    {"cursor", "limit", "part", "paper", "leaf", "from", "to", "on", "obligation", "unit", "framework", "code"}
)
"""Parameters of the links that are followed: never a day, never words to search for."""
_QUERY: Final = re.compile(r"[a-z_]+=[A-Za-z0-9_.-]+(?:&[a-z_]+=[A-Za-z0-9_.-]+){0,3}")
_LINK: Final = re.compile(r"""["<]([^\s"<>?#]*)\?([^\s"<>#]+)(?:#[^\s"<>]*)?[">]""")
_NEXT: Final = re.compile(r'"next":"([A-Za-z0-9_-]+)"')


@dataclass(frozen=True, slots=True)
class Address:
    """One thing a reader can ask for, with or without a query."""

    path: str
    """As it stands in a URL: `/v1/files/…/%E0%B8…`."""
    template: str
    inputs: str
    """Whoever finds them unchanged need not render it again."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Of the places of the template, as they stand in the path."""
    pointer: Pointer | None = None
    """Of an attachment: its bytes are laid down from the store."""
    query: str = ""
    is_withheld: bool = False
    """What a statement covers is taken away before anything else is done."""
    needs_query: bool = False
    """Nothing stands at the path alone."""

    @property
    def text(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def list_addresses(snapshot: Snapshot, *, state: str, setting: str, has_site: bool) -> Iterator[Address]:
    """Every address without a query; of what is withheld too.

    `state`: what all but pinned answers rest on; `setting`: what stands around pinned pages.
    """
    listing = _Listing(snapshot, state, setting, has_site=has_site)
    yield from listing.whole()
    yield from listing.law()
    yield from listing.items()
    yield from listing.files()
    for commit, record in snapshot.verdicts():
        yield from _each(_OF_CHANGE, _digest([record]), {"commit": commit})


class _Listing:
    def __init__(self, snapshot: Snapshot, state: str, setting: str, *, has_site: bool) -> None:
        self._snapshot = snapshot
        self._state = state
        self._setting = setting
        self._has_site = has_site

    def _both(self, data: Iterable[str], pages: Iterable[str]) -> Iterator[str]:
        """The API's, and the site's in every language."""
        yield from data
        if self._has_site:
            yield from (prefix_of(lang) + page for lang in LANGUAGES for page in pages)

    def whole(self) -> Iterator[Address]:
        once = (*_ALWAYS, *(("/en", *_ASSETS) if self._has_site else ()))
        yield from _each(self._both(once, _PAGES), self._state)

    def law(self) -> Iterator[Address]:
        for row in self._snapshot.obligations():
            yield from _each(self._both(_OF_OBLIGATION, _PAGES_OF_OBLIGATION), self._state, {"obligation": row["id"]})
        for framework in self._snapshot.frameworks():
            name = framework["id"]
            yield from _each(self._both(_OF_FRAMEWORK, _PAGES_OF_FRAMEWORK), self._state, {"framework": name})
            for code in framework["codes"]:
                yield from _each(_OF_CODE, self._state, {"framework": name, "code": code["code"]})

    def items(self) -> Iterator[Address]:
        past: dict[str, list[str]] = defaultdict(list)
        for item, number, gone, facts in self._snapshot.standing_versions():
            past[item].append(facts)
            yield from _each(_OF_VERSION, facts, {"item": item, "number": str(number)}, is_withheld=gone)
        for item, withheld in self._snapshot.standing_items():
            of, versions = {"item": item}, _digest(past[item])
            around = f"{versions} {self._setting}"
            yield from _each(self._both(_OF_ITEM, _PAGES_OF_ITEM), self._state, of, is_withheld=withheld)
            yield from _each(_OF_PAST, versions, of, is_withheld=withheld)
            yield from _each(self._both((), _PAGES_OF_PAST), around, of, is_withheld=withheld)
            yield from _each((DIFFERENCE,), versions, of, needs_query=True)
        for item, number, gone, _ in self._snapshot.standing_versions():
            of, around = {"item": item, "number": str(number)}, f"{_digest(past[item])} {self._setting}"
            yield from _each(self._both((), _PAGES_OF_VERSION), around, of, is_withheld=gone)

    def files(self) -> Iterator[Address]:
        for row in self._snapshot.standing_files():
            papers = (_PAPER,) if self._has_site and row.media_type == "application/pdf" else ()
            of = {"sha256": row.sha256, "filename": quote(row.name, safe="")}
            facts = f"{row.path} {row.media_type} {row.published_at}"
            yield from _each(_OF_FILE, facts, of, pointer=Pointer(row.sha256, row.bytes))
            yield from _each(papers, facts, of, needs_query=True)
        for sha256 in self._snapshot.withheld_files():
            yield from _each((WITHHELD_FILE,), self._state, {"sha256": sha256}, is_withheld=True)


def notices(state: str, *, has_site: bool) -> Iterator[Address]:
    """What nginx answers where it has nothing."""
    for code in NOTICES:
        for prefix in ("", "/en") if has_site else ("",):
            yield Address(f"{prefix}/~{code}", f"{prefix}/~{code}", state)


def _digest(facts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _each(
    templates: Iterable[str],
    inputs: str,
    values: Mapping[str, str] = _NO_VALUES,
    *,
    pointer: Pointer | None = None,
    is_withheld: bool = False,
    needs_query: bool = False,
) -> Iterator[Address]:
    for template in templates:
        path = template.format(**values)
        yield Address(path, template, inputs, values, pointer, is_withheld=is_withheld, needs_query=needs_query)


def queries_in(address: Address, text: str, base: str) -> list[tuple[str, str]]:
    """The (path, query) pairs that an answer links to and that are kept: further pages, parts, papers, differences.

    `base`: what absolute links to this very service begin with.
    """
    found = [(path.removeprefix(base) or address.path, unescape(query)) for path, query in _LINK.findall(text)]
    found += [(address.path, f"{_kept(address.query)}cursor={cursor}") for cursor in _NEXT.findall(text)]
    return [pair for pair in dict.fromkeys(found) if _is_kept(pair[1])]


def _kept(query: str) -> str:
    """The filters with which a list goes on."""
    return "".join(f"{pair}&" for pair in query.split("&") if pair and not pair.startswith("cursor="))


def _is_kept(query: str) -> bool:
    return bool(_QUERY.fullmatch(query)) and {pair.partition("=")[0] for pair in query.split("&")} <= _KEPT
