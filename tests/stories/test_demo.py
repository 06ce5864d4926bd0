"""The demo's world, built once by the command itself, and everything that it promises its visitor."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.demo import world as demo
from service.demo.content import editions
from service.demo.organisation import PEOPLE, UNITS
from service.demo.world import World, build_world, is_unfinished
from service.ledger.proving import judge_proof, open_proof
from service.settings import Settings
from tests.support.office import git, run_here, serving

pytestmark = pytest.mark.xdist_group("demo")
_LONGEST_BUILD = 240


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Built once, whichever worker of a parallel run comes first; to be read only."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    into, claim = shared / "world", shared / "world-claimed"
    try:
        claim.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + _LONGEST_BUILD
        while not (claim / "over").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
    else:
        try:
            done = run_here(["demo", "--into", into, "--no-serve", "--format", "json"])
            assert done.code == 0, done.text
            assert done.json["path"] == str(into)
        finally:
            (claim / "over").touch()
    return World.at(into)


@pytest.fixture
def copy(world: World, tmp_path: Path) -> World:
    """The shared repository and its executive's desk, to be worked in."""
    copied = World(tmp_path / "world", world.anchor, world.waiting, world.returned, world.executive)
    shutil.copytree(world.origin, copied.origin)
    desk = copied.path / "people" / world.executive
    git(tmp_path, "clone", "--quiet", str(copied.origin), str(desk))
    git(desk, "config", "gpg.format", "ssh")
    git(desk, "config", "user.signingkey", str(world.path / "keys" / world.executive))
    return copied


def published(world: World) -> list[list[str]]:
    listed = git(world.origin, "ls-tree", "-r", "--name-only", "main", "items/")
    return [path.removesuffix(".yaml").split("/")[1:] for path in listed.splitlines()]


def test_the_world_is_as_large_as_promised(world: World) -> None:
    items = published(world)

    assert len(items) >= 25
    assert len({obligation for obligation, _, _ in items}) == 43
    assert {unit for _, unit, _ in items} == set(UNITS)
    assert len(UNITS) == 7
    assert {desk.name for desk in (world.path / "people").iterdir()} == set(PEOPLE)


def test_a_fresh_clone_verifies(world: World, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(world.origin), "copy")

    done = run_here(["verify", "--repo", tmp_path / "copy", "--anchor", world.anchor, "--format", "json"])

    assert done.code == 0
    assert (done.json["trusted"], done.json["anchor_pinned"], done.json["rejected"]) == (True, True, [])
    assert done.json["accepted"] == done.json["changes"] >= 40


def test_every_attachment_is_in_the_shared_store(world: World) -> None:
    files = git(world.origin, "ls-tree", "-r", "--name-only", "main", "files/").splitlines()

    told = run_here(["verify", "--repo", world.origin, "--anchor", world.anchor, "--format", "json"]).json["files"]

    assert told == {"present": len(files), "missing": 0, "damaged": 0, "erased": 0}
    kinds = Counter(Path(file).suffix for file in files)
    assert kinds[".pdf"] >= 6
    assert kinds[".xlsx"] >= 2


def test_every_version_is_proven_by_its_proof_alone(world: World, tmp_path: Path) -> None:
    app = create_app(Settings(world.origin, tmp_path / "index.sqlite", world.anchor, 60))
    with TestClient(app) as client, app.state.read_model.snapshot() as snapshot:
        rows = [json.loads(row) for row in snapshot.published().records]
        for row in rows:
            proof = open_proof(client.get(f"{row['version_href']}/proof").content)
            assert judge_proof(proof, anchor=world.anchor).claims.digest == row["digest"]
    assert len(rows) >= 60


def test_stock_git_agrees_on_every_signature(world: World, tmp_path: Path) -> None:
    signers = tmp_path / "signers"
    run_here(["verify", "--repo", world.origin, "--anchor", world.anchor, "--allowed-signers", signers])
    commits = git(world.origin, "rev-list", "--all").split()

    allowed = f"gpg.ssh.allowedSignersFile={signers}"
    command = ["git", "-C", str(world.origin), "-c", allowed, "verify-commit", *commits]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stderr.count('Good "git" signature') == len(commits) > 150


def test_what_waits_and_what_was_returned(world: World) -> None:
    rows = run_here(["inbox", "--repo", world.path / "people" / world.executive, "--format", "json"]).json
    states = {row["id"]: row for row in rows["submissions"]}

    assert set(states) == {world.waiting, world.returned}
    assert states[world.waiting]["state"] == "waiting"
    assert [due["step"] for due in states[world.waiting]["mine"]] == ["consent"]
    assert states[world.returned]["state"] == "returned"
    assert states[world.returned]["reason"]


