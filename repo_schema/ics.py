"""Due days as a calendar to subscribe to (RFC 5545): whole days, so that no reader's time zone moves one.

Lines end in CR LF and are folded at 75 octets, never within a character and never between a Thai letter and the vowel
or tone above it. The same duty has the same UID for ever, so that a calendar read again replaces what it read before.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

__all__ = ["Event", "render_calendar"]

_OCTETS: Final = 75
_PRODUCT: Final = "-//prongsai//duties//TH"


@dataclass(frozen=True, slots=True)
class Event:
    uid: str
    on: date
    summary: str
    description: str = ""


def render_calendar(events: Iterable[Event], *, name: str, stamp: int) -> str:
    """The whole file; `stamp`: when what it says became true, Unix seconds."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escape(name)}",
        "X-WR-TIMEZONE:Asia/Bangkok",
    ]
    at = datetime.fromtimestamp(stamp, tz=UTC).strftime("%Y%m%dT%H%M%SZ")
    for event in events:
        lines += _event(event, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold(line))


def _event(event: Event, at: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(event.uid)}"
    yield f"DTSTAMP:{at}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_escape(event.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escape(text: str) -> str:
    """RFC 5545, 3.3.11; other control characters are left out."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n")
    return "".join("\\n" if char == "\n" else char for char in escaped if char == "\n" or char >= " ")


def _fold(line: str) -> Iterator[str]:
    """`line` in pieces of 75 octets at most; each but the first begins with the space that joins it."""
    piece, size = "", 0
    for cluster in _clusters(line):
        octets = len(cluster.encode())
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + cluster, size + octets
    yield piece


def _clusters(line: str) -> Iterator[str]:
    """Letters with the marks that stand above or below them, as long as a line can hold them."""
    cluster = ""
    for char in line:
        joins = unicodedata.category(char).startswith("M") and len((cluster + char).encode()) < _OCTETS
        if cluster and not joins:
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster
