"""A checkpoint: what one organisation's trusted head was, in words that a receiver signs and a witness cosigns.

    prongsai checkpoint v1
    organisation: banbueng.example
    anchor: <commit>
    head: <commit>
    changes: 68
    receipts: <tip of prongsai/receipts, or none>

Canonical: parse then render gives the same text. Whoever kept one can prove later that `main` still extends it. It is a
signed note (`repo_schema.notes`), but no `tlog-checkpoint`: there is no Merkle tree to name the root of. The commit id
stands for the whole history before it.
"""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Checkpoint", "CheckpointError", "key_name", "parse_checkpoint", "render_checkpoint"]

_TITLE: Final = "prongsai checkpoint v1"
_FORM: Final = re.compile(
    rf"{_TITLE}\norganisation: ([a-z0-9.-]+)\nanchor: ([0-9a-f]{{40}})\nhead: ([0-9a-f]{{40}})\n"
    r"changes: (0|[1-9][0-9]{0,9})\nreceipts: (none|[0-9a-f]{40})\n"
)


class CheckpointError(ValueError):
    """The text is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A **claim** until its signatures were proven."""

    organisation: str
    """Its domain."""
    anchor: str
    head: str
    changes: int
    """How many Changes `main` had after the anchor."""
    receipts: str | None
    """The newest receipt there was."""


def render_checkpoint(checkpoint: Checkpoint) -> str:
    return (
        f"{_TITLE}\norganisation: {checkpoint.organisation}\nanchor: {checkpoint.anchor}\nhead: {checkpoint.head}\n"
        f"changes: {checkpoint.changes}\nreceipts: {checkpoint.receipts or 'none'}\n"
    )


def parse_checkpoint(text: str) -> Checkpoint:
    """Raises `CheckpointError`."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise CheckpointError("not a checkpoint")
    organisation, anchor, head, changes, receipts = match.groups()
    return Checkpoint(organisation, anchor, head, int(changes), None if receipts == "none" else receipts)


def key_name(organisation: str, person: str) -> str:
    """What a person's key is called on a note."""
    return f"{organisation}/{person}"
