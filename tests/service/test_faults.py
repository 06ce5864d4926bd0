"""Whatever breaks: the last trusted state is served, nothing is lost, and it recovers by itself or says what to do."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.ledger.follower import Follower
from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.receipts import record
from tests.service.test_api import CONTACT_URL
from tests.service.test_serving import Service, running, until
from tests.support.ledger import DOMAIN, LedgerBuilder, contact, key_of, news
from tests.support.receiver import SERVER, office_with_receiver

ROOT = Path(__file__).parents[2]
WORLDS, KILLS = 6, 60


@dataclass
class World:
    ledger: LedgerBuilder
    service: Service
    index: Path

    def problem(self) -> Any:
        return json.loads(self.service.get("/v1/verification")[2])["problem"]

    def follower(self) -> int:
        (found,) = until(lambda: self.service.children("following"))
        return int(found)

    def is_followed(self) -> bool:
        return self.service.head() == self.ledger.head and self.problem() is None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    index = tmp_path / "indexes/index.sqlite"
    arguments = [str(ledger.git_dir), "--anchor", ledger.anchor, "--workers", "1", "--index", str(index)]
    with running(tmp_path, *arguments) as service:
        world = World(ledger, service, index)
        until(world.is_followed)
        yield world


def text(length: int) -> str:
    return "ประกาศ" * (length // 6)


def test_on_a_full_disk_the_last_state_is_served_until_there_is_room(world: World) -> None:
    known = world.service.head()
    largest = max(path.stat().st_size for path in world.index.parent.iterdir())
    unlimited = resource.prlimit(world.follower(), resource.RLIMIT_FSIZE)
    resource.prlimit(world.follower(), resource.RLIMIT_FSIZE, (largest + 4096, unlimited[1]))
    for number in range(12):
        world.ledger.publish_item(news(name=f"n{number}", body=text(18_000)))

    problem = until(world.problem)
    assert problem["code"] == "storage_failed"
    assert "free disk space" in problem["hint"]["en"]
    assert world.service.head() == known or world.service.get(CONTACT_URL)[0] == 200
    assert world.service.get("/readyz")[0] == 200

    resource.prlimit(world.follower(), resource.RLIMIT_FSIZE, unlimited)
    until(world.is_followed, 60)


def test_where_nothing_can_be_written_readers_do_not_notice(world: World) -> None:
    """As on a disk that was mounted anew, read-only, after an error."""
    known, before = world.service.head(), resource.prlimit(world.follower(), resource.RLIMIT_FSIZE)
    resource.prlimit(world.follower(), resource.RLIMIT_FSIZE, (0, before[1]))
    head = world.ledger.publish_item(contact("+6638000002"))
    time.sleep(2)
    assert world.service.head() in {known, head}
    assert [world.service.get(path)[0] for path in (CONTACT_URL, "/", "/readyz")] == [200, 200, 200]

    resource.prlimit(world.follower(), resource.RLIMIT_FSIZE, before)
    until(world.is_followed, 60)


def do_damage(index: Path, damage: str) -> None:
    match damage:
        case "overwritten":
            with index.open("r+b") as file:
                file.seek(4096)
                file.write(b"\xff" * (index.stat().st_size - 4096))
        case "cut short":
            os.truncate(index, 8192)
        case "emptied":
            os.truncate(index, 0)
        case "no database":
            index.write_bytes(b"no database" * 1000)
        case _:
            index.unlink()


DAMAGES = ("overwritten", "cut short", "emptied", "no database", "deleted")


@pytest.mark.parametrize("damage", DAMAGES)
def test_who_cannot_read_the_index_has_it_built_again(tmp_path: Path, damage: str) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        do_damage(follower.index_path, damage)
        model = ReadModel(follower.index_path)
        with suppress(IndexUnusableError), model.snapshot() as snapshot:
            snapshot.verification()
            snapshot.item("contact/office-of-palad/main")
        follower.refresh()
        with model.snapshot() as snapshot:
            assert snapshot.item("contact/office-of-palad/main").number == 1
        model.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.sqlite", "origin.git"]


@pytest.mark.parametrize("damage", ["overwritten", "deleted"])
def test_a_damaged_index_is_built_again_while_it_serves(world: World, damage: str) -> None:
    do_damage(world.index, damage)
    until(lambda: world.service.get(CONTACT_URL)[0] == 200, 60)
    head = world.ledger.publish_item(contact("+6638000002"))
    until(lambda: world.service.get("/readyz")[0] == 200 and world.service.head() == head, 60)
    assert json.loads(world.service.get(CONTACT_URL)[2])["version"] == 2


def test_what_is_half_pushed_is_taken_in_once_it_is_whole(world: World) -> None:
    known = world.service.head()
    head = world.ledger.publish_item(contact("+6638000002"))
    tree = world.ledger.git_dir / "objects" / head[:2] / head[2:]
    tree.rename(tree.with_suffix(".coming"))
    until(world.problem)
    assert world.service.head() == known
    tree.with_suffix(".coming").rename(tree)
    until(lambda: world.service.head() == head, 40)


def test_a_clock_that_jumps_dates_nothing_backwards(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_receiver())
    key = key_of(SERVER).write(tmp_path / "key")
    index = tmp_path / "index.sqlite"
    for jump in (0, 5000, -60_000, 10, -70_000, 3):
        ledger.publish_item(contact(f"+66380{10_000_000 + jump}"[:12]))
        at = ledger.at + 5000 + jump
        record(ledger.git_dir, key, domain=DOMAIN, clock=lambda at=at: float(at))  # type: ignore[misc]
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        follower.start()
        assert follower.trouble is None
    model = ReadModel(index)
    with model.snapshot() as snapshot:
        told = snapshot.verification()["receipts"]
    model.close()
    assert (told["count"], told["findings"]) == (6, [])


def test_an_index_of_another_anchor_is_never_read(tmp_path: Path) -> None:
    """While the follower builds the one that belongs to the anchor that was named, the old one is no answer."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=None) as follower:
        follower.start()
    for anchor, is_read in ((None, True), (ledger.anchor, True), ("1" * 40, False)):
        model = ReadModel(tmp_path / "index.sqlite", anchor=anchor)
        try:
            with model.snapshot() as snapshot:
                assert (snapshot.head, is_read) == (ledger.head, True)
        except IndexUnusableError:
            assert not is_read
        finally:
            model.close()


def test_a_few_kills_at_any_moment_lose_nothing(tmp_path: Path) -> None:
    assert_nothing_is_lost(tmp_path, 12, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("world", range(WORLDS))
def test_kills_at_any_moment_lose_nothing(tmp_path: Path, world: int) -> None:
    """Verifying, building the index, taking in a Change, signing a receipt; in new worlds, where a round is short."""
    assert_nothing_is_lost(tmp_path, KILLS, seed=int(time.time()) * WORLDS + world)


def assert_nothing_is_lost(folder: Path, kills: int, seed: int) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.support.kills", str(folder), str(kills), str(seed)]
    run = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert run.returncode == 0, f"seed {seed}: {run.stderr}"
    told = json.loads(run.stdout)
    assert told["wrong"] == [], f"seed {seed}"
    done = told["found"]["build"] + told["found"]["step"]
    assert done >= kills // 2, "a busy machine ends it early, but not that early"
    assert told["found"]["moved"] >= done // 4
    assert told["receipts"] >= 1
