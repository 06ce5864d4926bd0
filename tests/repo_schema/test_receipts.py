"""A receipt reads in one way, and dates what no earlier one does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.receipts import Receipt, ReceiptError, Span, parse_receipt, render_receipt, spans_of

RECEIPTS = st.builds(
    Receipt, head=st.text("0123456789abcdef", min_size=40, max_size=40), received=st.integers(0, 4_000_000_000)
)


@given(RECEIPTS)
def test_what_is_written_is_read(receipt: Receipt) -> None:
    assert parse_receipt(render_receipt(receipt)) == receipt


@given(RECEIPTS, st.data())
def test_no_other_text_says_the_same(receipt: Receipt, data: st.DataObject) -> None:
    text = render_receipt(receipt)
    place = data.draw(st.integers(0, len(text) - 1))
    other = text[:place] + data.draw(st.characters(min_codepoint=1, max_codepoint=255)) + text[place + 1 :]
    try:
        read = parse_receipt(other)
    except ReceiptError:
        return
    assert render_receipt(read) == other
    assert (read == receipt) == (other == text)


@pytest.mark.parametrize(
    ("receipts", "spans"),
    [
        ([], []),
        ([(3, 100)], [Span(3, 3, 100)]),
        ([(3, 100), (4, 200)], [Span(3, 3, 100), Span(4, 4, 200)]),
        ([(0, 100), (5, 200), (6, 200)], [Span(0, 0, 100), Span(1, 5, 200), Span(6, 6, 200)]),
    ],
)
def test_the_first_dates_its_own_head_and_each_other_what_came_since(
    receipts: list[tuple[int, int]], spans: list[Span]
) -> None:
    assert list(spans_of(receipts)) == spans
