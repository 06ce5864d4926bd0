"""`…/table.csv` and `…/table.xlsx`: the tables of an item as files, the machine-readable twin that assessors ask for.

Made from a published version and nothing else, so that the same version is the same file for ever.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from repo_schema.tables import Written, write_table
from service.api.answers import CURRENT, PINNED, WITHHELD, is_known, read_model, reading
from service.api.files import render_disposition
from service.api.parameters import (
    AsOfText,
    parse_item_id,
    parse_moment,
    parse_version,
    parse_version_segment,
)
from service.ledger.read_model import Version
from service.ledger.records import SUSPENDED, SUSPENDED_WORDS
from service.ledger.workbooks import EDITION, FORMATS, file_name, render_tables
from service.problems import ProblemError

router = APIRouter(tags=["items"])

_ITEM: Final = "/items/{obligation}/{unit}/{name}"
TableText = Annotated[
    str | None, Query(description="ตารางที่ เมื่อมีหลายตาราง (CSV) · Which table, where there are several", examples=["1"])
]
_Handler = Callable[..., Awaitable[Response]]


def _current(form: str) -> _Handler:
    async def show_table(
        request: Request,
        obligation: str,
        unit: str,
        name: str,
        as_of: AsOfText = None,
        table: TableText = None,
    ) -> Response:
        item = parse_item_id(obligation, unit, name)
        moment = parse_moment("as_of", as_of, end_of_day=True)
        with read_model(request).snapshot() as snapshot:
            version, head = snapshot.item(item, as_of=moment), snapshot.head
        return await _answer(request, version, form, table, head=head, cache=CURRENT)

    return show_table


def _numbered(form: str) -> _Handler:
    async def show_table_of_version(
        request: Request, obligation: str, unit: str, name: str, number: str, table: TableText = None
    ) -> Response:
        item = parse_item_id(obligation, unit, name)
        with read_model(request).snapshot() as snapshot:
            version, head = snapshot.version(item, parse_version_segment(number, item)), snapshot.head
        return await _answer(request, version, form, table, head=head, cache=PINNED)

    return show_table_of_version


for _form in FORMATS:
    _words = f"ตารางเป็น {_form.upper()} · Its tables as {_form.upper()}"
    _media, _errors = FORMATS[_form], (404, *WITHHELD)
    reading(router, f"{_ITEM}/table.{_form}", summary=_words, media=_media, errors=_errors, cost=1)(_current(_form))
    _pinned = f"{_ITEM}/versions/{{number}}/table.{_form}"
    reading(router, _pinned, summary=_words, media=_media, errors=_errors, cost=1)(_numbered(_form))


async def _answer(
    request: Request, version: Version, form: str, table: str | None, *, head: str, cache: str
) -> Response:
    """The file, whose tag names the version's digest, the format, the table and the edition of the writing."""
    number = 1 if table is None else parse_version("table", table)
    document = version.parse()
    tables = write_table(document)
    if number > len(tables):
        raise _no_table(version, tables, document.get("nil_statement"))
    tag = f'"{version.tag}.{form}.{number}.{EDITION}"'
    headers = {"Prongsai-Head": head, "Cache-Control": cache, "ETag": tag, "Prongsai-State": version.state}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    mark = f"({SUSPENDED_WORDS['th']}) " if version.state == SUSPENDED else ""  # a saved file tells it, too
    headers["Content-Disposition"] = render_disposition(file_name(f"{mark}{document['title']['th']}", form))
    data = await run_in_threadpool(render_tables, form, tables, number=number)
    return Response(data, headers=headers, media_type=FORMATS[form])


def _no_table(version: Version, tables: list[Written], nil: dict[str, dict[str, str]] | None) -> ProblemError:
    if nil is not None:
        return ProblemError(
            "no_table",
            th=f"{version.item} แจ้งว่าไม่มีข้อมูลในรอบนี้: {nil['reason']['th']}",
            en=f"{version.item} states that there is nothing to report: {nil['reason']['th']}.",
            nil_statement=nil,
        )
    return ProblemError(
        "no_table",
        th=f"{version.item} ฉบับที่ {version.number} มี {len(tables)} ตาราง",
        en=f"Version {version.number} of {version.item} has {len(tables)} tables.",
        tables=len(tables),
    )
