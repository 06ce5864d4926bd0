"""`/v1/catalog.jsonld`: what is disclosed as a DCAT 3 catalogue, for a data portal to harvest (JSON-LD 1.1).

One dataset for each item, in the version that stands, unless that is withheld; its distributions are that version, its
files and its tables. Each says whether it is `trusted` or `suspended`.
The context stands in the document, so that nobody has to fetch one. Pages are linked as Hydra does it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.addresses import absolute
from service.api.answers import answer_text, read_model, reading
from service.api.parameters import CursorText, LimitText, parse_cursor, parse_limit, render_cursor, scope_of
from service.ledger.read_model import ItemFilter, Snapshot
from service.ledger.records import API, SUSPENDED_WORDS, dump

router = APIRouter(tags=["catalogue"])

LD_JSON: Final = "application/ld+json"
_CONTEXT: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "prongsai": "https://prongsai.example/schema/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FREQUENCY: Final = "http://publications.europa.eu/resource/authority/frequency/"
"""The EU's authority table; twice a year is ANNUAL_2 there."""
_FREQUENCIES: Final = {
    "yearly": "ANNUAL",
    "every_6_months": "ANNUAL_2",
    "monthly": "MONTHLY",
    "on_change": "IRREG",
}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"


@reading(
    router,
    "/catalog.jsonld",
    summary="บัญชีชุดข้อมูลแบบ DCAT · What is disclosed, as a DCAT catalogue",
    media=LD_JSON,
)
async def show_catalogue(request: Request, limit: LimitText = None, cursor: CursorText = None) -> Response:
    scope, size = scope_of("catalogue", {}), parse_limit(limit)
    after = parse_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        page = snapshot.items(ItemFilter(), after=after, limit=size)
        following = render_cursor(scope, page.following)
        text = dump(_Catalogue(request, snapshot).render(page.as_json(), following, size))
        return answer_text(request, snapshot, text, media=LD_JSON)


class _Catalogue:
    def __init__(self, request: Request, snapshot: Snapshot) -> None:
        self._request = request
        self._organisation = snapshot.organisation()
        self._obligations = {row["id"]: row for row in snapshot.obligations()}

    def render(self, items: list[dict[str, Any]], following: str | None, size: int) -> dict[str, Any]:
        here = self._address(f"{API}/catalog.jsonld")
        page: dict[str, Any] = {"@id": f"{here}?limit={size}", "@type": "hydra:PartialCollectionView"}
        if following:
            page["hydra:next"] = {"@id": f"{here}?limit={size}&cursor={following}"}
        return {
            "@context": _CONTEXT,
            "@id": here,
            "@type": "dcat:Catalog",
            "dct:title": _label(self._organisation["name"]),
            "dct:publisher": self._publisher(),
            "dct:language": "th",
            "hydra:view": page,
            "dcat:dataset": [self._dataset(item) for item in items if item["withheld"] is None],
        }

    def _publisher(self) -> dict[str, Any]:
        return {
            "@id": self._address(f"{API}/organisation"),
            "@type": "foaf:Organization",
            "foaf:name": _label(self._organisation["name"]),
        }

    def _dataset(self, item: Mapping[str, Any]) -> dict[str, Any]:
        row = self._obligations.get(item["obligation"])
        frequency = _FREQUENCIES[row["frequency"]["code"]] if row else "UNKNOWN"
        dataset: dict[str, Any] = {
            "@id": self._address(item["href"]),
            "@type": "dcat:Dataset",
            "dct:identifier": item["id"],
            "dct:title": _label(item["title"]),
            "dct:description": _label(item["summary"]),
            "dct:publisher": {"@id": self._address(f"{API}/organisation")},
            "dct:issued": {"@type": "xsd:dateTime", "@value": item["published_at"]},
            "dct:accrualPeriodicity": {"@id": f"{_FREQUENCY}{frequency}"},
            "dcat:version": str(item["version"]),
            "prongsai:state": item["state"],
            "dcat:landingPage": {"@id": self._address(item["href"])},
            "dcat:distribution": list(self._distributions(item)),
        }
        if item["suspended"] is not None:
            dataset["adms:versionNotes"] = _label(SUSPENDED_WORDS)
        if row:
            dataset["dcat:keyword"] = [_text(row["title"]["th"], "th"), _text(row["group"]["title"]["th"], "th")]
        return dataset

    def _distributions(self, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        address = self._address(item["version_href"])
        yield _distribution(address, "application/json", title=item["title"]["th"])
        for file in item["files"]:
            known = _distribution(self._address(file["href"]), file["media_type"], title=file["name"])
            yield known | {
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file["bytes"])},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file["sha256"]},
                },
            }

    def _address(self, path: str) -> str:
        return absolute(self._request, path)


def _distribution(address: str, media_type: str, *, title: str) -> dict[str, Any]:
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _text(title, "th"),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}"},
    }


def _label(label: Mapping[str, str]) -> list[dict[str, str]]:
    return [_text(words, lang) for lang, words in label.items()]


def _text(words: str, lang: str) -> dict[str, str]:
    return {"@language": lang, "@value": words}
