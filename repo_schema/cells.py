"""What one cell of a spreadsheet says, read strictly: money, days, months, numbers and text, the way officials type.

Thai digits, Buddhist years and thousands separators are understood; what could mean two things is refused, never
guessed at. Refused: a year of two digits (also where Excel has already made 1968 of ปี 68), a year of neither era, a
day that does not exist, an amount with more than two decimals, a date where text is wanted (Excel makes one of the
contract number 12/2569).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NoReturn, TypeAlias

from repo_schema.calendar import BUDDHIST_ERA, TH_MONTHS, TH_MONTHS_SHORT
from repo_schema.formats import FIRST_DAY, LAST_DAY

__all__ = [
    "Cell",
    "CellError",
    "Formula",
    "clean",
    "fold",
    "is_blank",
    "is_nil",
    "parse_choice",
    "parse_day",
    "parse_free",
    "parse_integer",
    "parse_money",
    "parse_month",
    "parse_months",
    "parse_percent",
    "parse_text",
    "show",
]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes; what it last came to is never believed."""

    text: str


Cell: TypeAlias = str | int | float | Decimal | bool | date | Formula | None
"""As a workbook or a CSV gives it; a `datetime` is a `date` here."""


class CellError(Exception):
    """The cell does not say what its column holds; `code` is a finding's."""

    def __init__(self, expected: str, code: str = "sheet_cell_wrong") -> None:
        super().__init__(expected)
        self.code, self.expected = code, expected


_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_LINES = re.compile(r"\s*\n\s*")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""What a document may not hold either (`repo_schema.documents`)."""
_NIL: Final = frozenset("-–—−‐‑‒―﹘﹣－")
_FOLDED_AWAY = re.compile(r"[\s.:*_]+")

_MONEY = re.compile(r"(?:฿ ?)?([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?(?:\.-)?(?: ?บาท)?")
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+")
_PERCENT = re.compile(r"(?:ร้อยละ ?)?([0-9]{1,3}(?:\.[0-9]+)?) ?%?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?")
_MONEY_DIGITS: Final = 13
_CENTS: Final = 2
_EXACT_DIGITS: Final = 15
"""Digits that a spreadsheet's number carries."""

