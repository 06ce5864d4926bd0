"""The index is what the verdicts say, however it came to be, and is thrown away without loss."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.ledger.follower import Follower
from service.ledger.index import FORMAT, Index, IndexUnusableError, connect_to_read
from service.ledger.read_model import ItemFilter, NotFoundError, NotYetPublishedError, ReadModel
from tests.support.ledger import CONTACT, MANUAL, LedgerBuilder, contact, dump, label, manual, settings

CONTACT_ID = CONTACT.removeprefix("items/").removesuffix(".yaml")
MANUAL_ID = MANUAL.removeprefix("items/").removesuffix(".yaml")


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "origin.git")


def index_of(ledger: LedgerBuilder, name: str = "index.sqlite", anchor: str | None = None) -> ReadModel:
    """A new index, built from nothing."""
    path = ledger.git_dir.parent / name
    with Follower(ledger.git_dir, path, anchor=anchor or ledger.anchor) as follower:
        follower.start()
    return ReadModel(path)


def renamed(name: str) -> dict[str, Any]:
    """A change of policy."""
    document = settings()
    document["organisation"]["name"] = label(name)
    return {"prongsai.yaml": document}


def contents(path: Path) -> dict[str, list[Any]]:
    connection = sqlite3.connect(path)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        tables = [name for name in tables if not name.startswith("search_index_")]  # its inside depends on its growth
        return {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in sorted(tables)}
    finally:
        connection.close()


def test_each_publication_is_a_version_with_the_digest_of_its_bytes(ledger: LedgerBuilder) -> None:
    first = ledger.publish_item(contact("+6638000001"))
    ledger.wait(400)
    second = ledger.publish_item(contact("+6638000002"))

    with index_of(ledger).snapshot() as snapshot:
        versions = [snapshot.version(CONTACT_ID, number) for number in (1, 2)]

    assert [version.commit for version in versions] == [first, second]
    source = dump(contact("+6638000002")[CONTACT])
    assert versions[1].source.encode() == source
    assert versions[1].digest == hashlib.sha256(source).hexdigest()
    assert json.loads(versions[1].document)["content"]["phones"][0]["number"] == "+6638000002"


def test_a_version_says_who_did_what_in_which_office(ledger: LedgerBuilder) -> None:
    commit = ledger.publish_item(manual())

    with index_of(ledger).snapshot() as snapshot:
        record = snapshot.item(MANUAL_ID).as_json()

    assert record["prepared"]["person"] == {
        "id": "office-of-palad-preparer",
        "name": label("นายoffice-of-palad-preparer"),
    }
    assert [act["office"]["id"] for act in record["checked"]] == ["head-of-office-of-palad"]
    assert [act["office"]["id"] for act in record["consented"]] == ["chief-executive"]
    assert record["published"]["commit"] == commit
    assert record["published_at_source"] == "claimed"
    assert record["proof"]["strength"] == "signed_commits"


def test_as_of_is_answered_by_what_was_published_then(ledger: LedgerBuilder) -> None:
    ledger.publish_item(contact("+6638000001"))
    between = ledger.at
    ledger.wait(30)
    ledger.publish_item(contact("+6638000002"))

    with index_of(ledger).snapshot() as snapshot:
        assert snapshot.item(CONTACT_ID, as_of=between).number == 1
        assert snapshot.item(CONTACT_ID, as_of=ledger.at).number == 2
        assert [row["version"] for row in snapshot.items(ItemFilter(as_of=between)).as_json()] == [1]
        assert snapshot.items(ItemFilter(as_of=between - 10 * 86_400)).records == ()
        with pytest.raises(NotYetPublishedError):
            snapshot.item(CONTACT_ID, as_of=between - 10 * 86_400)


def test_an_index_grown_step_by_step_equals_one_built_at_once(ledger: LedgerBuilder, tmp_path: Path) -> None:
    grown = tmp_path / "grown.sqlite"
    with Follower(ledger.git_dir, grown, anchor=ledger.anchor) as follower:
        follower.start()
        steps: list[Callable[[], str]] = [
            lambda: ledger.publish_item(contact()),
            lambda: ledger.land({CONTACT: None}),
            lambda: ledger.publish_item(manual()),
            lambda: ledger.publish_item(renamed("อบต.ใหม่")),
        ]
        for step in steps:
            step()
            assert follower.refresh()
    index_of(ledger, "at_once.sqlite")

    assert contents(grown) == contents(tmp_path / "at_once.sqlite")


def test_a_rejected_change_stands_in_public_and_alters_nothing(ledger: LedgerBuilder) -> None:
    ledger.publish_item(contact("+6638000001"))
    bad = ledger.land({CONTACT: dump(contact("+6638999999")[CONTACT])})

    with index_of(ledger).snapshot() as snapshot:
        assert snapshot.item(CONTACT_ID).number == 1
        assert snapshot.counts() == (2, 1)
        verdict = json.loads(snapshot.change(bad))
        verification = snapshot.verification()

    assert (verdict["outcome"], verdict["items"]) == ("rejected", [])
    assert verdict["findings"][0]["message"]["th"]
    assert [row["commit"] for row in verification["rejected"]] == [bad]
    assert (verification["trusted"], verification["untrusted_paths"]) == (False, [CONTACT])


def test_verification_is_told_in_the_words_of_the_command(ledger: LedgerBuilder) -> None:
    ledger.publish_item(contact())
    ledger.land({CONTACT: None})
    told = ledger.verify().as_json()
    for of_this_store in ("files", "damaged_files", "remembered"):
        told.pop(of_this_store)

    with index_of(ledger).snapshot() as snapshot:
        found = snapshot.verification()

    assert {key: found[key] for key in told} == told


def test_the_law_served_is_the_newest_accepted_one(ledger: LedgerBuilder) -> None:
    ledger.publish_item(renamed("อบต.ใหม่"))
    ledger.publish(ledger.prepare(renamed("อบต.ที่ไม่มีใครเห็นชอบ")))

    with index_of(ledger).snapshot() as snapshot:
        assert snapshot.counts() == (2, 1)
        assert snapshot.organisation()["name"]["th"] == "อบต.ใหม่"


def test_an_index_holds_no_key(ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.publish_item(contact())
    index_of(ledger)

    assert b"ssh-ed25519" not in (tmp_path / "index.sqlite").read_bytes()


def test_items_of_a_later_anchor_are_its_own_and_nobody_vouches_for_them(ledger: LedgerBuilder) -> None:
    later = ledger.publish_item(contact("+6638000001"))
    ledger.publish_item(contact("+6638000002"))

    with index_of(ledger, anchor=later).snapshot() as snapshot:
        first = snapshot.version(CONTACT_ID, 1).as_json()
        assert (first["commit"], first["prepared"], first["proof"]["strength"]) == (later, None, "anchor")
        assert snapshot.latest(CONTACT_ID) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ItemFilter(), 2),
        (ItemFilter(obligation="contact"), 1),
        (ItemFilter(unit="office-of-palad"), 2),
        (ItemFilter(unit="hr"), 0),
        (ItemFilter(group="basic"), 1),
        (ItemFilter(code="O5"), 1),
        (ItemFilter(code="O5", framework="oit-2563"), 1),
        (ItemFilter(framework="oit-2563"), 2),
        (ItemFilter(q="คู่มือ"), 1),
        (ItemFilter(q="๓๘๐๐๐๐๐๑"), 1),
        (ItemFilter(q="ค่า"), 0),
        (ItemFilter(q="ไม่มี"), 1),
        (ItemFilter(q="99"), 1),
        (ItemFilter(q="๙๙"), 1),
        (ItemFilter(q="คู่มือ ยื่นคำขอ"), 1),
        (ItemFilter(q="คู่มือ 38000001"), 0),
        (ItemFilter(q='คู่มือ" OR "ข้อมูล'), 0),
        (ItemFilter(q="OFFICE@banbueng"), 1),
        (ItemFilter(q="\u200b"), 0),
        (ItemFilter(q="obligation"), 0),
        (ItemFilter(obligation="contact", q="คู่มือ"), 0),
        (ItemFilter(changed_since=1_999_999_999), 0),
    ],
    ids=repr,
)
def test_filters_narrow(ledger: LedgerBuilder, wanted: ItemFilter, found: int) -> None:
    ledger.publish_item(contact())
    ledger.publish_item(manual())

    with index_of(ledger).snapshot() as snapshot:
        assert len(snapshot.items(wanted).records) == found


@pytest.mark.parametrize(
    "wanted",
    [
        ItemFilter(obligation="nothing"),
        ItemFilter(unit="nowhere"),
        ItemFilter(group="none"),
        ItemFilter(code="O99"),
        ItemFilter(code="O5", framework="oit-2570"),
        ItemFilter(framework="oit-2570"),
    ],
    ids=repr,
)
def test_names_that_nothing_has_are_not_an_empty_answer(ledger: LedgerBuilder, wanted: ItemFilter) -> None:
    with index_of(ledger).snapshot() as snapshot, pytest.raises(NotFoundError):
        snapshot.items(wanted)


def test_searching_every_version_finds_what_was_replaced(ledger: LedgerBuilder) -> None:
    """Newest first, also across pages."""
    for number in range(3):
        ledger.wait(1).publish_item(contact(f"+663800000{number}"))
    old = ItemFilter(q="38000000")

    with index_of(ledger).snapshot() as snapshot:
        assert snapshot.items(old).records == ()
        assert [row["version"] for row in snapshot.items(replace(old, past_versions=True)).as_json()] == [1]
        every = ItemFilter(q="3800000", past_versions=True)
        first = snapshot.items(every, limit=2)
        rest = snapshot.items(every, limit=2, after=first.following)
    assert [row["version"] for row in [*first.as_json(), *rest.as_json()]] == [3, 2, 1]


def test_a_hit_is_shown_in_its_surroundings(ledger: LedgerBuilder) -> None:
    ledger.publish_item(manual())

    with index_of(ledger).snapshot() as snapshot:
        (found,) = snapshot.items(ItemFilter(q="พาณิชย์")).as_json()
    assert found["excerpt"]["match"] == "พาณิชย์"
    assert found["excerpt"]["before"].endswith("จดทะเบียน")


def test_pages_follow_one_another_without_gap_or_repetition(ledger: LedgerBuilder) -> None:
    for number in range(5):
        ledger.publish_item(contact(f"+663800000{number}"))

    with index_of(ledger).snapshot() as snapshot:
        seen: list[int] = []
        page = snapshot.versions(CONTACT_ID, limit=2)
        seen += [row["version"] for row in page.as_json()]
        while page.following is not None:
            page = snapshot.versions(CONTACT_ID, before=int(page.following), limit=2)
            seen += [row["version"] for row in page.as_json()]

    assert seen == [5, 4, 3, 2, 1]


def test_a_batch_is_seen_whole_or_not_at_all(ledger: LedgerBuilder, tmp_path: Path) -> None:
    model = index_of(ledger)
    index = Index.open(tmp_path / "index.sqlite")

    def organisation() -> str:
        with model.snapshot() as snapshot:
            return str(snapshot.organisation()["id"])

    def fail_half_way() -> None:
        with index.batch(ledger.verify().history):
            index._connection.execute("DELETE FROM law")
            assert organisation() == "ban-bueng"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    index.close()

    assert organisation() == "ban-bueng"


def test_a_snapshot_does_not_move_while_it_is_read(ledger: LedgerBuilder, tmp_path: Path) -> None:
    model = ReadModel(tmp_path / "index.sqlite")
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        with model.snapshot() as snapshot:
            ledger.publish_item(contact())
            assert follower.refresh()
            assert snapshot.items(ItemFilter()).records == ()
            assert snapshot.head == ledger.anchor
        with model.snapshot() as snapshot:
            assert len(snapshot.items(ItemFilter()).records) == 1


@pytest.mark.parametrize("damage", ["absent", "not a database", "another format", "empty"])
def test_an_index_of_no_use_is_said_to_be_so(ledger: LedgerBuilder, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index.sqlite"
    index_of(ledger).close()
    match damage:
        case "absent":
            path.unlink()
        case "not a database":
            path.write_bytes(b"no database" * 1000)
        case "empty":
            path.write_bytes(b"")
        case _:
            connection = sqlite3.connect(path)
            connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (FORMAT + 1,))
            connection.commit()
            connection.close()

    for use in (connect_to_read, Index.open):
        with pytest.raises(IndexUnusableError):
            use(path)
    with index_of(ledger).snapshot() as snapshot:
        assert snapshot.head == ledger.head
