"""`/v1`: where everything is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, read_model, reading
from service.ledger.records import API, dump

router = APIRouter(tags=["root"])

_RESOURCES = ("organisation", "obligations", "frameworks", "items", "changes", "verification", "compliance")

_RENDERINGS = {
    "feed": "feed.atom",
    "catalogue": "catalog.jsonld",
    "calendar": "calendar.ics",
    "checkpoint": "checkpoint",
    "bundle": "repository.bundle",
    "description": "openapi.json",
}


@reading(router, "", summary="จุดเริ่มต้นของ API · Where everything is")
async def show_root(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        organisation = snapshot.organisation()
        record = {
            "organisation": {"id": organisation["id"], "name": organisation["name"]},
            "resources": {name: f"{API}/{name}" for name in _RESOURCES},
            "renderings": {name: f"{API}/{path}" for name, path in _RENDERINGS.items()},
            "anchor": snapshot.anchor,
            "trusted": snapshot.trusted,
        }
        return answer(request, snapshot, dump(record))
