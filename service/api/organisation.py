"""`/v1/organisation`: its units, offices and people, by their public names."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, read_model, reading
from service.ledger.records import dump

router = APIRouter(tags=["organisation"])


@reading(router, "/organisation", summary="องค์กร หน่วยงาน ตำแหน่ง และบุคคล · The organisation")
async def show_organisation(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        return answer(request, snapshot, dump(snapshot.organisation()))
