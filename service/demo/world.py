"""The demo's world: an office at work from 2566 on, every act done by the engine functions that the commands call.

Each person has a key and a clone of their own; nobody's act is done for them. The clock is the world's own, so its
times are claims, and shown as such.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from repo_schema.calendar import BANGKOK
from repo_schema.layout import ItemPath
from repo_schema.privacy.decisions import UNREADABLE
from repo_schema.privacy.sources import Sighting
from service.demo.content import Edition, Statement, editions, statements
from service.demo.organisation import (
    CHIEF_EXECUTIVE,
    CLERK,
    DEPUTY,
    DEPUTY_UNITS,
    HEAD_OF,
    PEOPLE,
    PREPARER_OF,
    build_office,
)
from service.guard.installing import install
from service.ledger import approving, attesting, drafting, preparing, publishing, returning, waiving
from service.ledger.desk import Desk
from service.ledger.founding import found, render_yaml, use_key
from service.ledger.repository import GitRunner
from service.ledger.verifier import Progress
from service.ledger.workspace import Workspace, open_workspace

_MARKER: Final = ".building"
_MORNING: Final = time(9, 0)


@dataclass(frozen=True, slots=True)
class World:
    """Where everything is, and what to try next."""

    path: Path
    anchor: str
    waiting: str
    """The submission that waits for consent."""
    returned: str
    executive: str
    """Whose consent it waits for."""

    @property
    def origin(self) -> Path:
        return self.path / "origin.git"

    @property
    def index(self) -> Path:
        return self.path / "index.sqlite"

    @classmethod
    def at(cls, path: Path) -> Self:
        """The finished world at `path`."""
        told = json.loads((path / "world.json").read_text(encoding="utf-8"))
        return cls(path, told["anchor"], told["waiting"], told["returned"], told["executive"])


class _Clock:
    """The world's own time; a minute passes with every look at it."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> float:
        self.now += timedelta(minutes=1)
        return self.now.timestamp()


def build_world(path: Path, *, progress: Progress | None = None) -> World:
    """Build the world at `path`, which must not exist or be a world left unfinished."""
    if (path / _MARKER).exists():
        shutil.rmtree(path)
    path.mkdir(parents=True, exist_ok=True)
    (path / _MARKER).touch()
    plan: list[Edition | Statement] = sorted([*editions(), *statements()], key=lambda step: step.on)
    clock = _Clock(datetime.combine(plan[0].on - timedelta(days=7), _MORNING, BANGKOK))
    keys = {person: _make_key(path / "keys" / person) for person in PEOPLE}
    with TemporaryDirectory(dir=path) as aside:
        begun = found(Path(aside) / "first", build_office(keys), key=path / "keys" / CLERK, clock=clock)
        GitRunner().run("clone", "--quiet", "--bare", "--template=", str(begun.path), str(path / "origin.git"))
    GitRunner(where=path / "origin.git").run("remote", "remove", "origin")
    with ExitStack() as stack, TemporaryDirectory() as papers:
        office = _Office(path, clock, stack, Path(papers))
        for person in PEOPLE:
            office.clone(person, begun.anchor)
        for done, step in enumerate(plan, start=1):
            if isinstance(step, Edition):
                office.carry(step)
            else:
                office.state(step)
            if progress:
                progress(done, len(plan))
    install(path / "origin.git", anchor=begun.anchor)
    return _finish(path, begun.anchor)


def is_unfinished(path: Path) -> bool:
    """Whether `path` holds a world whose building was interrupted."""
    return (path / _MARKER).exists()


