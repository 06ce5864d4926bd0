"""Where the attachments of a shared repository are to be had (git-lfs, docs/api/server-discovery.md).

From its address and the person's own git configuration alone: `.lfsconfig` is content, and content never says where
somebody's passwords are sent.
"""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final
from urllib.parse import unquote, urlsplit

from service.ledger.lfs.failing import TransferError

__all__ = ["SshPlace", "guess_endpoint", "is_web", "named_endpoint", "parse_ssh", "ssh_words"]

_SCP: Final = re.compile(r"(?P<who>[^/:]+|\S+@\[[0-9a-fA-F:]+\]):(?P<path>[^:].*)")
_SSH: Final = frozenset({"ssh", "git+ssh", "ssh+git"})
_PLINK: Final = frozenset({"plink", "tortoiseplink"})


@dataclass(frozen=True, slots=True)
class SshPlace:
    """A repository on a machine that is reached by SSH."""

    destination: str
    """`host` or `user@host`."""
    path: str
    port: int | None = None

    @property
    def host(self) -> str:
        return self.destination.rpartition("@")[2]


def parse_ssh(address: str) -> SshPlace | None:
    """Both ways in which git spells such an address; None for any other. Raises `TransferError` for a trap."""
    if "://" in address:
        parts = urlsplit(address)
        if parts.scheme not in _SSH or not parts.hostname:
            return None
        user = f"{unquote(parts.username)}@" if parts.username else ""
        path = unquote(parts.path)
        place = SshPlace(user + parts.hostname, path[1:] if path.startswith("/~") else path, parts.port)
    else:
        match = _SCP.fullmatch(address)
        if match is None or PurePath(address).drive:
            return None
        place = SshPlace(match["who"].replace("[", "").replace("]", ""), match["path"])
    if place.destination.startswith("-") or place.host.startswith("-") or place.path.startswith("-"):
        raise TransferError(address, "an address that begins as an option does")
    return place


def is_web(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"}


def named_endpoint(settings: Mapping[str, str], remote: str, *, push: bool) -> str | None:
    """The LFS server that the person's git configuration (names in lower case) names, if it names one."""
    names = ["lfs.url", f"remote.{remote}.lfsurl"]
    names = ["lfs.pushurl", f"remote.{remote}.lfspushurl", *names] if push else names
    return next((settings[name].rstrip("/") for name in names if settings.get(name)), None)


def guess_endpoint(address: str) -> str:
    """The LFS server of a repository at a web address, or at one reached by SSH."""
    place = parse_ssh(address)
    base = f"https://{place.host}/{place.path.lstrip('/')}" if place else address
    base = base.rstrip("/")
    return f"{base}/info/lfs" if base.endswith(".git") else f"{base}.git/info/lfs"


def ssh_words(place: SshPlace, settings: Mapping[str, str]) -> list[str]:
    """The person's SSH, as git would start it, up to the command that is to run there."""
    spelt = os.environ.get("GIT_SSH_COMMAND") or settings.get("core.sshcommand")
    words = shlex.split(spelt) if spelt else [os.environ.get("GIT_SSH") or "ssh"]
    by_name = PurePath(words[0]).stem.lower() in _PLINK
    port = ["-P" if by_name else "-p", str(place.port)] if place.port else []
    return [*words, *port, place.destination]
