"""Drafts that were refused or abandoned go for good, once they are older than policy says.

Objects go by git's own collection, or by ours where texts were erased and git's fails; each keeps whatever a ref still
shows and whatever came in within the last hour: a push that is landing at this moment loses nothing.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from repo_schema.commits import CommitGrammarError, parse_commit
from service.guard.rules import SUBMISSIONS
from service.guard.state import read_settings, trusted_state
from service.ledger.errors import LedgerError
from service.ledger.repository import GitRunner, Repository
from service.ledger.unpacking import collect

SECONDS_A_DAY: Final = 86_400
_LANDING: Final = 3600
"""Seconds in which what came in may be part of a push that is landing."""


@dataclass(frozen=True, slots=True)
class Swept:
    ref: str
    tip: str
    days: int
    """Since its newest commit, by its own date."""


def sweep(path: Path, *, now: int, dry_run: bool = False) -> tuple[Swept, ...]:
    """Take away submission branches older than `policy/rules.yaml` keeps them, and the objects nothing else shows."""
    with Repository(path) as repository:
        settings = read_settings(repository.git_dir)
        if settings is None:
            raise LedgerError(
                th="ยังไม่มีด่านตรวจที่คลังนี้",
                en="no guard is installed at this repository",
                hint_th="สั่ง prongsai guard install ก่อน",
                hint_en="run prongsai guard install first",
            )
        history = trusted_state(repository, settings.anchor)
        keep, erased = history.law.policy.rules.draft_days, history.taken_down.texts
        stale = tuple(
            Swept(ref, tip, days)
            for ref, tip in sorted(repository.branches(SUBMISSIONS).items())
            if (days := (now - _dated(repository, tip)) // SECONDS_A_DAY) > keep
        )
        git_dir = repository.git_dir
    if not dry_run:
        git = GitRunner(options=[f"--git-dir={git_dir}", "-c", "gc.cruftPacks=false"])
        for row in stale:
            git.run("update-ref", "-d", row.ref, row.tip)
        git.run("reflog", "expire", "--expire-unreachable=now", "--all")
        if erased:
            collect(git_dir, before=time.time() - _LANDING)
        else:
            git.run("gc", "--quiet", f"--prune={_LANDING}.seconds.ago")
    return stale


def _dated(repository: Repository, tip: str) -> int:
    """The date of a commit; of one that has none, long ago."""
    try:
        return parse_commit(tip, repository.read_commit(tip)).committer.at
    except CommitGrammarError:
        return 0
