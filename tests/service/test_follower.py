"""What was found trusted stays served, whatever becomes of the repository."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.ledger.errors import LedgerError, ObjectMissingError
from service.ledger.follower import Follower
from service.ledger.read_model import IndexUnusableError, ItemFilter, ReadModel
from service.ledger.verifier import ForkedError
from tests.support.ledger import CONTACT, LedgerBuilder, contact, dump, manual

CONTACT_ID = CONTACT.removeprefix("items/").removesuffix(".yaml")


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    return ledger


@pytest.fixture
def follower(ledger: LedgerBuilder, tmp_path: Path) -> Iterator[Follower]:
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        yield follower


def served(follower: Follower) -> tuple[str, int]:
    """The head and the newest version of the contact item."""
    model = ReadModel(follower.index_path)
    try:
        with model.snapshot() as snapshot:
            return snapshot.head, snapshot.latest(CONTACT_ID)
    finally:
        model.close()


def object_of(ledger: LedgerBuilder, oid: str) -> Path:
    return ledger.git_dir / "objects" / oid[:2] / oid[2:]


def test_a_publication_is_seen_after_refresh(ledger: LedgerBuilder, follower: Follower) -> None:
    head = ledger.publish_item(contact("+6638000002"))

    assert follower.refresh()
    assert served(follower) == (head, 2)
    assert not follower.refresh()


def test_a_rejected_change_moves_the_head_and_nothing_else(ledger: LedgerBuilder, follower: Follower) -> None:
    bad = ledger.land({CONTACT: dump(contact("+6638999999")[CONTACT])})

    assert follower.refresh()
    assert served(follower) == (bad, 1)
    assert follower.trouble is None


@pytest.mark.parametrize("fork", ["rolled back", "rewritten", "foxtrot", "another root"])
def test_a_forked_main_keeps_the_last_state(ledger: LedgerBuilder, follower: Follower, fork: str) -> None:
    known = ledger.publish_item(contact("+6638000002"))
    follower.refresh()
    match fork:
        case "rolled back":
            ledger.move_main(ledger.anchor)
        case "rewritten":
            ledger.move_main(ledger.anchor)
            ledger.publish_item(contact("+6638999999"))
        case "foxtrot":
            ledger.move_main(ledger.anchor)
            draft = ledger.prepare(manual()).approved()
            ledger.publish(draft, tips=[draft.tip, known])
        case _:
            root = ledger.commit(tree=ledger.write_tree({}, {}), parents=[], by="admin", message="Begin\n")
            ledger.move_main(root)

    assert not follower.refresh()
    assert served(follower) == (known, 2)
    assert follower.trouble is not None
    assert follower.trouble.code == "history_rewritten"

    ledger.move_main(known)
    ledger.publish_item(contact("+6638000003"))
    assert follower.refresh()
    assert follower.trouble is None


def test_a_fork_is_remembered_over_a_restart(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Without a pinned anchor, too: what the index has seen is not unseen."""
    for anchor in (ledger.anchor, None):
        index = tmp_path / f"{anchor}.sqlite"
        with Follower(ledger.git_dir, index, anchor=anchor) as follower:
            follower.start()
            known = ledger.head
        ledger.move_main(ledger.anchor)
        ledger.publish_item(contact("+6638999999"))

        with Follower(ledger.git_dir, index, anchor=anchor) as follower:
            assert follower.has_index()
            with pytest.raises(ForkedError):
                follower.start()
            assert served(follower) == (known, 1)
        ledger.move_main(known)


def test_a_missing_object_keeps_what_came_before_it(ledger: LedgerBuilder, follower: Follower) -> None:
    good = ledger.publish_item(contact("+6638000002"))
    untold = ledger.publish_item(contact("+6638000003"))
    blob = object_of(ledger, ledger.tree_of(untold)[CONTACT][1])
    aside = blob.rename(blob.with_suffix(".aside"))

    follower.refresh()
    assert served(follower) == (good, 2)
    assert follower.trouble is not None
    assert follower.trouble.code == "could_not_tell"

    aside.rename(blob)
    follower._retry._not_before = 0
    assert follower.refresh()
    assert served(follower) == (untold, 3)
    assert follower.trouble is None


