"""Bad content as data: a code, where it stands, what was expected and what was found.

The sentences are derived from the fields (`finding_texts`), in Thai for the clerk and in English beside it; whoever
finds something never writes prose. An unknown code is misuse, not bad content, and is refused at construction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Final

from repo_schema.finding_texts import FAMILIES, TERMS, CodeText

__all__ = ["CODES", "CodeText", "Finding", "render_findings_page"]

CODES: Final[Mapping[str, CodeText]] = MappingProxyType(
    {code: text for family in FAMILIES for code, text in family.codes.items()}
)
_ABSENT = "–"
_NAMING_TYPES: Final = frozenset({"schema_wrong_type", "schema_format", "sheet_cell_wrong", "waiver_period_unknown"})
"""Codes whose `expected` (and `found`, of a type) are words for machines, said as people say them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, found at one place; every field but the code may be unknown."""

    code: str
    commit: str | None = None
    path: str | None = None
    line: int | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise AssertionError(f"no such finding: {self.code!r}")

    def message(self, lang: str = "th") -> str:
        """Say what is wrong, in Thai (`th`) or English (`en`)."""
        text = CODES[self.code]
        return self._fill(text.th if lang == "th" else text.en, lang)

    def hint(self, lang: str = "th") -> str:
        """Say what to do next, in Thai (`th`) or English (`en`)."""
        text = CODES[self.code]
        return self._fill(text.hint_th if lang == "th" else text.hint_en, lang)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            **self._fields(),
            "message": {"th": self.message("th"), "en": self.message("en")},
            "hint": {"th": self.hint("th"), "en": self.hint("en")},
        }

    def _fields(self) -> dict[str, str | int | None]:
        return {
            "commit": self.commit,
            "path": self.path,
            "line": self.line,
            "field": self.field,
            "expected": self.expected,
            "found": self.found,
        }

    def _fill(self, template: str, lang: str) -> str:
        fields = self._fields()
        if self.code in _NAMING_TYPES:
            fields |= {"expected": _say(self.expected, lang)}
            fields |= {"found": _say(self.found, lang)} if self.code == "schema_wrong_type" else {}
        return template.format_map({name: _ABSENT if value is None else value for name, value in fields.items()})


def _say(names: str | None, lang: str) -> str | None:
    """`string/null` as people say it."""
    if names is None:
        return None
    return " / ".join(TERMS.get(name, (name, name))[lang != "th"] for name in names.split("/"))


def render_findings_page() -> str:
    """Render the whole of `docs/findings.md`; a test holds the file to it."""
    return "\n".join(_page_lines()) + "\n"


def _page_lines() -> Iterator[str]:
    yield "# ข้อค้นพบ · Findings"
    yield ""
    yield "สร้างจาก `repo_schema/finding_texts` กรุณาอย่าแก้ไขไฟล์นี้โดยตรง · Generated; do not edit by hand."
    yield "คำในวงเล็บปีกกาแทนค่าจริงของแต่ละกรณี · Words in braces stand for the values of the case."
    for family in FAMILIES:
        yield from ("", f"## {family.th} · {family.en}", "")
        yield from ("| code | ความหมาย · meaning | สิ่งที่ต้องทำ · what to do |", "|---|---|---|")
        yield from (_page_row(code, text) for code, text in family.codes.items())


def _page_row(code: str, text: CodeText) -> str:
    th, en, hint_th, hint_en = (escape(words, quote=False) for words in text)
    return f"| `{code}` | {th}<br>{en} | {hint_th}<br>{hint_en} |"
