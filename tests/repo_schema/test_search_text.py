"""Searching folds what Thai writes in more than one way, and shows hits without cutting a cluster."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.search_text import excerpt, fold, words_of

_LETTERS = st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B) | st.sampled_from(" aZ09\u200b")
THAI = st.text(_LETTERS | st.just("\n"), max_size=200)
LINE = st.text(_LETTERS, max_size=200)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("๒๕๖๒", "2562"),
        ("น้ำ", "น\u0e4d\u0e49า"),
        ("น้ำ", "น\u0e33\u0e49"),
        ("ทำ", "ท\u0e4dา"),
        ("แผน", "เเผน"),
        ("บ้าน\u200bบึง", "บ้านบึง"),
        ("E-Service", "e-SERVICE"),
    ],
)
def test_one_word_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("ปี", "ปิ"), ("แผน", "เผน"), ("นํา", "นา"), ("2562", "2563")])
def test_two_words_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(THAI)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_are_told_apart_by_space_and_counted_once() -> None:
    assert words_of("  แผน ๒๕๖๙  แผน ") == ("แผน", "2569")
    assert words_of(" \u200b ") == ()


def test_an_excerpt_shows_the_text_as_it_was_written() -> None:
    found = excerpt("ประกาศแผนการใช้จ่ายงบประมาณ ประจำปี ๒๕๖๙ ขององค์การ", words_of("2569"))

    assert found is not None
    assert (found.before, found.match, found.after) == ("ประกาศแผนการใช้จ่ายงบประมาณ ประจำปี ", "๒๕๖๙", " ขององค์การ")


def test_the_first_hit_is_shown() -> None:
    found = excerpt("หนึ่ง สอง สาม", words_of("สาม หนึ่ง"))

    assert found is not None
    assert found.match == "หนึ่ง"


def test_a_hit_is_widened_to_whole_clusters() -> None:
    found = excerpt("เก้าอี้ที่นี่", words_of("กาอ".replace("กา", "ก้า")))

    assert found is not None
    assert found.match == "เก้าอี้"


@given(LINE, st.data())
def test_an_excerpt_is_a_piece_of_the_text_cut_between_clusters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = words_of(text[start : start + data.draw(st.integers(1, 5))])
    found = excerpt(text, words)

    if words and any(word in fold(text) for word in words):
        assert found is not None
    if found is None:
        return
    assert found.before.removeprefix("…") + found.match + found.after.removesuffix("…") in text
    assert any(word in fold(found.match) for word in words)
    for piece in (found.match, found.after):
        assert text.startswith(piece) or unicodedata.category(piece[0]) != "Mn"
