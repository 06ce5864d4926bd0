"""When a thing became public is what the receiver saw, where there is a receipt, and a claim everywhere else."""

import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.ledger.errors import LedgerError
from service.ledger.follower import Follower
from service.ledger.index import build
from service.ledger.read_model import ReadModel
from service.ledger.receipts import record
from service.ledger.records import render_moment
from service.ledger.repository import Repository
from service.ledger.verifier import verify
from service.settings import Settings
from tests.service.test_index import contents
from tests.support.ledger import DAY, START, LedgerBuilder, contact, key_of, manual
from tests.support.office import run_here
from tests.support.receiver import RECEIPTS, SERVER, office_with_receiver, receive

CONTACT_ID = "contact/office-of-palad/main"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "origin.git", office=office_with_receiver())


def times(ledger: LedgerBuilder) -> list[tuple[str, str]]:
    """Of each Change, oldest first: the anchor, too."""
    index = ledger.git_dir.parent / "times.sqlite"
    with Repository(ledger.git_dir) as repository:
        build(repository, index, anchor=ledger.anchor, pinned=True, head=ledger.head)
    model = ReadModel(index)
    try:
        with model.snapshot() as snapshot:
            rows = snapshot.changes().as_json()
    finally:
        model.close()
    return [(row["published_at_source"], row["published_at"]) for row in reversed(rows)]


def test_the_first_receipt_dates_its_own_head_and_later_ones_what_came_since(ledger: LedgerBuilder) -> None:
    first = ledger.publish_item(contact("+6638000001"))
    ledger.publish_item(contact("+6638000002"))
    receive(ledger, START + 10 * DAY)
    ledger.publish_item(contact("+6638000003"))
    ledger.publish_item(contact("+6638000004"))
    receive(ledger, START + 20 * DAY)
    ledger.publish_item(contact("+6638000005"))

    assert ledger.verify().trusted
    assert first != ledger.head
    assert [source for source, _ in times(ledger)] == ["claimed", "claimed", "receipt", "receipt", "receipt", "claimed"]
    assert [at for _, at in times(ledger)][2:5] == [
        render_moment(START + 10 * DAY),
        render_moment(START + 20 * DAY),
        render_moment(START + 20 * DAY),
    ]


def test_no_claim_is_older_than_what_was_received_before_it(ledger: LedgerBuilder) -> None:
    """The publisher's clock, or the publisher, is two weeks behind."""
    ledger.publish_item(contact("+6638000001"))
    receive(ledger, START + 20 * DAY)
    ledger.publish_item(contact("+6638000002"))

    assert times(ledger)[-1] == ("claimed", render_moment(START + 20 * DAY))


def test_a_claim_in_a_far_year_is_bounded_by_the_receipt_that_follows(ledger: LedgerBuilder) -> None:
    ledger.wait(4000).publish_item(contact("+6638000001"))
    ledger.publish_item(contact("+6638000002"))
    receive(ledger, START + DAY)

    assert times(ledger)[1:] == [("claimed", render_moment(START + DAY)), ("receipt", render_moment(START + DAY))]


