"""`/v1/items`: what is disclosed, now and as of any day, every version of it and what changed between two."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.answers import TOO_MANY, WITHHELD, answer, pinned, read_model, reading, render_list
from service.api.limits import spend
from service.api.memento import original_headers, version_headers
from service.api.parameters import (
    AsOfText,
    CursorText,
    LimitText,
    parse_cursor,
    parse_item_id,
    parse_limit,
    parse_moment,
    parse_number_cursor,
    parse_q,
    parse_version,
    parse_version_segment,
    parse_versions,
    render_cursor,
    scope_of,
)
from service.ledger.read_model import ItemFilter, ReadModel
from service.ledger.records import dump, render_moment

router = APIRouter(tags=["items"])

_ITEM = "/items/{obligation}/{unit}/{name}"

ObligationText = Annotated[str | None, Query(description="รหัสเรื่อง · Id of an obligation", examples=["contact"])]
UnitText = Annotated[str | None, Query(description="รหัสหน่วยงาน · Id of a unit", examples=["office-of-palad"])]
GroupText = Annotated[str | None, Query(description="รหัสหมวด · Id of a group", examples=["basic"])]
CodeText = Annotated[str | None, Query(description="รหัสตัวชี้วัด · Code of the assessment", examples=["O5"])]
FrameworkText = Annotated[
    str | None, Query(description="กรอบการประเมินของรหัส · The edition of `code`", examples=["oit-2563"])
]
SinceText = Annotated[
    str | None, Query(description="เปลี่ยนตั้งแต่ · Published since a day or moment", examples=["2025-10-01"])
]
QText = Annotated[
    str | None,
    Query(
        description="คำค้น ต้องพบทุกคำในรายการหรือไฟล์แนบ ใหม่สุดก่อน"
        " · Words that all occur, in the item or its files; newest first",
        examples=["คู่มือ"],
    ),
]
VersionsText = Annotated[
    str | None, Query(description="`all` ค้นฉบับเก่าด้วย · `all`: look through past versions too", examples=["all"])
]


@reading(router, "/items", summary="ข้อมูลที่เผยแพร่แล้ว · What is disclosed", errors=(404, TOO_MANY))
async def list_items(
    request: Request,
    obligation: ObligationText = None,
    unit: UnitText = None,
    group: GroupText = None,
    code: CodeText = None,
    framework: FrameworkText = None,
    changed_since: SinceText = None,
    as_of: AsOfText = None,
    q: QText = None,
    versions: VersionsText = None,
    limit: LimitText = None,
    cursor: CursorText = None,
) -> Response:
    filters = {
        "obligation": obligation,
        "unit": unit,
        "group": group,
        "code": code,
        "framework": framework,
        "changed_since": changed_since,
        "as_of": as_of,
        "q": q,
        "versions": versions,
    }
    wanted = ItemFilter(
        obligation=obligation,
        unit=unit,
        group=group,
        code=code,
        framework=framework,
        changed_since=parse_moment("changed_since", changed_since, end_of_day=False),
        as_of=parse_moment("as_of", as_of, end_of_day=True),
        q=parse_q(q),
        past_versions=parse_versions(versions, q),
    )
    scope, size = scope_of("items", filters), parse_limit(limit)
    after = parse_cursor(scope, cursor)
    model = read_model(request)
    if wanted.q is not None:  # reads documents: not on the thread that serves everyone
        spend(request)
        return await run_in_threadpool(_list_items, request, model, wanted, scope, after, size)
    return _list_items(request, model, wanted, scope, after, size)


def _list_items(
    request: Request, model: ReadModel, wanted: ItemFilter, scope: str, after: str | None, limit: int
) -> Response:
    with model.snapshot() as snapshot:
        page = snapshot.items(wanted, after=after, limit=limit)
        more = {} if wanted.as_of is None else {"as_of": render_moment(wanted.as_of)}
        text = render_list("items", page, render_cursor(scope, page.following), **more)
        return answer(request, snapshot, text, texts=None if wanted.q is None else snapshot.texts_seen)


@reading(
    router,
    _ITEM,
    summary="รายการเดียว ฉบับล่าสุดหรือ ณ วันที่ · One item, now or as of a day",
    errors=(404, *WITHHELD),
)
async def show_item(request: Request, obligation: str, unit: str, name: str, as_of: AsOfText = None) -> Response:
    item = parse_item_id(obligation, unit, name)
    moment = parse_moment("as_of", as_of, end_of_day=True)
    with read_model(request).snapshot() as snapshot:
        version = snapshot.item(item, as_of=moment)
        shown = "null" if moment is None else dump(render_moment(moment))
        text = f'{version.render()[:-1]},"latest":{snapshot.latest(item)},"as_of":{shown}}}'
        return answer(request, snapshot, text, headers=original_headers(request, item))


@reading(
    router, f"{_ITEM}/versions", summary="ทุกฉบับของรายการ · Every version of an item, newest first", errors=(404,)
)
async def list_versions(
    request: Request,
    obligation: str,
    unit: str,
    name: str,
    limit: LimitText = None,
    cursor: CursorText = None,
) -> Response:
    item = parse_item_id(obligation, unit, name)
    scope, size = scope_of("versions", {"item": item}), parse_limit(limit)
    before = parse_number_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        page = snapshot.versions(item, before=before, limit=size)
        text = render_list("versions", page, render_cursor(scope, page.following), id=item)
        return answer(request, snapshot, text)


@reading(
    router,
    f"{_ITEM}/versions/{{number}}",
    summary="ฉบับเดียว ไม่เปลี่ยนอีก · One version, the same for ever",
    errors=(404, *WITHHELD),
)
async def show_version(request: Request, obligation: str, unit: str, name: str, number: str) -> Response:
    item = parse_item_id(obligation, unit, name)
    with read_model(request).snapshot() as snapshot:
        version = snapshot.version(item, parse_version_segment(number, item))
        headers = version_headers(request, item, version.published_at)
        return pinned(request, snapshot, version.render(), digest=version.tag, headers=headers)


@reading(
    router,
    f"{_ITEM}/diff",
    summary="สิ่งที่ต่างกันระหว่างสองฉบับ · What changed between two versions",
    errors=(404, *WITHHELD),
    cost=1,
)
async def show_difference(
    request: Request,
    obligation: str,
    unit: str,
    name: str,
    first: Annotated[str | None, Query(alias="from", description="ฉบับก่อน · The version before", examples=["1"])] = None,
    second: Annotated[str | None, Query(alias="to", description="ฉบับหลัง · The version after", examples=["2"])] = None,
) -> Response:
    item = parse_item_id(obligation, unit, name)
    numbers = parse_version("from", first), parse_version("to", second)
    with read_model(request).snapshot() as snapshot:
        return pinned(request, snapshot, dump(snapshot.difference(item, *numbers)))
