"""The text that freezes a pack reads in one way only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.packs import PackForm, PackFormError, parse_pack_form, parse_tag, render_pack_form

HEX = "0123456789abcdef"
FORMS = st.builds(
    PackForm,
    framework=st.integers(2500, 2600).map(lambda year: f"oit-{year}"),
    as_of=st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    site=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=50).map("https://{}".format),
    head=st.text(HEX, min_size=40, max_size=40),
    digests=st.fixed_dictionaries({kind: st.text(HEX, min_size=64, max_size=64) for kind in ("csv", "html", "xlsx")}),
)


@given(FORMS)
def test_what_is_written_is_read(form: PackForm) -> None:
    assert parse_pack_form(render_pack_form(form)) == form


@given(FORMS, st.data())
def test_no_other_text_says_the_same(form: PackForm, data: st.DataObject) -> None:
    text = render_pack_form(form)
    place = data.draw(st.integers(0, len(text) - 1))
    other = text[:place] + data.draw(st.characters(min_codepoint=1, max_codepoint=126)) + text[place + 1 :]
    try:
        read = parse_pack_form(other)
    except PackFormError:
        return
    assert render_pack_form(read) == other
    assert (read == form) == (other == text)


@pytest.mark.parametrize("data", [b"", b"tree " + b"0" * 40, b"object x\ntype commit\ntag a\ntagger b\n\nc\n"])
def test_what_is_no_signed_tag_is_refused(data: bytes) -> None:
    with pytest.raises(PackFormError):
        parse_tag(data)
