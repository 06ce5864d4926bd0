"""Content that somebody wrote in a forge's own editor, folded by the recorder into one commit that the recorder signs.

The whole message of such a content commit, canonical: parse then render gives the same bytes.

    prongsai vouched v1

    account: town-git somchai
    head: <the unsigned commit that the merge request stands at>

Its author is the account's owner: whoever wrote it may not approve it. That the account wrote it, and that the head
held these bytes, is the recorder's word.
"""

import re
from dataclasses import dataclass
from typing import Final

from repo_schema.reviews import Account, ReviewLineError, parse_account, render_account

_MAGIC: Final = "prongsai vouched v1"
_MAGIC_PREFIX: Final = "prongsai vouched "
_FORM: Final = re.compile(rf"{_MAGIC}\n\naccount: (.+)\nhead: ([0-9a-f]{{40}})\n")


@dataclass(frozen=True, slots=True)
class Vouching:
    account: Account
    """Who wrote it, as the forge says."""
    head: str
    """The commit on the forge that was folded."""


class VouchingError(Exception):
    """A message begins as a vouching and is none."""


def is_vouching(message: str) -> bool:
    """Whether `message` claims to vouch, in this version or any other."""
    return message.startswith(_MAGIC_PREFIX)


def render_vouching(vouching: Vouching) -> str:
    return f"{_MAGIC}\n\naccount: {render_account(vouching.account)}\nhead: {vouching.head}\n"


def parse_vouching(message: str) -> Vouching:
    """The vouching that is the whole of `message`; raises `VouchingError`."""
    match = _FORM.fullmatch(message)
    if match is None:
        raise VouchingError(message[:80])
    try:
        return Vouching(parse_account(match[1]), match[2])
    except ReviewLineError as error:
        raise VouchingError(str(error)) from error
