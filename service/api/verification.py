"""`/v1/verification`: what verifying found, as `prongsai verify` says it, and what hinders following it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, pinned, read_model, reading
from service.ledger.follower import Follower
from service.ledger.records import dump
from service.ledger.troubles import Troubles

router = APIRouter(tags=["verification"])


@reading(router, "/verification", summary="ผลการตรวจสอบทั้งคลัง · What verifying the whole found")
async def show_verification(request: Request) -> Response:
    follower: Follower | Troubles = request.app.state.follower
    with read_model(request).snapshot() as snapshot:
        record = snapshot.verification()
        record.pop("head")  # every answer ends with it
        trouble = follower.trouble
        record["problem"] = None if trouble is None else trouble.as_json()
        return answer(request, snapshot, dump(record), revalidate=False)


@reading(
    router, "/verification/{commit}", summary="คำวินิจฉัยของการเปลี่ยนแปลงหนึ่งครั้ง · The verdict on one Change", errors=(404,)
)
async def show_verdict(request: Request, commit: str) -> Response:
    with read_model(request).snapshot() as snapshot:
        return pinned(request, snapshot, snapshot.change(commit))
