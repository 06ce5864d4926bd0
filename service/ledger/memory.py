"""What this person's machine verified before, so that verifying again costs the change and not the history.

A verdict is a function of immutable inputs, all of which the head's id names: whoever proved a head once need not prove
it again. Kept in the person's own cache and never in the repository, which a stranger may have packed; it is of one
folder, one anchor and the very code that judged (`kept_states`). What it cannot say is whether everything that was read
then is still whole in this copy: `verify --no-cache` reads it all again.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from repo_schema.facts import Register
from repo_schema.findings import Finding
from repo_schema.history import History
from service.ledger.caching import cache_folder
from service.ledger.kept_states import dumps, load, loads, save

__all__ = ["Memory", "Past", "Public", "Rejected"]

_KEEP_AFTER: Final = 8
"""Changes judged anew before it is written again: writing costs more than judging a few."""

Rejected: TypeAlias = tuple[str, tuple[Finding, ...], tuple[tuple[Finding, int], ...]]
"""A Change, why it was rejected, and the side lines it may have displaced, with where each left `main`."""


@dataclass(slots=True)
class Public:
    """What became public after the anchor; what was kept of it is not read before somebody asks."""

    kept: list[bytes] = field(default_factory=list)
    later: Register = field(default_factory=Register)

    @property
    def register(self) -> Register:
        """All of it."""
        return Register.joined((*map(loads, self.kept), self.later))


@dataclass(slots=True)
class Past:
    """What a pass found, as far as the next one goes on from it."""

    history: History
    public: Public = field(default_factory=Public)
    rejected: list[Rejected] = field(default_factory=list)


class Memory:
    """Of one repository, from one anchor; None: from its root as presented."""

    def __init__(self, git_dir: Path, anchor: str | None) -> None:
        place = git_dir.stat()
        self._made_from = f"{git_dir}\0{place.st_dev} {place.st_ino}\0{anchor or 'root'}"
        self._file = cache_folder() / f"{hashlib.sha256(self._made_from.encode()).hexdigest()[:32]}.state"
        self._kept: int | None = None

    def recall(self) -> Past | None:
        match load(self._file, self._made_from):
            case (History() as history, list() as public, list() as rejected):
                self._kept = history.length
                return Past(history, Public(public), rejected)
        return None

    def keep(self, past: Past) -> None:
        """For the next time; where it cannot be written, that costs time and nothing else."""
        if self._kept is not None and 0 <= past.history.length - self._kept < _KEEP_AFTER:
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            public = [*past.public.kept, dumps(past.public.later)]
            save(self._file, self._made_from, (past.history, public, past.rejected))
