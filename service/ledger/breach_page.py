"""The breach log as one page for the officer's file, Thai first: no script, nothing fetched, everything escaped."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any, Final

from repo_schema.calendar import BANGKOK, both_eras
from repo_schema.validation import find_schema
from service.ledger.breach_log import Clock, Incident, clock_of

__all__ = ["CLOCKS", "render_breach_page"]

CLOCKS: Final[Mapping[Clock, tuple[str, str]]] = {
    "notified": ("แจ้งแล้วภายในกำหนด", "notified in time"),
    "notified_late": ("แจ้งแล้ว แต่เกิน ๗๒ ชั่วโมง", "notified after the 72 hours"),
    "not_required": ("ไม่ต้องแจ้ง เพราะไม่มีความเสี่ยง", "need not be notified: no risk"),
    "running": ("ยังไม่แจ้ง กำลังนับเวลา", "not notified yet, the clock runs"),
    "passed": ("ยังไม่แจ้ง และเลยกำหนดแล้ว", "not notified, and the time has passed"),
}
_STYLE: Final = """
body{font:18px/1.6 Sarabun,"Noto Sans Thai",sans-serif;max-width:60rem;margin:auto;padding:1rem;color:#1a1a1a}
section{border-top:1px solid #767676;break-inside:avoid}dt{font-weight:bold}code{font-size:.8em;overflow-wrap:anywhere}
.passed,.notified_late{color:#8f1d14}small{display:block}
"""


def render_breach_page(incidents: Iterable[Incident], now: float) -> bytes:
    """The page, UTF-8, as of `now` (Unix seconds)."""
    title = "บันทึกเหตุละเมิดข้อมูลส่วนบุคคล"
    rows = list(incidents)
    lines = [
        "<!doctype html>",
        '<html lang="th"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body>",
        f'<h1>{title} <small lang="en">Personal data breach log</small></h1>',
        f"<p>ณ {_moment(datetime.fromtimestamp(now, BANGKOK).isoformat())}</p>",
        *(line for incident in rows for line in _incident(incident, now)),
        "" if rows else '<p>ไม่มีเหตุ <small lang="en">No incident.</small></p>',
        "</body></html>",
        "",
    ]
    return "\n".join(lines).encode()


def _incident(incident: Incident, now: float) -> Iterator[str]:
    fields = _fields_of("incidents")
    clock, hours = clock_of(incident, now)
    th, en = CLOCKS[clock]
    left = f" (เหลือ {hours} ชั่วโมง)" if hours is not None else ""
    yield f"<section><h2>{escape(incident.item)}</h2>"
    yield f'<p class="{clock}"><strong>{th}{left}</strong> <small lang="en">{en}</small></p><dl>'
    yield from _said(fields["known_at"], _moment(incident.known_at))
    yield from _said(fields["notify_by"], _moment(incident.notify_by))
    kinds = fields["kinds"]["items"]["x-values"]
    named = ", ".join(escape(kinds[kind]["th"]) for kind in incident.told.get("kinds", ()))
    yield from _said(fields["kinds"], named or _UNSAID)
    yield from _said(fields["persons"], escape(str(incident.told.get("persons", ""))) or _UNSAID)
    risk = incident.told.get("risk")
    yield from _said(fields["risk"], escape(fields["risk"]["x-values"][risk]["th"]) if risk else _UNSAID)
    for name in ("committee_notified_at", "persons_notified_at"):
        at = incident.told.get(name)
        yield from _said(fields[name], _moment(at) if at else _UNSAID)
    yield "</dl><h3>สิ่งที่ทำแล้ว</h3><ul>"
    acts = fields["done"]["items"]["properties"]["what"]["x-values"]
    for act in incident.done:
        where = " · ".join(f"<code>{escape(act[name])}</code>" for name in ("statement", "place") if name in act)
        yield f"<li>{_moment(act['at'])} {escape(acts[act['what']]['th'])} {where}</li>"
    yield "</ul></section>"


_UNSAID: Final = "ยังไม่ได้บันทึก"


def _said(field: Mapping[str, Any], value: str) -> Iterator[str]:
    label = field["x-label"]
    yield f'<dt>{escape(label["th"])} <small lang="en">{escape(label["en"])}</small></dt><dd>{value}</dd>'


def _fields_of(name: str) -> Mapping[str, Any]:
    schema = find_schema("breach_log/v1") or {}
    fields: Mapping[str, Any] = schema["properties"][name]["items"]["properties"]
    return fields


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(BANGKOK)
    return f'<time datetime="{escape(text)}">{both_eras(at.date())} {at:%H:%M} น.</time>'
