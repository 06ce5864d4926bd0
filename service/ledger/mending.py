"""Attachments that are missing or damaged here, brought from another repository that has them whole.

The other one is believed in nothing: what comes is hashed on its way in, and is the file that was named or is not kept.
Nor is this one: who we are and how we go there, the person's own git configuration says, never that of the repository
that is being verified.
"""

import os
from dataclasses import replace

from service.ledger.attachments import Store
from service.ledger.lfs.travelling import Shared
from service.ledger.lfs.watching import Told
from service.ledger.repository import GitRunner, Repository
from service.ledger.verifier import Verification, count_files

__all__ = ["mend_files"]


def mend_files(
    repository: Repository, found: Verification, source: str, *, told: Told | None = None
) -> Verification:
    """`found`, with its files counted after they were brought from `source`, a folder or an address.

    What was erased is not brought back. Raises when there is no repository there, or it cannot be reached.
    """
    erased = found.history.taken_down.erased
    wanted = [pointer for pointer in found.history.pointers.values() if pointer.sha256 not in erased]
    own = GitRunner(environment={"GIT_DIR": os.devnull})
    Shared(source, own, told=told).bring(Store(repository.git_dir), wanted)
    files, damaged = count_files(repository, found.history)
    return replace(found, files=files, damaged=damaged)
