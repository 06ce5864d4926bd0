"""A merge review as the recorder writes it down: which account, which head, when, and how strongly it is bound.

A recorded review is the recorder's word that a forge showed it, not the executive's own signature; so it is named for
what it is wherever it is shown, from the strongest proof to the weakest:

* `signed_commit`: the person's own key signed exactly these entries;
* `forge_review_bound`: the forge says which head was reviewed (Gitea, Forgejo, GitHub);
* `forge_review_by_time`: the forge says only when, and which head stood there then (GitLab's free approvals).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

ReviewStrength: TypeAlias = Literal["forge_review_bound", "forge_review_by_time"]
REVIEW_STRENGTHS: Final[tuple[ReviewStrength, ...]] = get_args(ReviewStrength)
Strength: TypeAlias = Literal["signed_commit", "forge_review_bound", "forge_review_by_time"]
STRENGTHS: Final[tuple[Strength, ...]] = get_args(Strength)
"""Strongest first."""

_LOGIN: Final = re.compile(r"[a-z0-9_][a-z0-9._-]{0,254}")
_FORGE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEAD: Final = re.compile(r"[0-9a-f]{40}")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"
_WORDS: Final = 5


class Account(NamedTuple):
    """One person's name on one forge, in lower case: forges do not tell `Somchai` from `somchai`."""

    forge: str
    """The id that policy gives the forge."""
    login: str

    def __str__(self) -> str:
        return f"{self.forge}:{self.login}"


@dataclass(frozen=True, slots=True)
class RecordedReview:
    """What a recorder says a forge showed: a **claim** until the judge has asked policy about it."""

    account: Account
    head: str
    """The commit that was reviewed."""
    at: int
    """Unix seconds, by the forge's clock."""
    strength: ReviewStrength


@dataclass(frozen=True, slots=True)
class Forge:
    """A forge that policy names: where it is, and the most that its reviews prove."""

    id: str
    url: str
    """The repository's address there, without a slash at its end."""
    strength: ReviewStrength


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Where merge reviews count. Consent only: a button says nothing of personal data, which a unit check states."""

    forges: Mapping[str, Forge]
    vouched: bool = False
    """Whether content written in a forge's own editor may be folded into a commit that the recorder signs."""


class ReviewLineError(ValueError):
    """A text names no recorded review."""


def render_account(account: Account) -> str:
    return f"{account.forge} {account.login}"


def parse_account(text: str) -> Account:
    """The account in `<forge> <login>`; raises `ReviewLineError`."""
    forge, _, login = text.partition(" ")
    if _FORGE.fullmatch(forge) is None or _LOGIN.fullmatch(login) is None:
        raise ReviewLineError(f"not an account: {text}")
    return Account(forge, login)


def is_login(text: str) -> bool:
    """Whether `text` can stand as a login: lower case, no spaces, 255 letters at most."""
    return _LOGIN.fullmatch(text) is not None


def render_review(review: RecordedReview) -> str:
    """`<forge> <login> <head> <RFC 3339 time> <strength>`."""
    moment = datetime.fromtimestamp(review.at, tz=UTC).strftime(_TIME_FORMAT)
    return f"{render_account(review.account)} {review.head} {moment} {review.strength}"


def parse_review(text: str) -> RecordedReview:
    """The review that `text` spells; raises `ReviewLineError`."""
    words = text.split(" ")
    strength = next((known for known in REVIEW_STRENGTHS if known == words[-1]), None)
    if len(words) != _WORDS or strength is None:
        raise ReviewLineError(f"not a recorded review: {text}")
    forge, login, head, moment, _ = words
    if _HEAD.fullmatch(head) is None or _TIME.fullmatch(moment) is None:
        raise ReviewLineError(f"not a recorded review: {text}")
    try:
        at = int(datetime.strptime(moment, _TIME_FORMAT).replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise ReviewLineError(f"no such time: {moment}") from error
    return RecordedReview(parse_account(f"{forge} {login}"), head, at, strength)