def test_as_of_and_lateness_go_by_the_receipt(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Said to be public on 3 October; seen on 20 October."""
    ledger.wait(2).publish_item(contact())
    receive(ledger, START + 19 * DAY)
    app = create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60))
    with TestClient(app) as client:

        def get(address: str) -> Any:
            return client.get(f"/v1/{address}").json()

        shown = get(f"items/{CONTACT_ID}")
        assert (shown["published_at_source"], shown["published_at"][:10]) == ("receipt", "2025-10-20")
        assert get(f"items/{CONTACT_ID}?as_of=2025-10-19")["code"] == "not_yet_published"
        assert get(f"items/{CONTACT_ID}/versions/1")["published_at_source"] == "receipt"
        assert get("verification")["receipts"]["count"] == 1
        duties = get("compliance?on=2025-10-31")["obligations"]
        assert next(row for row in duties if row["id"] == "contact")["late"] == 2


def test_an_index_that_grew_with_receipts_equals_one_built_at_once(ledger: LedgerBuilder, tmp_path: Path) -> None:
    index = tmp_path / "grown.sqlite"
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        ledger.publish_item(contact("+6638000001"))
        follower.start()
        for step in range(3):
            ledger.publish_item(contact(f"+663800001{step}"))
            follower.refresh()
            receive(ledger, START + (step + 1) * 5 * DAY)
            assert follower.refresh()
            assert not follower.refresh()
        ledger.publish_item(manual())
        follower.refresh()
    with Repository(ledger.git_dir) as repository:
        build(repository, tmp_path / "whole.sqlite", anchor=ledger.anchor, pinned=True, head=ledger.head)

    assert contents(index) == contents(tmp_path / "whole.sqlite")


def test_a_plain_clone_brings_them(ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.publish_item(contact())
    receive(ledger, START + DAY)
    subprocess.run(["git", "clone", "--quiet", str(ledger.git_dir), str(tmp_path / "copy")], check=True)

    with Repository(tmp_path / "copy") as repository:
        found = verify(repository, anchor=ledger.anchor)
    assert found.receipts.received == START + DAY
    assert found.as_json()["receipts"]["findings"] == []


# Writing them.


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return key_of(SERVER).write(tmp_path / "receiver")


def write(ledger: LedgerBuilder, key: Path, at: float) -> str | None:
    return record(ledger.git_dir, key, domain="banbueng.example", clock=lambda: at)


def test_what_the_server_writes_is_believed(ledger: LedgerBuilder, key: Path) -> None:
    ledger.publish_item(contact())
    assert write(ledger, key, START + DAY)
    assert write(ledger, key, START + 2 * DAY) is None, "this head was received already"
    ledger.publish_item(contact("+6638000009"))
    assert write(ledger, key, START), "a clock that went back does not run the times backwards"

    found = ledger.verify().receipts
    assert found.findings == ()
    assert [(span.last, span.received) for span in found.spans] == [(1, START + DAY), (2, START + DAY)]


def test_stock_git_agrees_on_a_receipt(ledger: LedgerBuilder, key: Path, tmp_path: Path) -> None:
    ledger.publish_item(contact())
    commit = write(ledger, key, START + DAY)
    signers = tmp_path / "signers"
    signers.write_text(ledger.verify().allowed_signers(), encoding="utf-8")

    assert commit is not None
    git = ["git", "-C", str(ledger.git_dir), "-c", f"gpg.ssh.allowedSignersFile={signers}"]
    subprocess.run([*git, "verify-commit", commit], check=True, capture_output=True)


def test_a_main_that_was_rewritten_gets_no_receipt(ledger: LedgerBuilder, key: Path) -> None:
    ledger.publish_item(contact())
    write(ledger, key, START + DAY)
    ledger.move_main(ledger.anchor)
    ledger.publish_item(manual())

    with pytest.raises(LedgerError) as caught:
        write(ledger, key, START + 2 * DAY)
    assert "does not extend" in caught.value.en


def test_a_key_that_is_not_there_is_said(ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.publish_item(contact())

    with pytest.raises(LedgerError) as caught:
        write(ledger, tmp_path / "nothing", START + DAY)
    assert "กุญแจ" in caught.value.hint_th
    assert not (ledger.git_dir / RECEIPTS).exists()


def test_two_who_record_at_once_leave_one_chain(ledger: LedgerBuilder, key: Path) -> None:
    ledger.publish_item(contact())

    def attempt() -> None:
        with suppress(LedgerError):
            write(ledger, key, START + DAY)

    racers = [threading.Thread(target=attempt) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    found = ledger.verify().receipts
    assert found.findings == ()
    assert [span.last for span in found.spans] == [1]


def test_a_service_that_is_a_receiver_dates_what_it_sees(ledger: LedgerBuilder, key: Path, tmp_path: Path) -> None:
    ledger.publish_item(contact())
    settings = Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60, receiver=key)
    app = create_app(settings)
    with TestClient(app) as client:
        app.state.follower.refresh()
        ledger.publish_item(contact("+6638000002"))
        app.state.follower.refresh()
        assert client.get(f"/v1/items/{CONTACT_ID}").json()["published_at_source"] == "receipt"

    assert len(ledger.verify().receipts.spans) == 2
    assert ledger.verify().receipts.findings == ()


def test_a_service_whose_key_is_nobodys_goes_on_serving(ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.publish_item(contact())
    missing = tmp_path / "nothing"
    app = create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60, receiver=missing))
    with TestClient(app) as client:
        app.state.follower.refresh()
        assert client.get(f"/v1/items/{CONTACT_ID}").json()["published_at_source"] == "claimed"
        assert client.get("/readyz").status_code == 200


def test_a_copy_held_from_before_a_receipt_is_not_confirmed_after_it(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """The head and the content are the same; the time that is told is another."""
    ledger.publish_item(contact())
    app = create_app(Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, 60))
    addresses = [f"/v1/items/{CONTACT_ID}", f"/v1/items/{CONTACT_ID}/versions/1", "/v1/items", "/v1/changes"]
    with TestClient(app) as client:
        app.state.follower.start()
        held = {address: client.get(address).headers["ETag"] for address in addresses}
        assert {client.get(at, headers={"If-None-Match": tag}).status_code for at, tag in held.items()} == {304}
        receive(ledger, START + 19 * DAY)
        assert app.state.follower.refresh()

        assert {client.get(at, headers={"If-None-Match": tag}).status_code for at, tag in held.items()} == {200}


def test_who_fetched_and_did_not_pull_is_told_to(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Newer receipts are here, of a head that is not on one's own `main` yet: not trusted, and what mends it said."""
    ledger.publish_item(contact("+6638000001"))
    receive(ledger, START + 10 * DAY)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ledger.git_dir), str(clone)], check=True)
    ledger.publish_item(contact("+6638000002"))
    receive(ledger, START + 20 * DAY)
    subprocess.run(["git", "-C", str(clone), "fetch", "-q"], check=True)

    told = run_here(["verify", "--repo", clone, "--anchor", ledger.anchor])
    assert told.code == 1
    assert "git pull --ff-only" in told.text

    subprocess.run(["git", "-C", str(clone), "merge", "-q", "--ff-only", "origin/main"], check=True)
    assert run_here(["verify", "--repo", clone, "--anchor", ledger.anchor]).code == 0


def test_a_claim_that_a_receipt_moves_gets_another_tag(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """A publisher dates ahead; the receipt of a later head shows that it was public before: no copy is confirmed."""
    ledger.publish_item(contact("+6638000001"))
    ledger.wait(30).publish_item(contact("+6638000002"))
    ledger.at = START + 5 * DAY
    ledger.publish_item(manual())
    settings = Settings(ledger.git_dir, tmp_path / "index.sqlite", ledger.anchor, poll_seconds=3600)
    app = create_app(settings)
    with TestClient(app) as client:
        app.state.follower.refresh()
        address = f"/v1/items/{CONTACT_ID}/versions/2"
        before = client.get(address)
        receive(ledger, START + 10 * DAY)
        app.state.follower.refresh()
        after = client.get(address, headers={"If-None-Match": before.headers["etag"]})

    assert after.status_code == 200
    assert after.json()["published_at"] < before.json()["published_at"]
    assert after.headers["etag"] != before.headers["etag"]
    assert after.json()["published_at_source"] == "claimed"
