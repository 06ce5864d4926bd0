"""Where what can be made again is kept: in the person's cache, never in a repository somebody else may have packed."""

import hashlib
import os
from pathlib import Path

__all__ = ["cache_folder", "cache_path"]


def cache_folder() -> Path:
    """Where this person's programs keep it (XDG base directory specification)."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or "~/.cache"
    return Path(base).expanduser() / "prongsai"


def cache_path(git_dir: Path, root: str) -> Path:
    """Where the index of this repository is kept."""
    name = hashlib.sha256(f"{git_dir}\0{root}".encode()).hexdigest()[:32]
    return cache_folder() / f"{name}.sqlite"
