"""Drafts that were refused or abandoned go for good, once they are older than policy says.

Objects go by git's own collection, or by ours where texts were erased and git's fails; each keeps whatever a ref still
shows and whatever came in within the last hour: a push that is landing at this moment loses nothing.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from repo_schema.commits import CommitGrammarError, parse_commit
from repo_schema.layout import FilePath, classify
from service.guard.rules import SUBMISSIONS
from service.guard.state import Settings, read_settings, trusted_state
from service.ledger.attachments import Store
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


@dataclass(frozen=True, slots=True)
class Abandoned:
    """An attachment that was sent and never named: its push was refused, or never came."""

    sha256: str
    days: int
    """Since it arrived."""


def sweep(path: Path, *, now: int, dry_run: bool = False) -> tuple[Swept, ...]:
    """Take away submission branches older than `policy/rules.yaml` keeps them, and the objects nothing else shows."""
    with Repository(path) as repository:
        settings = _settings(repository)
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


def sweep_files(path: Path, *, now: int, dry_run: bool = False) -> tuple[Abandoned, ...]:
    """Take away attachments that nothing on any branch or tag names, as long after they arrived as a draft is kept."""
    with Repository(path) as repository:
        settings = _settings(repository)
        keep = trusted_state(repository, settings.anchor).law.policy.rules.draft_days
        git_dir = repository.git_dir
    git = GitRunner(options=[f"--git-dir={git_dir}"])
    listed = git.text("rev-list", "--objects", "--missing=allow-any", "--all", "--").splitlines()
    named = {kind.sha256 for line in listed if isinstance(kind := classify(line.partition(" ")[2]), FilePath)}
    store = Store(git_dir)
    days = {sha256: int(now - arrived) // SECONDS_A_DAY for sha256, arrived in store.arrivals()}
    gone = tuple(Abandoned(sha256, age) for sha256, age in sorted(days.items()) if age > keep and sha256 not in named)
    for row in () if dry_run else gone:
        store.path(row.sha256).unlink(missing_ok=True)
    return gone


def _settings(repository: Repository) -> Settings:
    """What the guard was told; raises `LedgerError` where none stands."""
    settings = read_settings(repository.git_dir)
    if settings is None:
        raise LedgerError(
            th="ยังไม่มีด่านตรวจที่คลังนี้",
            en="no guard is installed at this repository",
            hint_th="สั่ง prongsai guard install ก่อน",
            hint_en="run prongsai guard install first",
        )
    return settings


def _dated(repository: Repository, tip: str) -> int:
    """The date of a commit; of one that has none, long ago."""
    try:
        return parse_commit(tip, repository.read_commit(tip)).committer.at
    except CommitGrammarError:
        return 0
