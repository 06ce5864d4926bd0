"""Who we are to an LFS server on the web: by `git-lfs-authenticate`, by the address, or by git's own helpers.

`git credential` binds a password to one host; it goes there and nowhere else, over https or to this machine only.
"""

import base64
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from service.ledger.errors import GitCommandError
from service.ledger.lfs.failing import TransferError
from service.ledger.repository import GitRunner

__all__ = ["Credentials", "is_loopback", "origin_of"]

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(address: str) -> bool:
    return urlsplit(address).hostname in _LOOPBACK


def origin_of(address: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: whom one speaks to."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


@dataclass(slots=True)
class Credentials:
    """Of one server, for one run."""

    git: GitRunner
    endpoint: str
    header: dict[str, str] = field(default_factory=dict)
    """What to say with every request there, as told over SSH or found out."""
    _filled: str = ""
    """What git's helper answered, to be told how it went."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.endpoint)
        if parts.username and parts.password:
            self._use(unquote(parts.username), unquote(parts.password))

    def ask(self) -> bool:
        """Ask the person's git for a password; False when there is none to be had, or no safe way to send it."""
        if self.header.get("Authorization") and not self._filled:
            return False  # given from elsewhere, and refused
        self._tell("reject")
        if urlsplit(self.endpoint).scheme != "https" and not is_loopback(self.endpoint):
            raise TransferError(
                self.endpoint,
                "it asks for a password, and none is sent without https",
                hint_th="ให้ผู้ดูแลระบบเปิดใช้ https หรือใช้ที่อยู่แบบ ssh",
                hint_en="have the administrator turn https on, or use an ssh address",
            )
        try:
            answer = self.git.text("credential", "fill", stdin=self._description())
        except GitCommandError:
            return False
        found = dict(line.partition("=")[::2] for line in answer.splitlines())
        if not found.get("password"):
            return False
        self._filled = answer
        self._use(found.get("username", ""), found["password"])
        return True

    def worked(self) -> None:
        """Let git's helper keep the password."""
        self._tell("approve")
        self._filled = ""

    def failed(self) -> None:
        self._tell("reject")
        self._filled = ""

    def for_address(self, address: str) -> dict[str, str]:
        """What to say at `address`: nothing, where that is another server."""
        return dict(self.header) if origin_of(address) == origin_of(self.endpoint) else {}

    def _use(self, user: str, password: str) -> None:
        self.header["Authorization"] = f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"

    def _tell(self, verb: str) -> None:
        if self._filled:
            with suppress(GitCommandError):  # a helper that cannot remember asks again next time
                self.git.run("credential", verb, stdin=f"{self._filled}\n\n".encode())

    def _description(self) -> bytes:
        parts: SplitResult = urlsplit(self.endpoint)
        host = parts.netloc.rpartition("@")[2]
        rows = [f"protocol={parts.scheme}", f"host={host}", f"path={parts.path.lstrip('/')}"]
        rows += [f"username={unquote(parts.username)}"] if parts.username else []
        if any(not row.isprintable() for row in rows):  # a line of its own could ask for another host's password
            raise TransferError(self.endpoint, "not an address")
        return "\n".join([*rows, "", ""]).encode()
