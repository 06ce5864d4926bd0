"""Parameters of requests, read strictly: what is malformed is named and refused, never guessed at.

Digits are Arabic, dates Gregorian: silently reading 2568 as a year to come would answer another question.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from inspect import Parameter, signature
from typing import Annotated, Any, Final, get_args, get_type_hints

from fastapi import Query, Request

from repo_schema import moments
from repo_schema.layout import item_path
from service.ledger.read_model import NotFoundError
from service.problems import bad_parameter

LIMIT: Final = 50
LIMIT_AT_MOST: Final = 200
_Q_AT_MOST: Final = 200
_CURSOR_AT_MOST: Final = 512
_SHOWN: Final = 64
"""Characters of a strange name that are said again."""
_ADDED_BY_OTHERS: Final = re.compile(r"utm_[a-z_]+|fbclid|gclid")
"""What social networks and newsletters hang on any link that passes through them."""

_DAY_SECONDS: Final = 86_400
_DAY_LENGTH: Final = len("2025-10-01")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")

LimitText = Annotated[str | None, Query(description="จำนวนต่อหน้า 1-200 · Rows a page, 1 to 200", examples=["50"])]
CursorText = Annotated[str | None, Query(description="ค่า `next` ของหน้าก่อน · `next` of the page before")]
AsOfText = Annotated[
    str | None,
    Query(
        description="ข้อมูล ณ วันที่ (สิ้นวัน เวลาไทย) หรือเวลาแบบ RFC 3339 · As of a day (its end, in Bangkok) or a moment",
        examples=["2025-10-01", "2025-10-01T12:00:00+07:00"],
    ),
]


def query_names(handler: Callable[..., Any]) -> frozenset[str]:
    """The parameters that `handler` reads from the query, as readers write them."""
    hints = get_type_hints(handler, include_extras=True)
    return frozenset(
        next((field.alias for field in get_args(hints[name])[1:] if field.alias), name)
        for name, parameter in signature(handler).parameters.items()
        if parameter.default is not Parameter.empty
    )


def refuse_strange(request: Request, known: Collection[str]) -> None:
    """A parameter stands once, and means something here: a misspelt filter must not widen the answer in silence."""
    names = [name for name, _ in request.query_params.multi_items() if not _ADDED_BY_OTHERS.fullmatch(name)]
    for name in names:
        shown = name[:_SHOWN].encode("utf-8", "replace").decode()
        if name not in known:
            allowed = ", ".join(sorted(known)) or "–"
            th, en = f"ไม่มีในที่อยู่นี้ (มี {allowed})", f"is none of this address, which has {allowed}."
            raise bad_parameter(shown, th=th, en=en)
        if names.count(name) > 1:
            raise bad_parameter(shown, th="ระบุได้เพียงครั้งเดียว", en="stands more than once.")


def parse_limit(text: str | None) -> int:
    if text is None:
        return LIMIT
    if not _NUMBER.fullmatch(text) or int(text) > LIMIT_AT_MOST:
        raise bad_parameter(
            "limit", th=f"เป็นจำนวนเต็ม 1 ถึง {LIMIT_AT_MOST}", en=f"a whole number from 1 to {LIMIT_AT_MOST}."
        )
    return int(text)


def parse_version(name: str, text: str | None) -> int:
    """The number of a version in a query."""
    if text is None:
        raise bad_parameter(name, th="ต้องระบุเลขที่ฉบับ", en="is required: the number of a version.")
    if not _NUMBER.fullmatch(text):
        raise bad_parameter(name, th="เป็นเลขที่ฉบับ เริ่มจาก 1", en="the number of a version, from 1.")
    return int(text)


def parse_version_segment(text: str, item: str) -> int:
    """The number of a version in a path."""
    if not _NUMBER.fullmatch(text):
        raise NotFoundError("version", f"{item}/versions/{text}")
    return int(text)


def parse_item_id(obligation: str, unit: str, name: str) -> str:
    kind = item_path(f"{obligation}/{unit}/{name}")
    if kind is None:
        raise NotFoundError("item", f"{obligation}/{unit}/{name}")
    return kind.id


def parse_q(text: str | None) -> str | None:
    if text is None:
        return None
    stripped = text.strip()
    if not stripped or len(stripped) > _Q_AT_MOST:
        raise bad_parameter("q", th=f"เป็นคำค้น 1 ถึง {_Q_AT_MOST} ตัวอักษร", en=f"words of 1 to {_Q_AT_MOST} characters.")
    return stripped


def parse_versions(text: str | None, q: str | None) -> bool:
    """Whether past versions are searched too."""
    if text is None:
        return False
    if text != "all" or q is None:
        raise bad_parameter("versions", th="ใช้ได้เฉพาะ all คู่กับ q", en="only `all`, together with `q`.")
    return True


def parse_moment(name: str, text: str | None, *, end_of_day: bool) -> int | None:
    """Unix seconds of an RFC 3339 moment, or of a day: its last second in Bangkok, or its first."""
    if text is None:
        return None
    try:
        moment = moments.parse_moment(text)
    except moments.MomentError as error:
        raise bad_parameter(
            name,
            th=f"{error.th} ตัวอย่าง 2025-10-01 หรือ 2025-10-01T09:00:00+07:00 (ใน URL เขียน + เป็น %2B)",
            en=f"{error.en}. For example 2025-10-01, or 2025-10-01T09:00:00+07:00 (in a URL, + is %2B).",
        ) from error
    is_day = "T" not in text.upper()
    return moment - _DAY_SECONDS + 1 if is_day and not end_of_day else moment


def parse_past_day(name: str, text: str | None, today: date) -> date:
    """A day that has begun; today, when none is named. Of a day to come nothing is known yet."""
    if text is None:
        return today
    if parse_moment(name, text, end_of_day=True) is None or len(text) != _DAY_LENGTH:
        raise bad_parameter(name, th="เป็นวันที่แบบ ปปปป-ดด-วว เช่น 2025-12-31", en="a day, YYYY-MM-DD: 2025-12-31.")
    day = date.fromisoformat(text)
    if day > today:
        raise bad_parameter(name, th=f"ยังไม่ถึงวันนั้น (วันนี้ {today})", en=f"that day has not come; it is {today}.")
    return day


def scope_of(resource: str, filters: Mapping[str, Any]) -> str:
    """What a cursor belongs to: it continues the list it came from and no other."""
    text = json.dumps([resource, sorted((key, value) for key, value in filters.items() if value is not None)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def render_cursor(scope: str, following: str | None) -> str | None:
    if following is None:
        return None
    return base64.urlsafe_b64encode(f"{scope}{following}".encode()).decode().rstrip("=")


def parse_cursor(scope: str, text: str | None) -> str | None:
    """The key that the page before ended with."""
    if text is None:
        return None
    refusal = bad_parameter(
        "cursor", th="ใช้ค่า next ของหน้าก่อน พร้อมตัวกรองเดิม", en="`next` of the page before, with the same filters."
    )
    if len(text) > _CURSOR_AT_MOST or not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise refusal
    try:
        opened = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        raise refusal from None
    if not opened.startswith(scope) or render_cursor(scope, opened.removeprefix(scope)) != text:
        raise refusal
    return opened.removeprefix(scope)


def parse_number_cursor(scope: str, text: str | None) -> int | None:
    """The same, where rows are numbered."""
    key = parse_cursor(scope, text)
    if key is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", key):
        raise bad_parameter("cursor", th="ใช้ค่า next ของหน้าก่อน", en="`next` of the page before.")
    return int(key)