def _finish(path: Path, anchor: str) -> World:
    waiting = next(edition for edition in editions() if edition.fate == "waiting_for_consent")
    returned = next(edition for edition in editions() if edition.fate == "returned")
    told = {
        "anchor": anchor,
        "waiting": _path(waiting).id,
        "returned": _path(returned).id,
        "executive": executive_of(waiting.unit),
    }
    (path / "world.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    (path / _MARKER).unlink()
    return World.at(path)


def executive_of(unit: str) -> str:
    """Who answers for a unit in this office."""
    return DEPUTY if unit in DEPUTY_UNITS else CHIEF_EXECUTIVE


def _path(edition: Edition) -> ItemPath:
    return ItemPath(edition.obligation, edition.unit, edition.name)


def _make_key(file: Path) -> str:
    file.parent.mkdir(exist_ok=True)
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{file.name}@demo", "-f", str(file)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return file.with_name(f"{file.name}.pub").read_text(encoding="utf-8").strip()


def _examine(_: int, row: Sighting) -> str:
    """Of a photograph or a scan, that every page was looked at: nothing else is found in what this world publishes."""
    if row.hit.rule != UNREADABLE:
        raise AssertionError(f"the demo discloses something personal: {row.finding.message('en')}")
    return "examined"


class _Office:
    """The people at their desks."""

    def __init__(self, path: Path, clock: _Clock, stack: ExitStack, papers: Path) -> None:
        self._path = path
        self._clock = clock
        self._stack = stack
        self._papers = papers
        self._workspaces: dict[str, Workspace] = {}

    def clone(self, person: str, anchor: str) -> None:
        """A clone of one's own, with one's own key, told which anchor to trust."""
        target = self._path / "people" / person
        GitRunner().run("clone", "--quiet", "--template=", str(self._path / "origin.git"), str(target))
        use_key(target, self._path / "keys" / person)
        GitRunner(where=target).run("config", "prongsai.anchor", anchor)

    def carry(self, edition: Edition) -> None:
        """One edition as far as it goes: a day for each step."""
        identity = _path(edition).id
        preparer, head = PREPARER_OF[edition.unit], HEAD_OF[edition.unit]
        self._on(edition, 0, preparer, lambda desk: self._submit(desk, edition))
        if edition.fate == "returned":
            reason = edition.return_reason or ""
            self._on(edition, 1, head, lambda desk: returning.send_back(desk, identity, reason))
            return
        self._on(edition, 1, head, lambda desk: approving.approve(desk, identity, ask=_examine))
        if edition.fate == "waiting_for_consent":
            return
        if self._desk(head).history.law.needs_consent(edition.obligation):
            executive = executive_of(edition.unit)
            self._on(edition, 2, executive, lambda desk: approving.approve(desk, identity))
        self._on(edition, 3, preparer, lambda desk: publishing.publish(desk, identity))

    def state(self, statement: Statement) -> None:
        """One statement, by the unit, its head and, of a waiver, the executive."""
        preparer, head = PREPARER_OF[statement.unit], HEAD_OF[statement.unit]
        made: list[str] = []

        def prepare(desk: Workspace) -> None:
            if statement.waives:
                obligation, period = statement.waives
                done = waiving.waive(desk, obligation, period, reason=statement.reason, unit=statement.unit)
            else:
                done = attesting.attest(desk, statement.item or "").submitted
            made.append(done.id)

        self._on(statement, 0, preparer, prepare)
        self._on(statement, 0, head, lambda desk: approving.approve(desk, made[0]))
        if statement.waives:
            self._on(statement, 0, executive_of(statement.unit), lambda desk: approving.approve(desk, made[0]))
        self._on(statement, 0, preparer, lambda desk: publishing.publish(desk, made[0]))

    def _on(self, step: Edition | Statement, days: int, person: str, act: Callable[[Workspace], object]) -> None:
        moment = datetime.combine(step.on + timedelta(days=days), _MORNING, BANGKOK)
        self._clock.now = max(moment, self._clock.now)
        desk = self._desk(person)
        desk.refresh()
        act(desk)

    def _desk(self, person: str) -> Workspace:
        if person not in self._workspaces:
            desk = Desk(self._path / "people" / person, clock=self._clock)
            self._workspaces[person] = self._stack.enter_context(open_workspace(desk))
        return self._workspaces[person]

    def _submit(self, desk: Workspace, edition: Edition) -> None:
        kind = _path(edition)
        desk.desk.follow(desk.main)
        desk.desk.write_working(kind.path, render_yaml(dict(edition.document)))
        for paper in edition.papers:
            file = self._papers / paper.name
            file.write_bytes(paper.make())
            drafting.attach(desk, kind.id, file, title=paper.title, role=paper.role)
            file.unlink()
        preparing.submit(desk, [kind.path])
