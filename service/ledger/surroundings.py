"""What a git that runs us, from a hook or an alias, says in the environment about a repository of its own."""

import os
from typing import Final

__all__ = ["forget_inherited_repository"]

_INHERITED: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_EXTERNAL_DIFF",
)
_QUARANTINE: Final = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
"""Where git keeps what is being pushed, and what it may lean on, until a hook lets it land."""


def forget_inherited_repository(*, keep_quarantine: bool = False) -> None:
    """Drop what a surrounding git (a hook, an alias) says about some other repository. Called once, at start.

    With `keep_quarantine`, objects being pushed are still seen: for the guard alone.
    """
    for name in set(_INHERITED) - set(_QUARANTINE if keep_quarantine else ()):
        os.environ.pop(name, None)
