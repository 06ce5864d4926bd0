"""What statements further on in `main` say of texts that are not here any more, so that a walk can go past them.

It is an assumption, and is kept as one: a walk that used it counts only if every text it did without was erased, by its
end, by a statement that it came to accept (`unproven`). Where two statements contradict one another and the history
could have gone either way, neither is believed, and nothing can be told (docs/adr/0043).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from repo_schema.admission import check_document
from repo_schema.commits import parse_links
from repo_schema.history import History
from repo_schema.layout import TombstonePath, classify
from repo_schema.texts import Text
from repo_schema.tombstones import ErasedText, erased_texts
from service.ledger.errors import GitCommandError
from service.ledger.repository import Repository, UnfitObjectError
from service.ledger.trees import Trees

__all__ = ["Foretelling", "Outcome", "Statement", "believable", "statements_on_main"]

_ERASURES: Final = "tombstones/erasure"
_TRIED_AT_MOST: Final = 16
"""Statements that contradict others, on one history: each takes a walk."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement, accepted or not, says of the texts of one item."""

    item: str
    """Its path."""
    texts: tuple[ErasedText, ...]

    @property
    def blobs(self) -> frozenset[str]:
        return frozenset(row.text.blob for row in self.texts)


Outcome: TypeAlias = Callable[[Sequence[Statement]], "tuple[bool, ...] | frozenset[str]"]


class Foretelling:
    """Which texts may be missing, and what is said of them."""

    def __init__(self, find: Callable[[], Sequence[Statement]] = tuple, *, erased: Collection[str] = ()) -> None:
        """`find`: asked once, when a text is missing for the first time. `erased`: known to be, by accepted ones."""
        self._find = find
        self._erased = erased
        self.missed: set[str] = set()
        """Object ids of the texts that were done without."""

    def covers(self, blob: str) -> bool:
        """Whether a text may be missing; from then on it counts as missed."""
        known = blob in self._erased or any(blob in statement.blobs for statement in self.statements)
        if known:
            self.missed.add(blob)
        return known

    def text(self, commit: str, path: str, blob: str) -> Text | None:
        """What the item at `path` held after the Change `commit`; None: nothing says that this text stood there."""
        for statement in self.statements:
            if blob in statement.blobs:
                said = ((row.commit, statement.item, row.text.blob, row.text) for row in statement.texts)
                return next((text for *where, text in said if where == [commit, path, blob]), None)
        return None

    @cached_property
    def statements(self) -> Sequence[Statement]:
        return self._find()

    def unproven(self, history: History) -> frozenset[str]:
        """The texts that were done without, though the statement that was believed is not an accepted one."""
        return frozenset(self.missed - history.taken_down.texts.keys()) | history.unproven_texts


def statements_on_main(repository: Repository, head: str, *, after: str | None) -> list[Statement]:
    """Every well-formed erasure of texts that `main` ever showed up to `head`, oldest first."""
    trees = Trees(repository)
    found: list[Statement] = []
    try:
        chain = repository.first_parents(head, after=after, under=_ERASURES)
    except GitCommandError:  # some tree on the way is none for git, so that it finds nothing below a path
        chain = repository.first_parents(head, after=after)
    for commit in chain:
        tree, parents = parse_links(repository.read_commit(commit))
        before = parse_links(repository.read_commit(parents[0]))[0] if parents else None
        entries = trees.difference(before, tree) if before else {p: (None, e) for p, e in trees.entries(tree).items()}
        for path, (_, entry) in sorted(entries.items()):
            kind = classify(path)
            if isinstance(kind, TombstonePath) and kind.kind == "erasure" and entry is not None:
                found.extend(_read(repository, kind, entry.oid))
    return found


def _read(repository: Repository, kind: TombstonePath, oid: str) -> Iterator[Statement]:
    try:
        data = repository.read_blob(oid)
    except UnfitObjectError:
        return
    document, findings = check_document(kind.path, data or b"")
    if document is not None and not findings and document.value["schema"] == "erasure/v1":
        yield Statement(kind.item.path, erased_texts(document.value))


def believable(statements: Sequence[Statement], outcome: Outcome | None = None) -> Sequence[Statement]:
    """Those to go by; none, where two that differ speak of one text and both could have been accepted.

    `outcome` tries the history with some of them, the first to speak of a text being believed: the verdicts, or the
    texts that no accepted statement erases.
    """
    rivals = [statement for statement in statements if any(_differ(statement, other) for other in statements)]
    if not rivals:
        return statements
    if outcome is None or len(rivals) > _TRIED_AT_MOST:
        return ()
    possible: dict[tuple[bool, ...], Sequence[Statement]] = {}
    for first in rivals:
        believed = [first, *(statement for statement in statements if statement != first)]
        while isinstance(found := outcome(believed), frozenset) and any(found & row.blobs for row in believed):
            refuted = [next(row for row in believed if blob in row.blobs) for blob in found if _told(blob, believed)]
            believed = [row for row in believed if row not in refuted]
        if isinstance(found, tuple):
            possible[found] = believed
    return next(iter(possible.values())) if len(possible) == 1 else ()


def _differ(one: Statement, other: Statement) -> bool:
    return one != other and bool(one.blobs & other.blobs)


def _told(blob: str, statements: Iterable[Statement]) -> bool:
    return any(blob in statement.blobs for statement in statements)