def test_versions_of_past_years_are_shown_as_claimed(world: World) -> None:
    shown = run_here(["log", "contact/office-of-palad/main", "--repo", world.origin, "--format", "json"]).json
    then = run_here(
        ["show", "contact/office-of-palad/main", "--as-of", "2025-01-01", "--repo", world.origin, "--format", "json"]
    ).json

    assert len(shown["versions"]) >= 2
    assert {row["published_at_source"] for row in shown["versions"]} == {"claimed"}
    assert then["version"] < shown["versions"][0]["version"]


@pytest.mark.skipif(sys.platform != "linux", reason="servers run on Linux")
def test_the_waiting_one_is_approved_and_appears(copy: World) -> None:
    """What the demo tells its visitor to try."""
    desk = copy.path / "people" / copy.executive
    with serving(copy.origin, copy.anchor) as server:
        address = f"/v1/items/{copy.waiting}"
        assert server.wait_for(address, lambda _: True, seconds=0) == {"status": 404}
        for act in ("review", "approve", "publish"):
            done = run_here([act, copy.waiting, "--repo", desk, "--format", "json"])
            assert done.code == 0, done.text
        found = server.wait_for(address, lambda found: found["version"] == 1, seconds=2)
        assert (found["id"], found["consented"][0]["person"]["id"]) == (copy.waiting, copy.executive)
        assert server.get("/v1/obligations?limit=200")["next"] is None


def test_a_finished_world_is_not_built_again(world: World) -> None:
    before = (world.path / "world.json").stat().st_mtime_ns

    again = run_here(["demo", "--into", world.path, "--no-serve", "--format", "json"])

    assert (again.code, again.json["anchor"]) == (0, world.anchor)
    assert (world.path / "world.json").stat().st_mtime_ns == before
    told = run_here(["demo", "--into", world.path, "--no-serve"])
    assert f"approve {world.waiting}" in told.out


def test_what_is_somebody_elses_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it", encoding="utf-8")

    done = run_here(["demo", "--into", tmp_path, "--no-serve", "--format", "json"])

    assert (done.code, done.codes) == (4, ["LedgerError"])
    assert str(tmp_path) in done.json["error"]["message"]["th"]
    assert "--into" in done.json["error"]["hint"]["th"]
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


class InterruptionError(Exception):
    pass


def test_an_interrupted_building_is_begun_again(tmp_path: Path, monkeypatch: Any) -> None:
    """A small plan: two editions, and the two that stay pending."""
    plan = editions()
    small = tuple(edition for edition in plan if edition in plan[:2] or edition.fate != "published")
    monkeypatch.setattr(demo, "editions", lambda: small)
    monkeypatch.setattr(demo, "statements", lambda: ())

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise InterruptionError

    with pytest.raises(InterruptionError):
        build_world(tmp_path / "world", progress=interrupt)
    assert is_unfinished(tmp_path / "world")
    assert not (tmp_path / "world/world.json").exists()

    done = run_here(["demo", "--into", tmp_path / "world", "--no-serve", "--format", "json"])

    assert done.code == 0, done.text
    assert not is_unfinished(tmp_path / "world")
    assert json.loads((tmp_path / "world/world.json").read_text(encoding="utf-8"))["anchor"] == done.json["anchor"]
    told = run_here(["verify", "--repo", tmp_path / "world/origin.git", "--format", "json"]).json
    assert (told["trusted"], told["changes"]) == (True, 3)


def test_a_script_without_our_code_finds_nothing_either(world: World) -> None:
    """Stock git and ssh-keygen, over the same steps as `verify`."""
    verified = run_here(["verify", "--repo", world.origin, "--anchor", world.anchor, "--format", "json"]).json
    done = run_script(world.origin, world.anchor)

    assert verified["trusted"]
    steps = git(world.origin, "rev-list", "--first-parent", "--count", f"{world.anchor}..main")
    assert (done.returncode, done.stdout) == (0, f"nothing found in {steps} steps after {world.anchor}\n")


def test_the_script_says_loudly_what_was_slipped_into_the_demo(world: World, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(world.origin), "forged.git")
    forged = tmp_path / "forged.git"
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    tree = git(forged, "rev-parse", "main~5^{tree}")
    commit = git(forged, "commit-tree", tree, "-p", "main", "-m", "quietly back", env=os.environ | who)
    git(forged, "update-ref", "refs/heads/main", commit)
    done = run_script(forged, world.anchor)

    assert done.returncode == 1
    assert f"FOUND {commit}: is signed by nobody whom policy knew" in done.stdout


def run_script(repository: Path, anchor: str) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).parents[2] / "docs/independent-check.sh"
    return subprocess.run(["sh", script, repository, anchor], capture_output=True, text=True, check=False, timeout=300)
