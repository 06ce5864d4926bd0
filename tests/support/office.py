"""A small real office: a shared repository, a clone and a key for each person, and the product's own commands.

    office = Office(tmp_path)
    office.write("kanya", CONTACT, contact())
    assert office.cli("kanya", "submit").code == 0

The people are those of docs/examples/office.yaml, with keys that can sign. `cli` runs a command as its user would,
but within this process, which saves a second each time; `run` starts a real one.
"""

import contextvars
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

import yaml

from cli import main as command_line
from service.ledger import approving, preparing, publishing
from service.ledger.desk import Desk
from service.ledger.founding import found, read_office
from service.ledger.workspace import Workspace, open_workspace
from tests.support.keys import KeyPair
from tests.support.ledger import dump

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "docs/examples/office.yaml"
SINCE = "2019-10-01"
CLERK, HEAD, REVIEWER = "kanya", "prasit", "kanya"
"""In the Palad's office: one prepares (and reviews what others prepare), one heads."""
CHIEF, DEPUTY, ADMIN = "boonmee", "chaiyo", "thongdee"
_ID = re.compile(r"  - id: ([a-z]+)\n(?:    .*\n)*?    keys:\n      - key: \"(ssh-ed25519 \S+)\"")


@dataclass(frozen=True, slots=True)
class Completed:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The findings' codes, or the one error's."""
        told = self.json
        return [told["error"]["code"]] if "error" in told else [row["code"] for row in told["findings"]]

    @property
    def text(self) -> str:
        return self.out + self.err


@lru_cache
def keys() -> Path:
    """Every person's key pair, as files: the same for a whole test run."""
    folder = Path(mkdtemp(prefix="keys-", dir=os.environ.get("HOME")))
    for person in ["stranger", *people()]:
        KeyPair.ed25519(f"{person}@test").write(folder / person)
    return folder


@lru_cache
def people() -> tuple[str, ...]:
    return tuple(name for name, _ in _ID.findall(SAMPLE.read_text(encoding="utf-8")))


def office_text(since: str = SINCE) -> str:
    """The documented sample as a reader would make it theirs: other keys, another day."""
    text = SAMPLE.read_text(encoding="utf-8")
    for name, sample in _ID.findall(text):
        text = text.replace(sample, public_key(name))
    return text.replace("since: 2025-10-01", f"since: {since}")


def public_key(person: str) -> str:
    kind, body, *_ = (keys() / f"{person}.pub").read_text(encoding="utf-8").split()
    return f"{kind} {body}"


def git(where: Path, *arguments: str, **more: Any) -> str:
    """Stock git, as an outsider runs it."""
    command = ["git", "-C", str(where), *arguments]
    out: str = subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout
    return out.strip()


@dataclass
class Clock:
    """A clock that stands until it is moved; a minute passes with every look at it."""

    at: float

    def __call__(self) -> float:
        self.at += 60
        return self.at


@lru_cache
def _template(begun: float | None) -> tuple[Path, str]:
    """An anchored shared repository to be copied, and its anchor."""
    folder = Path(mkdtemp(prefix="office-", dir=os.environ.get("HOME")))
    (folder / "office.yaml").write_text(office_text(), encoding="utf-8")
    office = read_office(folder / "office.yaml")
    first = found(folder / "first", office, key=keys() / ADMIN, clock=time.time if begun is None else Clock(begun))
    origin = folder / "origin.git"
    git(folder, "clone", "--quiet", "--bare", "--template=", str(first.path), str(origin))
    git(origin, "remote", "remove", "origin")
    return origin, first.anchor


