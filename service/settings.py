"""What the web application is told when it starts; read once, passed down, never changed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

POLL_SECONDS: Final = 0.5
DEAR_PER_MINUTE: Final = 120
"""What `serve` allows each reader, unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Settings:
    repository_path: Path
    index_path: Path
    anchor: str | None = None
    """The first commit, whole; None: the index's own, or the root as presented."""
    poll_seconds: float = POLL_SECONDS
    """How long a new publication may go unnoticed."""
    public_url: str | None = None
    """What the world calls this service, without a path; None: as each request calls it."""
    receiver: Path | None = None
    """The private key with which receipts are signed for the heads this service sees; None: none are."""
    has_site: bool = True
    """Whether the reading site is served beside the API."""
    follows: bool = True
    """Whether this process keeps the index true; False: another one does, and this one only reads."""
    dear_per_minute: int = 0
    """Tokens for what is dear (`service.api.limits`), for each reader; 0: no limit."""
