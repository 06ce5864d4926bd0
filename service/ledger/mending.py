"""Attachments that are missing or damaged here, brought from another repository that has them whole.

The other one is believed in nothing: what comes is hashed on its way in, and is the file that was named or is not kept.
"""

from dataclasses import replace
from pathlib import Path

from service.ledger.attachments import Store
from service.ledger.repository import Repository, find_git_dir
from service.ledger.verifier import Verification, count_files

__all__ = ["mend_files"]


def mend_files(repository: Repository, found: Verification, source: Path) -> Verification:
    """`found`, with its files counted after they were brought from `source`; raises when that is no repository."""
    other = Store(find_git_dir(source))
    Store(repository.git_dir).copy_from(other, found.history.pointers.values())
    files, damaged = count_files(repository, found.history)
    return replace(found, files=files, damaged=damaged)
