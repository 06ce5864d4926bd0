"""What an obligation itself requires to be disclosed: not a finding there, as data.

NACC asks for name, position, photograph and contact of executives, and for ways to reach the office; a rule that held
those back would work against the law it serves. Everything not listed here is looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["ALLOWANCES", "OF_THE_LAW", "Allowance", "is_allowed"]


OF_THE_LAW: Final = "(law)"
"""Stands for policy and catalogue, which name who does what; no obligation can be called so."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`rules` are expected in these obligations, at places that begin with `within` (everywhere: an empty text)."""

    obligations: frozenset[str]
    rules: frozenset[str]
    within: str
    because: str


def _allow(obligations: str, rules: str, within: str, because: str) -> Allowance:
    return Allowance(frozenset(obligations.split()), frozenset(rules.split()), within, because)


ALLOWANCES: Final = (
    _allow(OF_THE_LAW, "names sensitive phone email", "", "policy names its people and units"),
    _allow("structure executives", "names", "", "OIT O1-O2: who heads the office"),
    _allow("structure executives", "phone email", "content", "OIT O2: contact of executives"),
    _allow("contact", "phone email address", "content", "OIT O5: how the office is reached"),
    _allow(
        "social-network e-service complaint-channel feedback-channel",
        "phone email",
        "content",
        "OIT O9, O17, O30, O32: channels",
    ),
)


def is_allowed(rule: str, where: str, obligations: Iterable[str]) -> bool:
    """Whether every one of `obligations` requires what `rule` finds at `where`; no obligation requires nothing."""
    asked = tuple(obligations)
    return bool(asked) and all(
        any(obligation in row.obligations and rule in row.rules and where.startswith(row.within) for row in ALLOWANCES)
        for obligation in asked
    )
