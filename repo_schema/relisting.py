"""A content commit that lists paths again as they stand, so that they are approved anew: their bytes stay the same.

The whole message of such a content commit, canonical: parse then render gives the same bytes.

    prongsai relisting v1

    path: items/contact/office-of-palad/main.yaml

    Privacy: to be decided

Only what is suspended may be listed so. Beside it, the same submission may change other paths. The last line, after an
empty one, is there only if its author puts what was found before the checker (`privacy.submissions.ASKS`).
"""

from collections.abc import Iterable
from typing import Final

from repo_schema.privacy.submissions import ASKS, asks_for_decision

_MAGIC: Final = "prongsai relisting v1"
_MAGIC_PREFIX: Final = "prongsai relisting "
_PATH: Final = "path: "


class RelistingError(Exception):
    """A message begins as a relisting and is none."""


def is_relisting(message: str) -> bool:
    """Whether `message` claims to list paths again, in this version or any other."""
    return message.startswith(_MAGIC_PREFIX)


def render_relisting(paths: Iterable[str], *, asks: bool = False) -> str:
    """The canonical message; `paths` without line feeds. `asks`: for a decision on what was found."""
    lines = [f"{_MAGIC}\n\n", *(f"{_PATH}{path}\n" for path in sorted(set(paths)))]
    return "".join([*lines, f"\n{ASKS}\n"] if asks else lines)


def parse_relisting(message: str) -> tuple[str, ...]:
    """The paths that `message`, the whole of it, lists; raises `RelistingError`."""
    asks = asks_for_decision(message)
    paths = tuple(line.removeprefix(_PATH) for line in message.split("\n")[2 : -3 if asks else -1])
    if not paths or render_relisting(paths, asks=asks) != message:
        raise RelistingError(message[:80])
    return paths
