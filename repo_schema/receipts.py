"""When a head of `main` was first received, in the words of whoever received it; and what that dates.

    prongsai receipt v1

    head: <commit>
    received: 2026-11-26T14:30:00Z

Canonical: parse then render gives the same text. A receipt dates the Changes up to its head that no earlier one dates;
the first dates only its own, since nobody saw when the others came. Nothing here says whether a Change is accepted:
times are never part of a verdict.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

__all__ = ["RECEIPTS_LIMIT", "Receipt", "ReceiptError", "Span", "parse_receipt", "render_receipt", "spans_of"]

RECEIPTS_LIMIT: Final = 253_370_764_799
"""Unix seconds of the last moment that can be written."""
_TITLE: Final = "prongsai receipt v1"
_FORM: Final = re.compile(
    rf"{_TITLE}\n\nhead: ([0-9a-f]{{40}})\n"
    r"received: ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
)


class ReceiptError(ValueError):
    """The text is no receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A **claim** until its signature was proven to be a receiver's."""

    head: str
    received: int
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Span:
    """Changes of `main`, by position, that became public at a time."""

    first: int
    last: int
    received: int


def render_receipt(receipt: Receipt) -> str:
    at = datetime.fromtimestamp(receipt.received, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{_TITLE}\n\nhead: {receipt.head}\nreceived: {at}\n"


def parse_receipt(text: str) -> Receipt:
    """Raises `ReceiptError`."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ReceiptError("the message of a receipt")
    try:
        at = datetime.strptime(match[2], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise ReceiptError("received") from error
    return Receipt(match[1], int(at.timestamp()))


def spans_of(receipts: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """What each receipt dates: of (position of its head, time), oldest first, both ascending."""
    spans: list[Span] = []
    for position, received in receipts:
        first = spans[-1].last + 1 if spans else position
        spans.append(Span(first, position, received))
    return tuple(spans)
