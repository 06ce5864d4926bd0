"""A follower killed at random moments: `python -m tests.support.kills FOLDER ROUNDS SEED`; what was found, as JSON.

Each round a publication lands and a process, forked for it alone, follows; it is killed with everything it started:
while it verifies the whole and builds an index, while it takes in one Change, or while it signs a receipt. After each
kill somebody reads: what is served must be whole, and never older than what was served before.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from service.ledger.follower import Follower
from service.ledger.index import build
from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.repository import Repository
from tests.support.ledger import LedgerBuilder, contact, key_of
from tests.support.receiver import RECEIPTS, SERVER, office_with_receiver

CONTACT_ID = "contact/office-of-palad/main"
LONGEST_BUILD = 0.8
LONGEST_STEP = 0.25
"""Seconds, on a busy machine: kills fall before, into and after the work."""


LONGEST = 75.0
"""Seconds, after which a busy machine has seen enough."""


class Kills:
    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.ledger = LedgerBuilder(folder / "origin.git", office=office_with_receiver())
        self.key = key_of(SERVER).write(folder / "key")
        self.index = folder / "indexes/index.sqlite"
        self.heads = [self.ledger.head]
        self.served = -1
        """The newest of `heads` that was ever read."""
        self.found: Counter[str] = Counter()
        self.wrong: list[str] = []

    def publish(self) -> None:
        self.heads.append(self.ledger.publish_item(contact(f"+6638{len(self.heads):06}")))

    def follower(self) -> Follower:
        return Follower(self.ledger.git_dir, self.index, anchor=self.ledger.anchor, receiver=self.key)

    def round(self, mode: str) -> None:
        """`build`: killed from the start on; `step`: killed once it had caught up, when a publication comes."""
        ready, tell = os.pipe()
        if mode == "build":
            self.publish()
        child = os.fork()
        if child == 0:
            self._follow(tell)
        os.close(tell)
        if mode == "step":
            os.read(ready, 1)
            self.publish()
            time.sleep(self.random.uniform(0, LONGEST_STEP))
        else:
            time.sleep(self.random.uniform(0, LONGEST_BUILD))
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        self.found[mode] += 1
        self.look()

    def _follow(self, tell: int) -> None:
        """In the child."""
        os.setpgid(0, 0)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 2)
        try:
            follower = self.follower()
            self.index.parent.mkdir(exist_ok=True)
            follower.ensure()
            while True:
                follower.beat()
                if follower.has_caught_up:
                    os.write(tell, b".")
        finally:
            os._exit(9)

    def look(self) -> None:
        model = ReadModel(self.index, anchor=self.ledger.anchor)
        try:
            with model.snapshot() as snapshot:
                place = self.heads.index(snapshot.head)
                self.check(place >= self.served, f"{place} was served after {self.served}")
                self.check(snapshot.counts() == (place, 0), f"{snapshot.counts()} at {place}")
                if place:
                    self.check(snapshot.latest(CONTACT_ID) == place, "another version than the head has")
                    version = snapshot.item(CONTACT_ID).parse()["content"]["phones"][0]["number"]
                    self.check(version == f"+6638{place:06}", f"{version} at {place}")
                self.found["moved" if place > self.served else "still"] += 1
                self.served = place
        except IndexUnusableError:
            self.check(self.served < 0, "what was served once is not any more")
            self.found["not yet"] += 1
        except ValueError:
            self.check(False, "a head that never was")  # noqa: FBT003
        finally:
            model.close()

    def check(self, holds: bool, words: str) -> None:  # noqa: FBT001
        if not holds:
            self.wrong.append(words)

    def built_anew(self) -> Path:
        """An index that nobody was killed for."""
        path = self.folder / "clean.sqlite"
        with Repository(self.ledger.git_dir) as repository:
            build(repository, path, anchor=self.ledger.anchor, pinned=True, head=self.ledger.head)
        return path

    def unlock(self) -> None:
        """What an operator is told to do where git itself was killed."""
        for lock in self.ledger.git_dir.rglob("*.lock"):
            self.found["locks"] += 1
            lock.unlink()

    def recover(self) -> dict[str, Any]:
        """Nobody kills any more."""
        self.unlock()
        with self.follower() as follower:
            follower.start()
            follower.refresh()
            trouble = follower.trouble
        self.look()
        self.check(trouble is None, f"{trouble}")
        self.check(self.served == len(self.heads) - 1, "it did not catch up")
        self.check(verdicts(self.index) == verdicts(self.built_anew()), "other verdicts than of a clean build")
        connection = sqlite3.connect(self.index)
        self.check(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the index is not sound")
        row = connection.execute("SELECT value FROM meta WHERE key = 'receipts'").fetchone()
        connection.close()
        receipts = json.loads(row[0])
        self.check(receipts["findings"] == [], f"{receipts['findings']}")
        left = sorted(path.name for path in self.index.parent.iterdir())
        self.check(left == ["index.sqlite"], f"left behind: {left}")
        fsck = subprocess.run(["git", "-C", str(self.ledger.git_dir), "fsck"], check=False, capture_output=True)
        self.check(fsck.returncode == 0, "git fsck")
        written = subprocess.run(
            ["git", "-C", str(self.ledger.git_dir), "rev-list", "--count", RECEIPTS],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        return {"found": self.found, "receipts": int(written.stdout or 0), "wrong": self.wrong}


def verdicts(index: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(index)
    try:
        return connection.execute("SELECT commit_id, outcome FROM changes ORDER BY position").fetchall()
    finally:
        connection.close()


def main(folder: Path, rounds: int, seed: int) -> None:
    kills = Kills(folder, seed)
    end = time.monotonic() + LONGEST
    for number in range(rounds):
        if time.monotonic() > end:
            break
        kills.unlock()
        kills.round("build" if number % 4 == 0 else "step")
    print(json.dumps(kills.recover()))  # noqa: T201 - the answer to whoever started this


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
