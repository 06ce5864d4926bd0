"""From what policy says of a forge to the one that speaks its language, with a token from outside the repository."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from repo_schema.findings import Finding
from repo_schema.forge_files import ForgeKind
from repo_schema.reviews import Forge, ReviewStrength
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.forges.common import Client
from service.ledger.forges.gitea import Gitea
from service.ledger.forges.github import GitHub
from service.ledger.forges.gitlab import GitLab

__all__ = ["KINDS", "TOKEN_VARIABLE", "open_forge", "read_token"]

TOKEN_VARIABLE: Final = "PRONGSAI_FORGE_TOKEN"  # noqa: S105 - its name, not its value
KINDS: Final[Mapping[ForgeKind, tuple[Callable[[str, str, str | None], Client], ReviewStrength]]] = {
    "gitlab": (GitLab, "forge_review_by_time"),
    "gitea": (Gitea, "forge_review_bound"),
    "github": (GitHub, "forge_review_bound"),
}
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})


def open_forge(forge: Forge, kind: ForgeKind, token: str | None) -> Client:
    """The forge at the address that policy gives; raises `RefusedError` where its kind proves less, or more, than said.

    A token is sent over https only, or to this machine.
    """
    build, strength = KINDS[kind]
    if strength != forge.strength:
        raise RefusedError([Finding("review_forge_unknown", expected=strength, found=f"{forge.id}: {forge.strength}")])
    parts = urlsplit(forge.url)
    if token and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise LedgerError(
            th=f"{forge.url} ไม่เข้ารหัส จึงไม่ส่งรหัสเข้าใช้ไป",
            en=f"{forge.url} is not encrypted: no token is sent there",
            hint_th="แก้ที่อยู่ใน policy/rules.yaml ให้ขึ้นต้นด้วย https",
            hint_en="let the address in policy/rules.yaml begin with https",
        )
    return build(f"{parts.scheme}://{parts.netloc}", parts.path.strip("/"), token)


def read_token(file: Path | None) -> str | None:
    """The token in a file, or in the environment; None where there is neither."""
    text = file.read_text(encoding="utf-8") if file else os.environ.get(TOKEN_VARIABLE, "")
    return text.strip() or None
