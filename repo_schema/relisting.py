"""A content commit that lists paths again as they stand, so that they are approved anew: their bytes stay the same.

The whole message of such a content commit, canonical: parse then render gives the same bytes.

    prongsai relisting v1

    path: items/contact/office-of-palad/main.yaml

Only what is suspended may be listed so. Beside it, the same submission may change other paths.
"""

from collections.abc import Iterable
from typing import Final

_MAGIC: Final = "prongsai relisting v1"
_MAGIC_PREFIX: Final = "prongsai relisting "
_PATH: Final = "path: "


class RelistingError(Exception):
    """A message begins as a relisting and is none."""


def is_relisting(message: str) -> bool:
    """Whether `message` claims to list paths again, in this version or any other."""
    return message.startswith(_MAGIC_PREFIX)


def render_relisting(paths: Iterable[str]) -> str:
    """The canonical message; `paths` without line feeds."""
    return "".join([f"{_MAGIC}\n\n", *(f"{_PATH}{path}\n" for path in sorted(set(paths)))])


def parse_relisting(message: str) -> tuple[str, ...]:
    """The paths that `message`, the whole of it, lists; raises `RelistingError`."""
    paths = tuple(line.removeprefix(_PATH) for line in message.split("\n")[2:-1])
    if not paths or render_relisting(paths) != message:
        raise RelistingError(message[:80])
    return paths
