"""`/v1/compliance`: what was owed, what was done, and how much of it on time; today and on any day gone by."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.answers import JSON, answer, answer_text, monitor, read_model, reading
from service.api.parameters import parse_past_day
from service.ledger import owing
from service.ledger.records import dump

router = APIRouter(tags=["compliance"])

ICALENDAR: Final = "text/calendar"
UnitText = Annotated[str | None, Query(description="เฉพาะหน่วยงาน · Of one unit", examples=["hr"])]
OnText = Annotated[
    str | None,
    Query(description="ณ สิ้นวันที่ (ค.ศ.) · As of the end of a day, in Bangkok", examples=["2025-12-31"]),
]


@reading(router, "/compliance", summary="การปฏิบัติตามหน้าที่ · What was owed, and how it stands", cost=1)
async def show_compliance(request: Request, on: OnText = None) -> Response:
    day = parse_past_day("on", on, monitor(request).today)

    def report() -> Response:
        with read_model(request).snapshot() as snapshot:
            text = dump(monitor(request).compliance(snapshot, day))
            if day < monitor(request).today:  # the same bytes for ever, so that only the header names the head
                return answer_text(request, snapshot, text, media=JSON, day=day)
            return answer(request, snapshot, text, day=day)

    return await run_in_threadpool(report)


@reading(
    router,
    "/calendar.ics",
    summary="ปฏิทินวันครบกำหนด ให้โปรแกรมปฏิทินติดตาม · Due days, for a calendar to subscribe to",
    media=ICALENDAR,
    errors=(404,),
)
async def show_calendar(request: Request, unit: UnitText = None) -> Response:
    day = monitor(request).today

    def render() -> Response:
        with read_model(request).snapshot() as snapshot:
            text, _ = owing.calendar(snapshot, day, unit=unit)
            return answer_text(request, snapshot, text, media=ICALENDAR, day=day)

    return await run_in_threadpool(render)
