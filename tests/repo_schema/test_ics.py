"""Calendars as RFC 5545 has them: every line short, every letter whole, and read back what was written."""

import re
import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from repo_schema.ics import Event, render_calendar

THAI = "กำหนดเผยแพร่: สรุปผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุรายเดือน 2569-01 (สำนักปลัดองค์การบริหารส่วนตำบล)"
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "Zs", "So")), max_size=200)


def unfold(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def value(text: str, name: str) -> str:
    """The first property `name`, unescaped."""
    line = next(line for line in unfold(text) if line.startswith(f"{name}:"))
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], line.removeprefix(f"{name}:"))


def test_a_calendar_by_hand() -> None:
    event = Event("report.2569-01.x.hr@banbueng.example", date(2026, 2, 28), "เผยแพร่; ครบ, แล้ว")
    assert render_calendar([event], name="กำหนด", stamp=1_759_284_000) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//prongsai//duties//TH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        "X-WR-CALNAME:กำหนด\r\nX-WR-TIMEZONE:Asia/Bangkok\r\n"
        "BEGIN:VEVENT\r\nUID:report.2569-01.x.hr@banbueng.example\r\nDTSTAMP:20251001T020000Z\r\n"
        "DTSTART;VALUE=DATE:20260228\r\nDTEND;VALUE=DATE:20260301\r\nSUMMARY:เผยแพร่\\; ครบ\\, แล้ว\r\n"
        "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_thai_is_folded_between_letters_and_never_before_a_mark() -> None:
    text = render_calendar([Event("u", date(2026, 1, 1), THAI)], name="ก", stamp=0)
    folded = [line for line in text.split("\r\n") if line.startswith(" ")]
    assert len(folded) >= 3
    assert not any(unicodedata.category(line[1]).startswith("M") for line in folded)
    assert value(text, "SUMMARY") == THAI


@given(TEXTS, TEXTS)
def test_every_text_comes_back_from_lines_of_75_octets(summary: str, description: str) -> None:
    event = Event("u", date(2026, 1, 1), summary, f"{description}\nสอง")
    text = render_calendar([event], name=summary, stamp=0)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert value(text, "SUMMARY") == summary
    assert value(text, "X-WR-CALNAME") == summary
    assert value(text, "DESCRIPTION") == f"{description}\nสอง"


def test_what_would_break_a_line_or_begin_another_is_left_out() -> None:
    text = render_calendar([Event("u", date(2026, 1, 1), "a\x07b\rEND:VEVENT", "x\r\ny")], name="n", stamp=0)
    assert value(text, "SUMMARY") == "abEND:VEVENT"
    assert value(text, "DESCRIPTION") == "x\ny"
    assert text.count("\r\nEND:VEVENT") == 1
