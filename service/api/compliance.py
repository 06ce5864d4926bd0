"""`/v1/compliance`: what was owed, what was done, and how much of it on time; today and on any day gone by."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.answers import answer, monitor, read_model, reading
from service.api.parameters import parse_past_day
from service.ledger.records import dump

router = APIRouter(tags=["compliance"])

OnText = Annotated[
    str | None,
    Query(description="ณ สิ้นวันที่ (ค.ศ.) · As of the end of a day, in Bangkok", examples=["2025-12-31"]),
]


@reading(router, "/compliance", summary="การปฏิบัติตามหน้าที่ · What was owed, and how it stands", errors=(400,))
async def show_compliance(request: Request, on: OnText = None) -> Response:
    day = parse_past_day("on", on, monitor(request).today)

    def report() -> Response:
        with read_model(request).snapshot() as snapshot:
            text = dump(monitor(request).compliance(snapshot, day))
            return answer(request, snapshot, text, day=day)

    return await run_in_threadpool(report)
