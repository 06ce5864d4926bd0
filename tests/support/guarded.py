"""A guarded shared repository, and plain git pushing at it."""

import os
import shutil
import subprocess
from pathlib import Path

from service.guard.installing import install
from tests.support.ledger import LedgerBuilder


def git(where: Path, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Stock git, as anybody would run it; what it says is told, not raised."""
    return subprocess.run(
        ["git", "-C", str(where), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | (environment or {}),
    )


class Guarded:
    """The shared repository at the state `ledger` has now; `ledger` goes on as the pusher's own."""

    def __init__(self, ledger: LedgerBuilder, path: Path) -> None:
        shutil.copytree(ledger.git_dir, path)
        self.ledger, self.path = ledger, path
        install(path, anchor=ledger.anchor)

    @property
    def main(self) -> str:
        return self.at("refs/heads/main")

    def at(self, ref: str) -> str:
        return git(self.path, "rev-parse", "--verify", "--quiet", ref).stdout.strip()

    def refs(self) -> str:
        return git(self.path, "for-each-ref").stdout

    def push(self, *specs: str, force: bool = True) -> subprocess.CompletedProcess[str]:
        """Attachments first, as `submit` carries them over a path."""
        if (self.ledger.git_dir / "lfs").exists():
            shutil.copytree(self.ledger.git_dir / "lfs", self.path / "lfs", dirs_exist_ok=True)
        return git(self.ledger.git_dir, "push", *(["--force"] if force else []), str(self.path), *specs)
