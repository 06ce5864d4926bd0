"""One person at their clone, with the trusted state of the shared repository as last fetched.

What anybody does in their name (prepare, approve, return, publish) is done from here; nothing here changes anything but
what the clone knows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from repo_schema.findings import Finding
from repo_schema.history import History, Verdict, day_of
from repo_schema.law import Person
from service.ledger.desk import REMOTE_MAIN, Author, Desk
from service.ledger.errors import RefusedError
from service.ledger.foretelling import Foretelling
from service.ledger.memory import Public
from service.ledger.registering import note_verdict
from service.ledger.repository import Repository
from service.ledger.verifier import Progress, extend, verify
from service.ledger.walker import Walker

__all__ = ["Workspace", "open_workspace", "role_of"]


@dataclass
class Workspace:
    """One person at their clone, with the trusted state of the shared repository as last fetched."""

    desk: Desk
    repository: Repository
    history: History
    main: str
    """The head of the shared `main`."""
    commits: list[str] = field(default_factory=list)
    """`main`'s commits, oldest first."""
    public: Public = field(default_factory=Public)
    """What became public since the anchor."""

    def refresh(self) -> None:
        """Take in what colleagues did meanwhile; raises `ForkedError` when `main` was rewritten."""
        self.desk.fetch()
        head = self.repository.head(REMOTE_MAIN)
        if head is not None and head != self.main:
            extend(self.repository, self.history, head, sink=self.note)
            self.main = head

    def note(self, verdict: Verdict, history: History) -> None:
        self.commits.append(verdict.commit)
        note_verdict(self.public.later, verdict, history)

    @property
    def day(self) -> date:
        return day_of(max(self.desk.now, self.history.at))

    @property
    def walker(self) -> Walker:
        return Walker(self.repository, self.history.keyring, Foretelling(erased=self.history.taken_down.texts))

    def me(self) -> Person:
        """Whoever's key this clone signs with; raises `RefusedError` when policy does not know it."""
        key = self.desk.signing_key
        person = self.history.law.policy.signer(key, self.day, self.day)
        if person is None:
            raise RefusedError([Finding("key_unknown_to_policy", found=key)])
        return person

    def author(self, role: str) -> Author:
        return Author(self.me().id, f"{role}@{self.history.law.settings.domain}")


@contextmanager
def open_workspace(
    desk: Desk, *, progress: Progress | None = None, follow: bool = True, remember: bool = True
) -> Iterator[Workspace]:
    """The workspace of `desk`, verified from its anchor; raises `LedgerError` when that cannot be told.

    With `follow`, the local `main` and the working tree are brought up to what is published, as `Desk.follow` does;
    with `remember`, what this machine verified before is not read again.
    """
    desk.fetch()
    with Repository(desk.git_dir) as repository:
        found = verify(
            repository,
            anchor=desk.pinned_anchor,
            ref=REMOTE_MAIN,
            progress=progress,
            count=False,
            remember=remember,
        )
        if follow:
            desk.follow(found.head)
        yield Workspace(desk, repository, found.history, found.head, found.history.commits, found.public)


def role_of(identity: str, person: Person) -> str:
    parts = identity.split("/")
    unit = parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - obligation, unit, name
    return unit if unit in person.units else next(iter(person.units), person.id)
