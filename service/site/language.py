"""The two languages of the pages: what a label, a day, a period says in each, marked with the language it is in.

A page is Thai or, below `/en`, English. What an office wrote in Thai alone stays Thai on the English page, and says so
(`lang`), so that a screen reader speaks it rightly. Every day is given in both eras.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from markupsafe import Markup

from repo_schema.calendar import BANGKOK, BUDDHIST_ERA, TH_MONTHS, TH_MONTHS_SHORT, both_eras, buddhist_year
from repo_schema.duties import STANDING

__all__ = ["LANGUAGES", "Lang", "Language", "prefix_of"]

Lang: TypeAlias = Literal["th", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("th", "en")
_KIBI: Final = 1024
_DAY: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_PERIOD: Final = re.compile(r"(2[45][0-9]{2})(?:-h([12])|-q([1-4])|-(0[1-9]|1[0-2]))?")


def prefix_of(lang: Lang) -> str:
    """What the addresses of pages in `lang` begin with."""
    return "" if lang == "th" else "/en"


class Language:
    """The words of one language; its methods are what templates call."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Final = lang

    def say(self, th: str, en: str) -> str:
        return th if self.lang == "th" else en

    def plain(self, label: Mapping[str, str]) -> str:
        """The label's text, where no markup can stand: titles and attributes."""
        return label.get(self.lang) or label["th"]

    def label(self, label: Mapping[str, str]) -> str:
        """The label, marked as Thai where the page is English and the label has no English."""
        if self.lang == "th" or label.get("en"):
            return self.plain(label)
        return Markup('<span lang="th">{}</span>').format(label["th"])

    def thai(self, text: str) -> str:
        """Words that an office wrote in one language only."""
        return text if self.lang == "th" else Markup('<span lang="th">{}</span>').format(text)

    def day(self, on: date | str) -> Markup:
        day = date.fromisoformat(on) if isinstance(on, str) else on
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.day_words(day))

    def day_words(self, on: date) -> str:
        if self.lang == "th":
            return both_eras(on)
        return f"{on.day} {calendar.month_name[on.month]} {on.year} (B.E. {buddhist_year(on)})"

    def moment(self, at: str) -> Markup:
        """A day and an hour, in Bangkok."""
        moment = datetime.fromisoformat(at).astimezone(BANGKOK)
        words = self.say(f"เวลา {moment:%H:%M} น.", f"at {moment:%H:%M}")
        return Markup('<time datetime="{}">{} {}</time>').format(at, self.day_words(moment.date()), words)

    def month(self, month: str) -> str:
        """`2025-10`, in words."""
        year, number = int(month[:4]), int(month[5:7])
        return self.say(f"{TH_MONTHS[number - 1]} {year + BUDDHIST_ERA}", f"{calendar.month_name[number]} {year}")

    def month_short(self, month: str) -> str:
        """`2025-10`, for the head of a narrow column."""
        year, number = int(month[:4]), int(month[5:7])
        thai = f"{TH_MONTHS_SHORT[number - 1]} {(year + BUDDHIST_ERA) % 100:02}"
        return self.say(thai, f"{calendar.month_abbr[number]} {year % 100:02}")

    def fiscal_year(self, year: int) -> str:
        return self.say(f"ปีงบประมาณ {year}", f"fiscal year {year - BUDDHIST_ERA} (B.E. {year})")

    def period(self, period: Mapping[str, Any]) -> str:
        """What a document reports on."""
        match period["kind"]:
            case "fiscal_year":
                return self.fiscal_year(period["fiscal_year"])
            case "half_year":
                half = period["half"]
                return f"{self.say(f'ครึ่งปีที่ {half}', f'half {half} of')} {self.fiscal_year(period['fiscal_year'])}"
            case "month":
                return self.month(f"{period['year'] - BUDDHIST_ERA}-{period['month']:02}")
            case "multi_year":
                first, last = period["from_fiscal_year"], period["to_fiscal_year"]
                gregorian = f"{first - BUDDHIST_ERA}–{last - BUDDHIST_ERA}"
                return self.say(f"ปีงบประมาณ {first}–{last}", f"fiscal years {gregorian} (B.E. {first}–{last})")
            case _:
                return self.say("ข้อมูล ณ ", "as of ") + self.day_words(date.fromisoformat(period["date"]))

    def duty_period(self, name: str) -> str:
        """A period by its name, as duties have it; what has no such name stands as it is."""
        if _DAY.fullmatch(name):
            return self.day_words(date.fromisoformat(name))
        match = _PERIOD.fullmatch(name)
        if match is None:
            return self.say("มีไว้เสมอ", "standing") if name == STANDING else name
        year, half, quarter, month = match.groups()
        if month:
            return self.month(f"{int(year) - BUDDHIST_ERA}-{month}")
        part = self.say(f"ครึ่งปีที่ {half} ", f"half {half} of ") if half else ""
        part = self.say(f"ไตรมาสที่ {quarter} ", f"quarter {quarter} of ") if quarter else part
        return part + self.fiscal_year(int(year))

    def number(self, value: float | str | Decimal) -> str:
        """Digits grouped by thousands; money keeps its satang."""
        return f"{value:,}" if isinstance(value, int | float) else f"{Decimal(value):,}"

    def percent(self, rate: float | None) -> str:
        """A fraction as a whole percentage, never rounded up to all; a dash where nothing was due."""
        return "–" if rate is None else f"{int(rate * 100 + 1e-9)}%"

    def size(self, size: int) -> str:
        if size < _KIBI:
            return f"{size} B"
        if size < _KIBI * _KIBI:
            return f"{size / _KIBI:.0f} KB"
        return f"{size / _KIBI / _KIBI:.1f} MB"
