"""`/v1/checkpoint`: the newest trusted head, signed by a receiver and cosigned by whoever witnessed it."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer_text, read_model, reading
from service.problems import ProblemError

router = APIRouter(tags=["checkpoint"])

_PLAIN: Final = "text/plain"
_NOTE: Final = f"{_PLAIN}; charset=utf-8"


@reading(router, "/checkpoint", summary="จุดตรวจที่ลงนามแล้ว · The signed checkpoint", media=_PLAIN, errors=(404,))
async def show_checkpoint(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        if snapshot.checkpoint is None:
            raise _nothing()
        return answer_text(request, snapshot, snapshot.checkpoint, media=_NOTE, revalidate=False)


@reading(
    router,
    "/checkpoint/witnessed",
    summary="จุดตรวจล่าสุดที่มีพยานลงนามร่วม · The newest checkpoint that a witness cosigned",
    media=_PLAIN,
    errors=(404,),
)
async def show_witnessed(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        if snapshot.witnessed is None:
            raise _nothing()
        return answer_text(request, snapshot, snapshot.witnessed, media=_NOTE, revalidate=False)


def _nothing() -> ProblemError:
    return ProblemError(
        "not_found",
        th="บริการนี้ยังไม่มีจุดตรวจที่ลงนาม ดูใบรับและพยานได้จากคลัง (git)",
        en="This service has no such signed checkpoint; receipts and witnesses are in the repository itself.",
    )
