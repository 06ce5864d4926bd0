"""Trouble at the beginning, told to whoever started the service: words, and an exit code."""

import sys
from typing import Final

__all__ = ["COULD_NOT_TELL", "explain"]

COULD_NOT_TELL: Final = 4


def explain(error: Exception) -> int:
    """Say it in both languages; the exit code. What is no known trouble is a defect, and raised again."""
    from repo_schema.admission import AnchorError  # noqa: PLC0415 - who only watches over others needs no verifier
    from service.ledger.follower import FOLLOWING_ERRORS, describe  # noqa: PLC0415

    if not isinstance(error, FOLLOWING_ERRORS):
        raise error
    trouble = describe(error)
    for lang in ("th", "en"):
        sys.stderr.write(f"{trouble.message[lang]}\n")
        if trouble.hint[lang]:
            sys.stderr.write(f"  {trouble.hint[lang]}\n")
    return 1 if isinstance(error, AnchorError) else COULD_NOT_TELL
