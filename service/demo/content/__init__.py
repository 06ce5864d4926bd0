"""What the demo office has disclosed since October 2023: every version of every item, in the order of the days."""

from functools import cache

from service.demo.content import (
    administration,
    anticorruption,
    basic,
    budget,
    development,
    personnel,
    procurement,
    transparency,
)
from service.demo.content.records import Edition, Paper, Statement
from service.demo.content.statements import statements

__all__ = ["Edition", "Paper", "Statement", "editions", "statements"]


@cache
def editions() -> tuple[Edition, ...]:
    """Give every edition in the order of `on`, at least four days apart, so that each is done before the next begins.

    Made once: some papers are written on the way, since documents point at them. Copy a document before changing it.
    The last two are pending: one waits for consent, one was returned.
    """
    groups = (basic, development, administration, budget, procurement, personnel, transparency, anticorruption)
    found = [edition for group in groups for edition in group.editions()]
    return tuple(sorted(found, key=lambda edition: edition.on))
