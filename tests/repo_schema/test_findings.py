"""Every code has words a clerk can act on, in both languages, and the page that lists them is up to date."""

import re
from pathlib import Path

import pytest

from repo_schema.finding_texts import FAMILIES
from repo_schema.findings import CODES, Finding, render_findings_page

ROOT = Path(__file__).parents[2]
FULL = {
    "commit": "0" * 40,
    "path": "items/contact/hr/main.yaml",
    "field": "content.phones[0].number",
    "expected": "EXPECTED",
    "found": "FOUND",
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_in_thai_and_english_what_is_wrong_and_what_to_do(code: str) -> None:
    """Four texts, each in its own language."""
    text = CODES[code]
    assert all(re.search("[ก-ฮ]", words) for words in (text.th, text.hint_th))
    assert not any(re.search("[ก-ฮ]", words) for words in (text.en, text.hint_en))
    assert all(words and words == words.strip() and "  " not in words for words in text)
    assert all(words.endswith(".") for words in (text.en, text.hint_en))


@pytest.mark.parametrize("code", CODES)
def test_every_template_can_be_filled_in(code: str) -> None:
    """A template names only fields a finding has, so it renders with all of them and with none."""
    for finding in (Finding(code, line=7, **FULL), Finding(code)):
        words = [finding.message("th"), finding.message("en"), finding.hint("th"), finding.hint("en")]
        assert not any("{" in said or "None" in said for said in words)


def test_no_code_stands_in_two_families() -> None:
    """A code means one thing."""
    assert sum(len(family.codes) for family in FAMILIES) == len(CODES)


def test_an_unknown_code_is_misuse() -> None:
    """Codes are a closed list: a typing error fails at once."""
    with pytest.raises(AssertionError, match="no such finding"):
        Finding("no_such_code")


def test_braces_in_content_are_shown_as_they_are() -> None:
    """What was found is data: a template in it is never filled in."""
    finding = Finding("schema_unknown_field", path="a.yaml", field="{path}{0}{", line=3)
    assert finding.message("en") == "The document a.yaml has a field its form does not know at line 3: {path}{0}{."


def test_what_is_unknown_is_shown_as_a_dash() -> None:
    """A missing field never reads `None`."""
    assert Finding("yaml_empty").message() == "เอกสาร – ไม่มีข้อมูล"


def test_types_are_said_in_the_reader_s_language() -> None:
    """JSON Schema's words are for machines."""
    finding = Finding("schema_wrong_type", path="a.yaml", line=1, field="no", expected="string/null", found="integer")
    assert "ข้อความ / ค่าว่าง แต่พบ จำนวนเต็ม" in finding.message("th")
    assert "expected text / nothing, found a whole number" in finding.message("en")
    assert finding.as_json()["expected"] == "string/null"


def test_json_carries_the_fields_and_both_languages() -> None:
    """The JSON of a finding is complete: nothing has to be looked up."""
    finding = Finding("item_deleted", commit="c", path="p")
    assert finding.as_json() == {
        "code": "item_deleted",
        "commit": "c",
        "path": "p",
        "line": None,
        "field": None,
        "expected": None,
        "found": None,
        "message": {"th": finding.message("th"), "en": finding.message("en")},
        "hint": {"th": finding.hint("th"), "en": finding.hint("en")},
    }


def test_the_page_of_findings_is_up_to_date() -> None:
    """`docs/findings.md` is what `render_findings_page` gives."""
    assert (ROOT / "docs" / "findings.md").read_text("utf-8") == render_findings_page()


def test_texts_are_plain_rows_of_a_table() -> None:
    """No text breaks the page it is listed on."""
    assert not any(mark in words for text in CODES.values() for words in text for mark in "|\n`")