_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMBERED_DAY = re.compile(r"([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{1,4})")
_NAMED_DAY = re.compile(r"(?:วันที่ ?)?([0-9]{1,2}) ?(?:เดือน ?)?([ก-ฮะ-์. ]+?) ?(พ\. ?ศ\.|พศ|ค\. ?ศ\.|คศ|ปี)? ?([0-9]{1,4})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_NUMBERED_MONTH = re.compile(r"([0-9]{1,2}) ?/ ?([0-9]{1,4})")
_NAMED_MONTH = re.compile(r"(?:เดือน ?)?([ก-ฮะ-์. ]+?) ?(พ\. ?ศ\.|พศ|ค\. ?ศ\.|คศ|ปี)? ?([0-9]{1,4})")
_BETWEEN_MONTHS = re.compile(r" ?(?:–|—|ถึง|\n) ?| - |(?<=[0-9]) ?- ?(?=[ก-ฮ])| ?- (?=[0-9])")
_MONTH_NUMBERS: Final[Mapping[str, int]] = {
    name.replace(".", ""): number
    for names in (TH_MONTHS, TH_MONTHS_SHORT)
    for number, name in enumerate(names, start=1)
}
_FIRST_BUDDHIST, _LAST_BUDDHIST = FIRST_DAY.year + BUDDHIST_ERA, LAST_DAY.year + BUDDHIST_ERA
_TYPED_YEARS_FROM: Final = 2000
"""Excel makes 1968 of a typed 68; a true day before 2000 is written out as text."""
_YEAR_DIGITS: Final = 4
_MONTHS: Final = 12


def clean(text: str) -> str:
    """Text as it is kept: composed, without what cannot be seen; its lines stay."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").translate(_INVISIBLE)
    plain = unicodedata.normalize("NFC", plain).replace("\u0e4d\u0e32", "\u0e33")
    return _LINES.sub("\n", _BLANKS.sub(" ", plain)).strip()


def fold(text: str) -> str:
    """What headings and allowed words are compared by: digits alike, no spaces, line breaks or dots."""
    return _FOLDED_AWAY.sub("", clean(text).translate(_THAI_DIGITS)).casefold()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def is_nil(cell: Cell) -> bool:
    """Whether a dash stands for nothing."""
    return isinstance(cell, str) and bool(text := clean(cell)) and set(text) <= _NIL


def show(cell: Cell) -> str | None:
    """The cell in a finding."""
    match cell:
        case None:
            return None
        case Formula(text=text):
            return text[:60]
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float():
            return f"{cell:.15g}"
        case _:
            return " ".join(str(cell).split())[:60]


# Text.


def parse_text(cell: Cell, *, longest: int, lines: bool = False, arabic: bool = False) -> str:
    """Text of at most `longest` characters: `lines` keeps its line breaks, `arabic` makes Thai digits Arabic."""
    match cell:
        case str():
            text = clean(cell)
        case bool() | date() | Formula() | None:
            raise CellError("string")
        case _:
            text = f"{_exact(cell):f}"
    if _FORBIDDEN.search(text):
        raise CellError("printable")
    text = text if lines else text.replace("\n", " ")
    text = text.translate(_THAI_DIGITS) if arabic else text
    if len(text) > longest:
        raise CellError(f"≤ {longest} ตัวอักษร/characters")
    if not text:
        raise CellError("string")
    return text


def parse_choice(cell: Cell, words: Mapping[str, str], shown: str) -> str:
    """One of the allowed values; `words` are folded, `shown` is what a person may write."""
    if not isinstance(cell, str):
        raise CellError(shown)
    folded = fold(cell)
    value = words.get(folded) or words.get(folded.removeprefix("วิธี"))
    if value is None:
        raise CellError(shown)
    return value


def parse_free(cell: Cell, *, longest: int) -> str | int | float | None:
    """A cell of a table of any kind: a number where it is one, text, or nothing."""
    match cell:
        case Formula() | bool():
            raise CellError("plain")
        case None:
            return None
        case date():
            return parse_day(cell).isoformat()
        case str():
            text = clean(cell)
            if not text or is_nil(text):
                return None
            plain = text.translate(_THAI_DIGITS)
            if _NUMBER.fullmatch(plain) and sum(map(str.isdigit, plain)) <= _EXACT_DIGITS:
                return _plain_number(Decimal(plain.replace(",", "")))
            return parse_text(text, longest=longest)
        case _:
            return _plain_number(_exact(cell))


# Numbers.


def parse_money(cell: Cell) -> str:
    """`150000.00`."""
    match cell:
        case str():
            match = _MONEY.fullmatch(clean(cell).translate(_THAI_DIGITS))
            if match is None:
                raise CellError("money")
            amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
        case bool() | date() | Formula() | None:
            raise CellError("money")
        case _:
            amount = _exact(cell)
    rounded = amount.quantize(Decimal("0.01")) if amount.adjusted() < _MONEY_DIGITS else None
    if rounded is None or rounded != amount or amount < 0:
        raise CellError("money")
    return f"{rounded:.{_CENTS}f}"


def parse_integer(cell: Cell) -> int:
    """A whole number from 0."""
    match cell:
        case str():
            text = clean(cell).translate(_THAI_DIGITS)
            if not _WHOLE.fullmatch(text) or len(text) > _EXACT_DIGITS:
                raise CellError("count")
            return int(text.replace(",", ""))
        case bool() | date() | Formula() | None:
            raise CellError("count")
        case _:
            number = _exact(cell)
            if number < 0 or number != number.to_integral_value() or number.adjusted() >= _EXACT_DIGITS:
                raise CellError("count")
            return int(number)


def parse_percent(cell: Cell) -> int | float:
    """From 0 to 100."""
    match cell:
        case str():
            match = _PERCENT.fullmatch(clean(cell).translate(_THAI_DIGITS))
            if match is None:
                raise CellError("percent")
            number = Decimal(match[1])
        case bool() | date() | Formula() | None:
            raise CellError("percent")
        case _:
            number = _exact(cell)
    if not 0 <= number <= 100:  # noqa: PLR2004 - a percentage
        raise CellError("percent")
    return _plain_number(number)


def _exact(number: float | Decimal) -> Decimal:
    """What a spreadsheet's number says; the noise of binary fractions is beyond its 15 digits."""
    exact = Decimal(f"{number:.{_EXACT_DIGITS}g}") if isinstance(number, float) else Decimal(number)
    if not exact.is_finite():
        raise CellError("number")
    return exact


def _plain_number(number: Decimal) -> int | float:
    """As a document writes numbers: never with an exponent."""
    if number == number.to_integral_value() and number.adjusted() < _EXACT_DIGITS:
        return int(number)
    plain = float(number)
    if "e" in repr(plain):
        raise CellError("number")
    return plain


# Days and months.


def parse_day(cell: Cell) -> date:
    """A real day within living memory."""
    match cell:
        case date():
            day = _real(_era_of_typed(cell), cell.month, cell.day)
        case str():
            day = _day_of(clean(cell).replace("\n", " ").translate(_THAI_DIGITS))
        case _:
            raise CellError("day")
    return day


def parse_month(cell: Cell) -> str:
    """`2025-10`."""
    match cell:
        case date():
            year, month = _era_of_typed(cell), cell.month
        case str():
            year, month = _month_of(clean(cell).replace("\n", " ").translate(_THAI_DIGITS))
        case _:
            raise CellError("month")
    return f"{year}-{month:02d}"


def parse_months(cell: Cell) -> tuple[str, str]:
    """`ต.ค. 2568 - ก.ย. 2569`: from which month to which; one month is both."""
    if not isinstance(cell, str):
        month = parse_month(cell)
        return month, month
    parts = [part for part in _BETWEEN_MONTHS.split(clean(cell).translate(_THAI_DIGITS)) if part]
    if len(parts) not in {1, 2}:
        raise CellError("months")
    try:
        first, last = parse_month(parts[0]), parse_month(parts[-1])
    except CellError as error:
        raise CellError("months" if error.expected == "month" else error.expected, error.code) from error
    if last < first:
        raise CellError("months")
    return first, last


def _day_of(text: str) -> date:
    if match := _ISO_DAY.fullmatch(text):
        return _real(_year(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERED_DAY.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), _year(match[3])
        if match[3] == str(year) and day != month and day <= _MONTHS:  # a Gregorian year: which of them is the month?
            raise CellError("day")
        return _real(year, month, day)
    if match := _NAMED_DAY.fullmatch(text):
        return _real(_year(match[4], match[3]), _month_number(match[2], "day"), int(match[1]))
    raise CellError("day")


def _month_of(text: str) -> tuple[int, int]:
    if match := _ISO_MONTH.fullmatch(text):
        year, month = _year(match[1]), int(match[2])
    elif match := _NUMBERED_MONTH.fullmatch(text):
        year, month = _year(match[2]), int(match[1])
    elif match := _NAMED_MONTH.fullmatch(text):
        year, month = _year(match[3], match[2]), _month_number(match[1], "month")
    else:
        raise CellError("month")
    if not 1 <= month <= _MONTHS:
        raise CellError("month")
    return year, month


def _month_number(name: str, wanted: str) -> int:
    number = _MONTH_NUMBERS.get(name.replace(".", "").replace(" ", ""))
    if number is None:
        raise CellError(wanted)
    return number


def _year(text: str, era: str | None = None) -> int:
    """The Gregorian year; `era` as it was written, if it was."""
    if len(text) < _YEAR_DIGITS:
        raise CellError("year", "sheet_year_two_digits")
    year, named = int(text), (era or "")[:1]
    if _FIRST_BUDDHIST <= year <= _LAST_BUDDHIST and named != "ค":
        return year - BUDDHIST_ERA
    if FIRST_DAY.year <= year <= LAST_DAY.year and named != "พ":
        return year
    return _refuse_year()


def _era_of_typed(day: date) -> int:
    """The year of a date that Excel made; it takes a Buddhist year for a Gregorian one, and 68 for 1968."""
    if _FIRST_BUDDHIST <= day.year <= _LAST_BUDDHIST:
        return day.year - BUDDHIST_ERA
    if FIRST_DAY.year <= day.year < _TYPED_YEARS_FROM:
        raise CellError("year", "sheet_year_two_digits")
    return day.year if _TYPED_YEARS_FROM <= day.year <= LAST_DAY.year else _refuse_year()


def _refuse_year() -> NoReturn:
    span = f"พ.ศ. {_FIRST_BUDDHIST}-{_LAST_BUDDHIST}, ค.ศ. {FIRST_DAY.year}-{LAST_DAY.year}"
    raise CellError(span, "sheet_year_ambiguous")


def _real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("day") from None
