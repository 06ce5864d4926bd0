"""What a checker decided about one finding: a line of the approval form they sign.

    finding: <rule>/<version> <decision> <path> <place>

The line names where something was found and never what: it stays in the history for ever.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

__all__ = [
    "BASES",
    "KINDS",
    "UNREADABLE",
    "Basis",
    "Decision",
    "DecisionError",
    "Kind",
    "Spot",
    "parse_decision",
    "parse_verdict",
    "render_decision",
    "render_verdict",
    "still_open",
]

Kind: TypeAlias = Literal["masked", "removed", "lawful", "false_positive", "examined"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""`examined`: somebody looked at every page of what no program can read."""
Basis: TypeAlias = Literal["official_information_act", "public_task", "legal_obligation", "consent"]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)

_LINE: Final = re.compile(
    r"([a-z]+(?:-[a-z]+)*)/([1-9][0-9]{0,3}) ([a-z_]+(?::[a-z_]+)?) "
    r"([!-~]{1,300}) ([!-~\u0e01-\u0e5b][ -~\u0e01-\u0e5b]{0,199})"
)
UNREADABLE: Final = "unreadable"
"""The rule of what no program can read: not found to be anything, so it is examined and not judged."""
_STANDS: Final[frozenset[Kind]] = frozenset({"lawful", "false_positive", "examined"})


class Spot(NamedTuple):
    """What a decision is about: this rule, at this place of this path."""

    path: str
    where: str
    rule: str


@dataclass(frozen=True, slots=True)
class Decision:
    spot: Spot
    version: int
    """The rule's, as it was shown to who decided."""
    kind: Kind
    basis: Basis | None = None
    """Why it may be disclosed; of `lawful`, and only that."""


class DecisionError(ValueError):
    """A text is no decision."""


def parse_verdict(text: str) -> tuple[Kind, Basis | None]:
    """`masked`, `removed`, `false_positive`, `examined` or `lawful:<basis>`; raises `DecisionError`."""
    word, _, reason = text.partition(":")
    kind = next((kind for kind in KINDS if kind == word), None)
    basis = next((basis for basis in BASES if basis == reason), None)
    if kind is None or (kind == "lawful") != (basis is not None) or render_verdict(kind, basis) != text:
        raise DecisionError(f"not a decision: {text}")
    return kind, basis


def render_verdict(kind: Kind, basis: Basis | None) -> str:
    return f"{kind}:{basis}" if basis else kind


def parse_decision(text: str) -> Decision:
    """The decision that `text` spells; raises `DecisionError`."""
    match = _LINE.fullmatch(text)
    if match is None:
        raise DecisionError("not a finding's line")
    rule, version, word, path, where = match.groups()
    kind, basis = parse_verdict(word)
    if (kind == "examined") != (rule == UNREADABLE):
        raise DecisionError("only what no program can read is examined instead")
    return Decision(Spot(path, where, rule), int(version), kind, basis)


def render_decision(decision: Decision) -> str:
    spot = decision.spot
    word = render_verdict(decision.kind, decision.basis)
    return f"{spot.rule}/{decision.version} {word} {spot.path} {spot.where}"


def still_open(spots: Iterable[Spot], decisions: Iterable[Decision]) -> frozenset[Spot]:
    """Which of `spots`, all of them still there, nobody answered for: what was masked or removed would be gone."""
    answered = {decision.spot for decision in decisions if decision.kind in _STANDS}
    return frozenset(spots) - answered
