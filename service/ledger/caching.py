"""Where indexes are kept: the person's cache, never inside the repository, which a stranger may have packed."""

import hashlib
import os
from pathlib import Path

__all__ = ["cache_path"]


def cache_path(git_dir: Path, root: str) -> Path:
    """Where the index of this repository is kept (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    name = hashlib.sha256(f"{git_dir}\0{root}".encode()).hexdigest()[:32]
    return Path(base).expanduser() / "prongsai" / f"{name}.sqlite"
