"""A checkpoint goes from the service to a witness, to git, and back into the service; and a journalist keeps one."""

import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from repo_schema.notes import parse_note
from service.app import create_app
from service.settings import Settings
from tests.support.guarded import Guarded
from tests.support.ledger import DAY, START, LedgerBuilder, contact, manual
from tests.support.office import Completed, run_here
from tests.support.receiver import SERVER, receive
from tests.support.witnessing import BRANCH, WITNESS, checkpoint, key_file, office_with_witness, witnessed

LATER = START + 2 * DAY


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_witness())
    ledger.publish_item(contact())
    return ledger


def cli(*arguments: str | Path) -> Completed:
    return run_here([*arguments, "--format", "json"])


def clone(ledger: LedgerBuilder, path: Path) -> Path:
    subprocess.run(["git", "clone", "-q", str(ledger.git_dir), str(path)], check=True)
    return path


def test_the_whole_way_round(ledger: LedgerBuilder, tmp_path: Path) -> None:
    app = create_app(
        Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60, receiver=key_file(ledger, SERVER))
    )
    with TestClient(app) as client:
        follower = app.state.follower
        follower.start()
        first = client.get("/v1/checkpoint")
        assert (first.status_code, first.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert f"head: {ledger.head}\nchanges: 1\n" in first.text
        assert client.get("/v1/checkpoint/witnessed").status_code == 404

        mine = clone(ledger, tmp_path / "press")
        (tmp_path / "kept.note").write_text(first.text, encoding="utf-8")
        key = key_file(ledger, WITNESS)
        done = cli("witness", tmp_path / "kept.note", "--key", key, "--anchor", ledger.anchor, "--repo", mine)
        assert done.code == 0, done.err
        assert (ledger.git_dir / BRANCH).exists(), "it was sent to origin"

        assert follower.refresh()
        shown = client.get("/v1/checkpoint").text
        names = [row.name for row in parse_note(shown).signatures]
        assert names == ["banbueng.example/server", "banbueng.example/press"]
        assert client.get("/v1/checkpoint/witnessed").text == shown
        ledger.publish_item(manual())
        assert follower.refresh()
        assert client.get("/v1/checkpoint/witnessed").text == shown
        assert len(parse_note(client.get("/v1/checkpoint").text).signatures) == 1

    found = cli("verify", "--repo", ledger.git_dir, "--anchor", ledger.anchor, "--checkpoint", tmp_path / "kept.note")
    assert found.code == 0
    told = found.json
    assert (told["checkpoint"]["extended"], told["checkpoint"]["signed_by"]) == (True, SERVER)
    assert [row["person"] for row in told["witnesses"]] == [WITNESS]


def test_a_service_that_is_no_receiver_has_none_of_its_own(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with TestClient(create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60))) as client:
        answer = client.get("/v1/checkpoint")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_refusing_witness_keeps_the_evidence(ledger: LedgerBuilder, tmp_path: Path) -> None:
    key = key_file(ledger, WITNESS)
    mine = clone(ledger, tmp_path / "press")
    note = tmp_path / "shown.note"
    note.write_text(checkpoint(ledger), encoding="utf-8")
    words: list[str | Path] = ["witness", note, "--key", key, "--anchor", ledger.anchor, "--repo", mine, "--no-push"]
    assert cli(*words).code == 0
    ledger.move_main(ledger.anchor)
    ledger.publish_item(manual())
    subprocess.run(["git", "-C", str(mine), "fetch", "-q", "--force"], check=True)
    note.write_text(checkpoint(ledger), encoding="utf-8")

    refused = cli(*words)
    assert refused.code == 1
    assert "history_rewritten" in refused.out
    assert (mine / ".git/prongsai/evidence" / f"{ledger.head}.note").read_text("utf-8") == note.read_text("utf-8")
    subprocess.run(["git", "-C", str(mine), "reset", "-q", "--hard", "origin/main"], check=True)
    told = run_here(["verify", "--repo", mine, "--anchor", ledger.anchor, "--lang", "en"])
    assert told.code == 1
    assert "another main stood here" in told.out
    kept = ["git", "-C", str(mine), "rev-parse", f"refs/prongsai/evidence/{ledger.head}"]
    assert subprocess.check_output(kept, text=True).strip() == ledger.head


def test_what_is_no_checkpoint_fails_the_run_in_words(ledger: LedgerBuilder, tmp_path: Path) -> None:
    (tmp_path / "note").write_text("หลักฐาน\n", encoding="utf-8")
    found = cli("verify", "--repo", ledger.git_dir, "--anchor", ledger.anchor, "--checkpoint", tmp_path / "note")

    assert found.code == 1
    assert [row["code"] for row in found.json["checkpoint"]["findings"]] == ["checkpoint_invalid"]


# At the door.


@pytest.fixture
def guarded(ledger: LedgerBuilder, tmp_path: Path) -> Guarded:
    receive(ledger, LATER)
    return Guarded(ledger, tmp_path / "shared.git")


def test_a_witness_lands_on_their_own_branch_and_on_top(guarded: Guarded) -> None:
    for step in range(2):
        witnessed(guarded.ledger, checkpoint(guarded.ledger), at=LATER + step * DAY)
        done = guarded.push(f"{BRANCH}:{BRANCH}", force=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("ref", ["refs/heads/prongsai/witness/chief", "refs/heads/prongsai/witness/server"])
def test_nobody_witnesses_under_anothers_name(guarded: Guarded, ref: str) -> None:
    witnessed(guarded.ledger, checkpoint(guarded.ledger), at=LATER)

    assert "witness_invalid" in guarded.push(f"{BRANCH}:{ref}").stderr


def test_what_a_witness_saw_is_neither_rewritten_nor_deleted(guarded: Guarded) -> None:
    witnessed(guarded.ledger, checkpoint(guarded.ledger), at=LATER)
    assert guarded.push(f"{BRANCH}:{BRANCH}").returncode == 0
    (guarded.ledger.git_dir / BRANCH).unlink()
    witnessed(guarded.ledger, checkpoint(guarded.ledger), at=LATER + DAY)

    for spec in (f"+{BRANCH}:{BRANCH}", f":{BRANCH}"):
        assert "guard_receipts_rewritten" in guarded.push(spec).stderr
