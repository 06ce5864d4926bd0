"""A moment as people name it: a day in Bangkok, or an RFC 3339 time. A Buddhist year is refused, never guessed."""

import re
from datetime import date, datetime, time
from typing import Final

from repo_schema.calendar import BANGKOK

_DAY: Final = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})")
_YEARS: Final = range(1937, 2400)


class MomentError(Exception):
    """A text names no moment; says why in Thai and English."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(en)
        self.th, self.en = th, en


def parse_moment(text: str) -> int:
    """Unix seconds of `text`: the last second of a day `YYYY-MM-DD` in Bangkok, or the time itself (RFC 3339)."""
    match = _DAY.fullmatch(text) or _TIME.fullmatch(text)
    if match is None:
        raise MomentError(f"“{text}” ไม่ใช่วันที่แบบ ปปปป-ดด-วว", f"{text!r} is no date of the form YYYY-MM-DD")
    if int(match[1]) not in _YEARS:
        raise MomentError(
            f"ปี {match[1]} อยู่นอกช่วงที่รับ ให้ใช้ปี ค.ศ. (พ.ศ. ลบ 543)",
            f"the year {match[1]} is out of range: write the Common Era (Buddhist year minus 543)",
        )
    try:
        if match.re is _DAY:
            return int(datetime.combine(date.fromisoformat(text), time(23, 59, 59), BANGKOK).timestamp())
        return int(datetime.fromisoformat(text.upper()).timestamp())
    except ValueError as error:
        raise MomentError(f"ไม่มีวันที่ {text}", f"there is no such date: {text}") from error
