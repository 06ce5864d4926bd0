"""A commit as a claim: the one strict grammar that every commit brought into the ledger follows.

Git, forges and libraries forgive different oddities in a commit, and whatever two readers understand differently
can be signed under one meaning and published under another.  So there is one parser, and it refuses everything
but: `tree`, `parent`*, `author`, `committer`, at most one `gpgsig`, a blank line, the message.

Only bytes decide: no rule here asks a Unicode table or a locale, so that a verdict is the same under every Python.
A `Commit` is still a claim; who signed it is for `service.ledger.signatures` to prove.  Nor does this module hash:
that `commit_id` names these bytes is for whoever read them to have checked.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "MAX_BYTES",
    "MAX_TIMESTAMP",
    "Commit",
    "CommitGrammarError",
    "Ident",
    "parse_commit",
    "parse_ident",
    "parse_links",
]

MAX_BYTES = 1 << 20
MAX_TIMESTAMP = (1 << 37) - 1
"""The latest second taken; years after 9999, which `datetime` cannot hold, begin well below it."""

# No two neighbouring repetitions can match the same byte, so none of these can backtrack far.
_ID = re.compile(r"[0-9a-f]{40}")
_HEADERS = re.compile(
    rb"tree ([0-9a-f]{40})((?:\nparent [0-9a-f]{40})*)\nauthor ([^\n]*)\ncommitter ([^\n]*)",
)
_IDENT = re.compile(
    rb"([^<>\x00-\x1f\x7f]+) <([^<>\x00-\x1f\x7f]+)> (0|[1-9][0-9]{0,12}) ([+-](?:[01][0-9]|2[0-3])[0-5][0-9])",
)
_LINK = re.compile(rb"(tree|parent) ([0-9a-fA-F]{40})\n")
_PARENT_LINE_LENGTH = len("\nparent ") + 40

_SENTENCES = {
    "id": "the commit's id is not 40 lower-case hexadecimal digits",
    "size": f"the commit is longer than {MAX_BYTES} bytes",
    "nul": "the commit holds a NUL byte",
    "utf8": "the commit is not UTF-8 throughout",
    "carriage_return": "a header holds a carriage return",
    "blank_line": "no blank line ends the headers",
    "headers": "the headers are not tree, parents, author, committer, gpgsig, in this order and nothing else",
    "signature": "gpgsig is followed by another header: it stands once and last",
    "duplicate_parent": "one parent is named twice",
    "author": "author is not 'name <email> seconds +HHMM'",
    "committer": "committer is not 'name <email> seconds +HHMM'",
    "links": "the tree and the parents cannot be made out",
}


class CommitGrammarError(Exception):
    """A commit is outside the grammar; `reason` is a stable word for which rule it broke."""

    def __init__(self, reason: str) -> None:
        super().__init__(_SENTENCES[reason])
        self.reason = reason


class Ident(NamedTuple):
    """Whoever a commit says wrote it: decides nothing, the key does."""

    name: str
    email: str
    at: int
    """Seconds since 1970 UTC, as claimed."""
    offset: str
    """The claimed clock's distance from UTC, `+0700`."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A parsed commit: a claim."""

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Ident
    committer: Ident
    message: str
    signature: bytes | None
    """The armoured signature, unfolded, with its last line feed."""
    payload: bytes
    """What was signed: the object without its `gpgsig` header."""


def parse_commit(commit_id: str, raw: bytes) -> Commit:
    """Parse the bytes of a commit object, or raise `CommitGrammarError`."""
    if _ID.fullmatch(commit_id) is None:
        raise CommitGrammarError("id")
    _check_bytes(raw)
    head, blank, message = raw.partition(b"\n\n")
    if not blank:
        raise CommitGrammarError("blank_line")
    if b"\r" in head:
        raise CommitGrammarError("carriage_return")
    head, signature = _split_signature(head)
    match = _HEADERS.fullmatch(head)
    if match is None:
        raise CommitGrammarError("headers")
    tree, parents, author, committer = match.groups()
    return Commit(
        id=commit_id,
        tree=tree.decode(),
        parents=_parse_parents(parents.decode()),
        author=parse_ident("author", author),
        committer=parse_ident("committer", committer),
        message=message.decode(),
        signature=signature,
        payload=raw if signature is None else b"\n\n".join((head, message)),
    )


def parse_links(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Read only the tree and the parents, as git's own walk reads them; for history nobody vouches for.

    What follows the parents is not looked at.  Raises `CommitGrammarError` when git could not walk on either.
    """
    match = _LINK.match(raw)
    if match is None or match[1] != b"tree":
        raise CommitGrammarError("links")
    tree = match[2].decode().lower()
    parents: list[str] = []
    while raw.startswith(b"parent ", match.end()):
        match = _LINK.match(raw, match.end())
        if match is None:
            raise CommitGrammarError("links")
        parents.append(match[2].decode().lower())
    return tree, tuple(parents)


def _check_bytes(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise CommitGrammarError("size")
    if b"\0" in raw:
        raise CommitGrammarError("nul")
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise CommitGrammarError("utf8") from None


def _split_signature(head: bytes) -> tuple[bytes, bytes | None]:
    """Cut `gpgsig` off the end of the headers: every line after its first must continue it."""
    head, found, folded = head.partition(b"\ngpgsig ")
    if not found:
        return head, None
    if folded.count(b"\n") != folded.count(b"\n "):
        raise CommitGrammarError("signature")
    return head, folded.replace(b"\n ", b"\n") + b"\n"


def _parse_parents(lines: str) -> tuple[str, ...]:
    parents = tuple(lines[end - 40 : end] for end in range(_PARENT_LINE_LENGTH, len(lines) + 1, _PARENT_LINE_LENGTH))
    if len(set(parents)) != len(parents):
        raise CommitGrammarError("duplicate_parent")
    return parents


def parse_ident(header: str, value: bytes) -> Ident:
    """Who, and when they say: the value of an `author`, `committer` or `tagger`; raises `CommitGrammarError`."""
    match = _IDENT.fullmatch(value)
    if match is None:
        raise CommitGrammarError(header)
    name, email, at, offset = match.groups()
    if b" " in (name[:1], name[-1:], email[:1], email[-1:]) or int(at) > MAX_TIMESTAMP:
        raise CommitGrammarError(header)
    return Ident(name.decode(), email.decode(), int(at), offset.decode())