def test_a_damaged_object_is_not_believed(ledger: LedgerBuilder, follower: Follower) -> None:
    known = ledger.head
    head = ledger.publish_item(contact("+6638000002"))
    other = object_of(ledger, ledger.tree_of(known)[CONTACT][1]).read_bytes()
    blob = object_of(ledger, ledger.tree_of(head)[CONTACT][1])
    blob.chmod(0o600)
    blob.write_bytes(other)

    follower.refresh()
    assert served(follower) == (known, 1)
    assert follower.trouble is not None


def test_trouble_is_not_tried_again_at_every_beat(ledger: LedgerBuilder, follower: Follower) -> None:
    ledger.move_main(ledger.anchor)
    follower.refresh()

    assert follower._retry.must_wait(ledger.anchor)
    assert not follower._retry.must_wait("0" * 40)


def test_a_repository_that_goes_away_is_followed_again_when_it_is_back(
    ledger: LedgerBuilder, follower: Follower, tmp_path: Path
) -> None:
    known = ledger.head
    ledger.git_dir.rename(tmp_path / "away.git")

    assert not follower.refresh()
    assert served(follower) == (known, 1)
    assert follower.trouble is not None

    (tmp_path / "away.git").rename(ledger.git_dir)
    ledger.publish_item(contact("+6638000002"))
    assert follower.refresh()
    assert follower.trouble is None


def test_without_index_and_repository_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with Follower(tmp_path / "nothing.git", tmp_path / "index.sqlite", anchor=None) as follower:
        with pytest.raises(LedgerError):
            follower.ensure()
        with pytest.raises(IndexUnusableError):
            served(follower)


def test_a_pass_that_fails_leaves_nothing_behind(ledger: LedgerBuilder, tmp_path: Path) -> None:
    blob = object_of(ledger, ledger.tree_of(ledger.head)[CONTACT][1])
    blob.unlink()

    index = tmp_path / "own" / "index.sqlite"
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower, pytest.raises(ObjectMissingError):
        follower.start()

    assert list(index.parent.iterdir()) == []


def test_another_anchor_makes_the_index_of_no_use(ledger: LedgerBuilder, follower: Follower) -> None:
    pinned = Follower(ledger.git_dir, follower.index_path, anchor=ledger.head)

    assert not pinned.has_index()
    with pinned:
        pinned.ensure()
    assert served(follower) == (ledger.head, 1)


def test_an_index_taken_away_is_built_again(ledger: LedgerBuilder, follower: Follower) -> None:
    follower.index_path.unlink()

    assert follower.refresh()
    assert served(follower) == (ledger.head, 1)


def test_readers_meet_a_whole_index_while_it_is_replaced(ledger: LedgerBuilder, follower: Follower) -> None:
    model = ReadModel(follower.index_path)
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                with model.snapshot() as snapshot:
                    assert snapshot.head == ledger.head
                    assert len(snapshot.items(ItemFilter()).records) == 1
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        follower.start()
    done.set()
    for thread in threads:
        thread.join()
    model.close()

    assert failures == []


def test_the_thread_shows_a_publication_within_two_seconds_and_stops(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.ensure()
        thread = threading.Thread(target=follower.run, args=(0.1,))
        thread.start()
        try:
            head = ledger.publish_item(contact("+6638000002"))
            deadline = time.monotonic() + 2
            while served(follower)[0] != head and time.monotonic() < deadline:
                time.sleep(0.05)
            assert served(follower) == (head, 2)
        finally:
            follower.stop()
            thread.join(5)
        assert not thread.is_alive()


def test_a_defect_of_ours_ends_no_service(
    ledger: LedgerBuilder, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ledger.head
    ledger.publish_item(contact("+6638000002"))
    tried = threading.Event()

    def fail() -> bool:
        tried.set()
        raise ZeroDivisionError

    monkeypatch.setattr(follower, "_follow", fail)
    thread = threading.Thread(target=follower.run, args=(0.01,))
    thread.start()
    assert tried.wait(5)
    follower.stop()
    thread.join(5)

    assert follower.trouble is not None
    assert follower.trouble.code == "internal_error"
    assert served(follower) == (known, 1)
