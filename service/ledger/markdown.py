"""Somebody's words inside a comment on a forge, where they can do nothing but be read.

A forge makes more of a comment than CommonMark does: mentions that send mail, references, closing words, quick actions,
pictures that tell who looks. None of them acts inside a code span on one line (CommonMark 6.1; GitHub, GitLab and Gitea
leave code alone), so that is where all words go that are not ours.
"""

import re
import unicodedata
from typing import Final

__all__ = ["code", "link", "plain"]

LONGEST: Final = 600
"""Letters of one value."""
_RUN: Final = re.compile(r"`+")
_BREAK: Final = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_SPACE: Final = re.compile(r"\s+")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, letters that turn or hide others, and what nobody has assigned."""
_ODD: Final = re.compile(r"[^A-Za-z0-9\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59 .,()/–-]")


def code(text: str) -> str:
    """`text` as one code span on one line; long text is cut, and shows it."""
    line = _SPACE.sub(" ", _BREAK.sub(" ⏎ ", text))
    line = "".join(char for char in line if unicodedata.category(char) not in _HIDDEN).strip()
    if len(line) > LONGEST:
        line = f"{line[:LONGEST]} … (+{len(line) - LONGEST})"
    if not line:
        return "–"
    fence = "`" * (max((len(run) for run in _RUN.findall(line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def link(text: str, address: str) -> str:
    """`text` leading to `address`, which we made."""
    return f"[{code(text)}]({address})"


def plain(text: str) -> str:
    """A field's name: Thai and Latin letters, figures, and the punctuation that means nothing to a forge."""
    return _SPACE.sub(" ", _ODD.sub("", text)).strip() or "–"