class Office:
    """An office in a folder; a person's clone is made when they first do something."""

    def __init__(self, folder: Path, *, begun: float | None = None) -> None:
        template, self.anchor = _template(begun)
        self.folder = folder
        self.origin = folder / "origin.git"
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "clone", "--quiet", "--bare", "--template=", str(template), str(self.origin))
        git(self.origin, "remote", "remove", "origin")

    def copy_to(self, folder: Path) -> "Office":
        """The same office as it stands now, in another folder."""
        copy = object.__new__(Office)
        copy.anchor, copy.folder, copy.origin = self.anchor, folder, folder / "origin.git"
        shutil.copytree(self.folder, folder, symlinks=True)
        for config in folder.glob("people/*/.git/config"):
            text = config.read_text(encoding="utf-8")
            config.write_text(text.replace(str(self.origin), str(copy.origin)), encoding="utf-8")
        return copy

    # Places.

    def desk(self, person: str) -> Path:
        """The person's clone."""
        clone = self.folder / "people" / person
        if not clone.exists():
            self.clone(clone, keys() / person)
        return clone

    def clone(self, path: Path, key: Path) -> Path:
        git(self.folder, "clone", "--quiet", "--template=", str(self.origin), str(path))
        settings = {"gpg.format": "ssh", "user.signingkey": str(key), "prongsai.anchor": self.anchor}
        with (path / ".git/config").open("a", encoding="utf-8") as config:
            for name, value in settings.items():
                section, _, field = name.partition(".")
                config.write(f'[{section}]\n\t{field} = "{value}"\n')
        return path

    def write(self, person: str, path: str, document: Any) -> Path:
        """Put a document (or bytes) into the person's working folder, as their editor would."""
        file = self.desk(person) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(document if isinstance(document, bytes) else dump(document))
        return file

    def write_all(self, person: str, contents: Mapping[str, Any]) -> None:
        for path, document in contents.items():
            self.write(person, path, document)

    # Acts.

    def cli(self, person: str, *arguments: str | Path, json: bool = True) -> Completed:
        """One command of theirs, in this process."""
        return run_here([*arguments, "--repo", self.desk(person), *(["--format", "json"] if json else [])])

    def run(self, person: str, *arguments: str | Path, **more: Any) -> Completed:
        """One command of theirs, in a process of its own, started from their folder."""
        return run_command(arguments, cwd=self.desk(person), **more)

    @contextmanager
    def workspace(self, person: str, clock: Callable[[], float] | None = None) -> Iterator[Workspace]:
        """The engine itself, where a test needs a clock."""
        desk = Desk(self.desk(person), clock=clock) if clock else Desk(self.desk(person))
        with open_workspace(desk) as workspace:
            yield workspace

    def submit(self, person: str, contents: Mapping[str, Any]) -> str:
        """A submission by `person`; its id."""
        self.write_all(person, contents)
        done = self.cli(person, "submit", *contents)
        assert done.code == 0, done.text
        return str(done.json["id"])

    def approve(self, submission: str, *by: str) -> None:
        for person in by:
            done = self.cli(person, "approve", submission)
            assert done.code == 0, done.text

    def publish_item(
        self,
        contents: Mapping[str, Any],
        *,
        by: str = CLERK,
        approvers: Iterable[str] = (HEAD,),
        clock: Callable[[], float] | None = None,
    ) -> str:
        """The whole way of an item, through the engine; the commit of `main`."""
        self.write_all(by, contents)
        with self.workspace(by, clock) as workspace:
            done = preparing.submit(workspace, list(contents))
        for person in approvers:
            with self.workspace(person, clock) as workspace:
                approving.approve(workspace, done.id)
        with self.workspace(by, clock) as workspace:
            return publishing.publish(workspace, done.id).commit

    # Facts.

    def refs(self, where: Path | None = None) -> str:
        return git(where or self.origin, "for-each-ref", "--format=%(refname) %(objectname)")

    def snapshot(self) -> dict[str, str]:
        """All that a command could change for anyone: every branch, every working folder, every attachment."""
        found = {"refs": self.refs()}
        for clone in sorted(self.folder.glob("people/*")):
            refs = git(clone, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
            found |= {f"{clone.name} refs": refs, f"{clone.name} head": git(clone, "rev-parse", "HEAD")}
        files = (file for file in self.folder.rglob("*") if ".git" not in file.parts or "lfs" in file.parts)
        for file in files:
            inside = file.relative_to(self.folder)
            if inside.parts[0] == "origin.git" and "lfs" not in inside.parts:
                continue
            if file.is_file() or file.is_symlink():
                stamp = file.lstat()
                body = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
                found[str(inside)] = f"{stamp.st_mode} {stamp.st_size} {body}"
        return found

    @property
    def main(self) -> str:
        return git(self.origin, "rev-parse", "main")

    def submissions(self) -> list[str]:
        listed = git(self.origin, "for-each-ref", "--format=%(refname:lstrip=3)", "refs/heads/submissions/")
        return listed.splitlines()

    def published(self, path: str) -> Any:
        return yaml.safe_load(git(self.origin, "show", f"main:{path}"))

    def verify(self) -> Any:
        """What `prongsai verify` says of the shared repository."""
        return run_here(["verify", "--repo", self.origin, "--anchor", self.anchor, "--format", "json"]).json


def run_here(arguments: Iterable[str | Path]) -> Completed:
    """`prongsai <arguments>` in this process, with everything that `run()` sees to but the exit."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["prongsai", *map(str, arguments)]
    with mock.patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        code = contextvars.copy_context().run(command_line._run)
    return Completed(code, out.getvalue(), err.getvalue())


def command(arguments: Iterable[str | Path]) -> list[str]:
    return [sys.executable, "-m", "cli", *map(str, arguments)]


def run_command(arguments: Iterable[str | Path], *, cwd: Path, **more: Any) -> Completed:
    """`prongsai <arguments>` in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | more.pop("env", {})
    done = subprocess.run(
        command(arguments),
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )
    return Completed(done.returncode, done.stdout, done.stderr)


@dataclass
class Server:
    """`prongsai serve` as a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def get(self, address: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=10) as answer:
            return json.loads(answer.read())

    def wait_for(self, address: str, wanted: Any, seconds: float) -> Any:
        """Ask until `wanted` accepts the answer; the last one, whatever it is."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                found = self.get(address)
                if wanted(found) or time.monotonic() > deadline:
                    return found
            except urllib.error.HTTPError as error:
                if time.monotonic() > deadline:
                    return {"status": error.code}
            time.sleep(0.05)

    @property
    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(child) for child in listed.split()]


@contextmanager
def serving(origin: Path, anchor: str, *more: str) -> Iterator[Server]:
    """A server of this repository on a free port, ended with everything it started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = command(["serve", origin, "--port", str(port), "--anchor", anchor, *more])
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        words, env=environment, cwd=origin.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    server = Server(process, port)
    try:
        assert process.stdout is not None
        assert f":{port}/" in process.stdout.readline()
        yield server
    finally:
        children = server.children if process.poll() is None else []
        process.terminate()
        process.communicate(timeout=30)
        assert not any(Path(f"/proc/{child}").exists() for child in children)
