"""Side lines that may once have been `main`: what a rejected merge pushed aside.

That is how a foxtrot looks afterwards: the old `main` hangs off a new one as a second parent; and how somebody looks
who merged `main` into their own work. Only who saw `main` before can tell which of the two was public first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from repo_schema.commits import CommitGrammarError, parse_links
from repo_schema.findings import Finding
from repo_schema.history import History, SignedCommit
from repo_schema.law import Policy
from service.ledger.repository import Repository, UnfitObjectError
from service.ledger.walker import Walker

__all__ = ["AT_MOST", "Displaced", "Seen", "look_aside"]

Displaced: TypeAlias = tuple[Finding, int]
"""A side line that may have been `main`, and the position where it left the one presented."""
AT_MOST: Final = 10_000
"""Commits of a side line looked at before giving up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a verifier remembers of `main`: how far along they had it before them, and what they could not explain.

    Nobody else's word excuses a side line: receipts can be made anew with a stolen key, and a witness may have seen the
    false line only.
    """

    position: int = 0
    unexplained: frozenset[str] = frozenset()
    """The merges up to there that stay accused."""

    def accuse(self, commit: str, at: int, lines: tuple[Displaced, ...]) -> tuple[Finding, ...]:
        """The side lines of the merge `commit`, at position `at`, that may have been `main` for all one has seen."""
        if at <= self.position and commit in self.unexplained:
            return tuple(finding for finding, _ in lines)
        return tuple(finding for finding, fork in lines if self.position <= fork)


def look_aside(repository: Repository, history: History, commit: str) -> tuple[Displaced, ...]:
    """The side lines of a rejected merge on which someone who could publish had been merging; nearly always none."""
    return tuple(_displaced(repository, history, commit))


def _displaced(repository: Repository, history: History, commit: str) -> Iterator[Displaced]:
    walker = Walker(repository, history.keyring)
    _, parents = parse_links(repository.read_commit(commit))
    for tip in parents[1:]:
        line, fork = _side_line(repository, history, tip)
        if fork is None:
            continue
        policy = history.laws_since(fork)[0].policy
        for merge in line:
            signed = walker.read_signed(merge)
            if isinstance(signed, SignedCommit) and _could_publish(policy, signed.key):
                yield Finding("history_rewritten", commit=commit, expected=merge, found=commit), fork
                break


def _side_line(repository: Repository, history: History, tip: str) -> tuple[list[str], int | None]:
    """The merges on the first-parent line of `tip` before it meets `main`, and where it does; None if nowhere."""
    merges: list[str] = []
    oid = tip
    for _ in range(AT_MOST):
        position = history.position(oid)
        if position is not None:
            return merges, position
        try:
            _, parents = parse_links(repository.read_commit(oid))
        except (CommitGrammarError, UnfitObjectError):  # nobody's main: a line that ends in what is no commit
            break
        if len(parents) > 1:
            merges.append(oid)
        if not parents:
            break
        oid = parents[0]
    return merges, None if not merges else 0


def _could_publish(policy: Policy, key: str) -> bool:
    owners = {person.id: person for listed, person, _ in policy.listed_keys() if listed == key}
    held = {holding.person for office in policy.offices.values() for holding in office.holdings}
    return any(person.units or name in held for name, person in owners.items())
