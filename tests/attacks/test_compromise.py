"""A stolen key: what it signed is suspended, however it was dated, and only sound keys lift that."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from repo_schema.manifests import Alteration, Entry
from service.ledger.follower import Follower
from tests.attacks.attack import Attack, Attacks, begin, codes, noted_in
from tests.attacks.test_law import PEOPLE, passed, put, row_of
from tests.service.test_api import client_of
from tests.service.test_index import index_of
from tests.support.keys import KeyPair
from tests.support.ledger import (
    CONTACT,
    DAY,
    MANUAL,
    Draft,
    LedgerBuilder,
    contact,
    key_of,
    manual,
    monthly,
    news,
    small_office,
)

HEAD = "office-of-palad-head"
PREPARER = "office-of-palad-preparer"
NEWS = "items/news/hr/first.yaml"
CONTACT_ID = "contact/office-of-palad/main"
FRESH = "2025-10-01"

ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


def robbed_office(path: Path) -> LedgerBuilder:
    """Published: a contact that rests on the head's key, and news that does not."""
    ledger = LedgerBuilder(path / "own.git", office=small_office())
    ledger.publish_item(contact())
    ledger.publish_item(news("hr"))
    return ledger


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return robbed_office(tmp_path)


def new_key_of(person: str) -> KeyPair:
    return key_of(f"{person} anew")


def marked(ledger: LedgerBuilder, person: str, **how: Any) -> dict[str, Any]:
    """The people, the first key of `person` being lost or compromised, and a new one beside it."""

    def change(document: dict[str, Any]) -> None:
        keys = row_of(document["people"], person)["keys"]
        keys[0] |= how
        if len(keys) == 1:
            keys.append({"key": new_key_of(person).public_line, "since": FRESH})

    return put(ledger, PEOPLE, change)


def compromise(ledger: LedgerBuilder, person: str = HEAD, **since: str) -> str:
    return passed(ledger, marked(ledger, person, compromised=since))


def relist(ledger: LedgerBuilder, *paths: str, by: str | None = None, key: KeyPair | None = None) -> Draft:
    lines = "".join(f"path: {path}\n" for path in sorted(paths))
    author = by or ledger.usual_author(dict.fromkeys(paths))
    draft = ledger.prepare({}, by=author, message=f"prongsai relisting v1\n\n{lines}", key=key)
    entries = {path: Entry(*ledger.tree_of(ledger.head)[path]) for path in paths}
    draft.manifest |= {path: Alteration(entry, entry) for path, entry in entries.items()}
    return draft


def suspended(ledger: LedgerBuilder) -> list[str]:
    return sorted(ledger.verify().history.footing.suspended)


# What a compromise suspends.


def test_what_rests_on_the_key_is_suspended_and_nothing_else(ledger: LedgerBuilder) -> None:
    before = ledger.verify()
    compromise(ledger)
    found = ledger.verify()

    assert (before.trusted, suspended(ledger)) == (True, [CONTACT])
    assert (found.trusted, found.accepted, found.rejected) == (False, 3, ())
    assert found.as_json()["suspended"] == [
        {"path": CONTACT, "because": "key_compromised", "person": HEAD, "since": None}
    ]


@pytest.mark.parametrize("person", [PREPARER, HEAD])
def test_every_signature_behind_a_version_counts(ledger: LedgerBuilder, person: str) -> None:
    compromise(ledger, person)

    assert suspended(ledger) == [CONTACT]


def test_what_is_proven_older_than_the_theft_stands(ledger: LedgerBuilder) -> None:
    """Somebody else's merge before that day contains it."""
    ledger.wait(10)
    compromise(ledger, since="2025-10-08")

    assert suspended(ledger) == []
    assert ledger.verify().trusted


def test_what_was_signed_after_the_theft_is_suspended(ledger: LedgerBuilder) -> None:
    ledger.wait(10)
    ledger.publish_item(contact("+6638000002"))
    compromise(ledger, since="2025-10-08")

    assert suspended(ledger) == [CONTACT]


def test_a_law_is_listed_too_and_stays_in_force(ledger: LedgerBuilder) -> None:
    """Without a law nobody could lift anything; the record itself rested on the stolen key."""
    compromise(ledger, "chief")
    assert suspended(ledger) == [PEOPLE]

    again = relist(ledger, PEOPLE, by="admin").approve("consent", key=new_key_of("chief"))
    ledger.publish(again, by="admin")
    assert ledger.verify().trusted


def test_a_lost_key_signs_nothing_and_suspends_nothing(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approve("unit_check")
    passed(ledger, marked(ledger, HEAD, lost="2025-10-01"))
    assert ledger.verify().trusted

    ledger.publish(draft)
    assert codes(ledger.verify()) == (("key_lost", "missing_unit_check"),)


# Suspended is shown as what it is.


def test_no_surface_shows_it_as_approved(ledger: LedgerBuilder) -> None:
    with client_of(ledger) as client:
        version = f"/v1/items/{CONTACT_ID}/versions/1"
        held = client.get(version).headers["ETag"]
        assert client.get(version).json()["state"] == "trusted"
    compromise(ledger, since="2025-10-01")
    with Follower(ledger.git_dir, ledger.git_dir.parent / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        follower.refresh()
    with client_of(ledger) as client:
        one, all_, home = client.get(f"/v1/items/{CONTACT_ID}"), client.get("/v1/items"), client.get("/")
        pinned = client.get(version, headers={"If-None-Match": held})
        verification = client.get("/v1/verification").json()
        page, past = client.get(f"/items/{CONTACT_ID}").text, client.get(f"/items/{CONTACT_ID}/history").text

    reason = {"because": "key_compromised", "person": HEAD, "since": "2025-10-01"}
    assert (one.json()["state"], one.json()["suspended"]) == ("suspended", reason)
    assert [row["state"] for row in all_.json()["items"]] == ["suspended", "trusted"]
    assert (pinned.status_code, pinned.json()["state"]) == (200, "suspended")
    assert "ถูกระงับ" in home.text
    assert 'class="verdict suspended"' in page
    assert '<span class="state good">' not in past
    assert (verification["trusted"], verification["suspended"]) == (False, [{"path": CONTACT} | reason])


def test_feed_catalogue_and_tables_say_it_too(ledger: LedgerBuilder) -> None:
    ledger.publish_item(monthly(10, year=2568))
    compromise(ledger)
    table = "/v1/items/procurement-monthly/hr/2568-10/table.csv"
    with client_of(ledger) as client:
        feed = ET.fromstring(client.get("/v1/feed.atom").text)
        catalogue = client.get("/v1/catalog.jsonld").json()
        sound = client.get(table)
    compromise(ledger, "hr-head")
    with Follower(ledger.git_dir, ledger.git_dir.parent / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
    with client_of(ledger) as client:
        stolen = client.get(table)

    atom = {"a": "http://www.w3.org/2005/Atom"}
    marked = [entry.findtext("a:title", "", atom) for entry in feed.findall("a:entry", atom)]
    terms = [category.get("term") for category in feed.findall("a:entry/a:category", atom)]
    assert [("[รอรับรองใหม่]" in title) for title in marked] == [False, False, True]
    assert terms.count("suspended") == 1
    states = {row["dct:identifier"]: row["prongsai:state"] for row in catalogue["dcat:dataset"]}
    assert states.pop(CONTACT_ID) == "suspended"
    assert set(states.values()) == {"trusted"}
    notes = [row["adms:versionNotes"][0]["@value"] for row in catalogue["dcat:dataset"] if "adms:versionNotes" in row]
    assert notes == ["รอรับรองใหม่"]
    assert (sound.headers["Prongsai-State"], stolen.headers["Prongsai-State"]) == ("trusted", "suspended")
    assert quote("รอรับรองใหม่") in stolen.headers["Content-Disposition"]
    assert quote("รอรับรองใหม่") not in sound.headers["Content-Disposition"]
    assert sound.headers["ETag"] != stolen.headers["ETag"]


def test_approved_again_it_is_a_new_version_of_the_same_bytes(ledger: LedgerBuilder) -> None:
    compromise(ledger)
    ledger.publish(relist(ledger, CONTACT).approve("unit_check", key=new_key_of(HEAD)))

    with index_of(ledger).snapshot() as snapshot:
        first, second = (snapshot.version(CONTACT_ID, number).as_json() for number in (1, 2))
        assert snapshot.trusted
    assert ledger.verify().trusted
    assert first["digest"] == second["digest"]
    assert [first["state"], second["state"]] == ["suspended", "trusted"]


def test_a_statement_is_approved_again_as_it_was_said(ledger: LedgerBuilder) -> None:
    """It says nothing new: neither a second time, nor of another day."""
    said = ledger.attestation(CONTACT)
    ledger.publish(ledger.prepare(said).approve("unit_check"))
    compromise(ledger)
    (path,) = said
    assert suspended(ledger) == [path, CONTACT]

    for one in (path, CONTACT):
        ledger.publish(relist(ledger, one, by=PREPARER).approve("unit_check", key=new_key_of(HEAD)), by=PREPARER)
    assert ledger.verify().trusted
    with index_of(ledger).snapshot() as snapshot:
        assert len(snapshot.register().attested) == 1


def test_replaced_it_is_suspended_no_more(ledger: LedgerBuilder) -> None:
    compromise(ledger)
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", key=new_key_of(HEAD)))

    assert ledger.verify().trusted


# How a thief, or the owner of the key, would get around it.


@attack("key_compromised missing_unit_check")
def sign_again_with_the_stolen_key(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    ledger.publish(relist(ledger, CONTACT).approve("unit_check"))


@attack("key_compromised missing_unit_check")
def sign_again_dated_before_the_theft(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger, since="2025-10-08")
    ledger.publish_item(news("legal"))
    yield
    ledger.publish(ledger.prepare(contact("+6638000666")).approve("unit_check", at=ledger.at - 2 * DAY))


@attack("key_compromised")
def prepare_from_a_base_before_the_theft_was_known(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger, PREPARER)
    yield
    draft = ledger.prepare(news("office-of-palad", "mine"), base=ledger.anchor).approve("unit_check")
    ledger.publish(draft, key=new_key_of(PREPARER))


@attack("missing_unit_check")
def list_it_again_alone(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    ledger.publish(relist(ledger, CONTACT))


@attack("approval_by_author missing_unit_check")
def the_owner_lifts_it_alone_with_a_new_key(ledger: LedgerBuilder) -> Iterator[None]:
    """Though they may prepare for the unit and hold its office."""
    compromise(ledger)
    yield
    draft = relist(ledger, CONTACT, by=HEAD, key=new_key_of(HEAD))
    ledger.publish(draft.approve("unit_check", key=new_key_of(HEAD)), key=key_of(PREPARER), by=PREPARER)


@attack("restoration_differs")
def put_the_people_back_as_they_were(ledger: LedgerBuilder) -> Iterator[None]:
    clean = ledger.head
    compromise(ledger)
    yield
    ledger.restore(clean)


def unmarking(ledger: LedgerBuilder, change: Any) -> None:
    """With every approval that a change of the law needs."""
    passed(ledger, put(ledger, PEOPLE, lambda document: change(row_of(document["people"], HEAD)["keys"])))


@attack("law_key_unmarked")
def say_that_it_is_sound_after_all(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    unmarking(ledger, lambda keys: keys[0].pop("compromised"))


@attack("law_key_unmarked")
def take_the_key_out_of_the_list(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    unmarking(ledger, lambda keys: keys.pop(0))


@attack("law_key_unmarked")
def date_the_theft_later(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger, since="2025-10-01")
    yield
    unmarking(ledger, lambda keys: keys[0].update(compromised={"since": "2025-10-09"}))


@attack("law_key_unmarked")
def call_it_lost_instead(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    unmarking(ledger, lambda keys: keys[0].update(lost="2025-10-01") or keys[0].pop("compromised"))


@attack("relisting_needless")
def list_again_what_is_not_suspended(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    ledger.publish(relist(ledger, NEWS).approve("unit_check"))


@attack("approval_manifest_differs missing_unit_check")
def list_again_under_an_approval_of_something_else(ledger: LedgerBuilder) -> Iterator[None]:
    """Approvals name every path that is listed; another listing has other approvals."""
    compromise(ledger)
    yield
    other = {CONTACT: Alteration(None, Entry(*ledger.tree_of(ledger.head)[CONTACT]))}
    ledger.publish(relist(ledger, CONTACT).approve("unit_check", key=new_key_of(HEAD), manifest=other))


@attack("relisting_invalid")
def list_it_in_another_form(ledger: LedgerBuilder) -> Iterator[None]:
    compromise(ledger)
    yield
    draft = ledger.prepare({}, by=PREPARER, message=f"prongsai relisting v2\n\npath: {CONTACT}\n")
    ledger.publish(draft.approve("unit_check", key=new_key_of(HEAD)), by=PREPARER)


@attack("law_unsatisfiable law_unsatisfiable law_unsatisfiable law_unsatisfiable")
def leave_nobody_who_could_lift_it(ledger: LedgerBuilder) -> Iterator[None]:
    yield
    change = put(ledger, PEOPLE, lambda people: row_of(people["people"], "chief")["keys"][0].update(compromised={}))
    passed(ledger, change)


@pytest.mark.parametrize("attempt", ATTACKS.values(), ids=ATTACKS)
def test_nothing_but_sound_keys_lifts_it(ledger: LedgerBuilder, attempt: Attack) -> None:
    strike = begin(attempt.play, ledger)
    before = suspended(ledger)
    strike()

    assert codes(ledger.verify()) == attempt.findings
    assert suspended(ledger) == before


def test_a_merge_with_the_stolen_key_says_nothing_of_its_day(ledger: LedgerBuilder) -> None:
    """The thief publishes after the theft, and dates content, approval and merge before it."""
    ledger.wait(30)
    early = ledger.at - 25 * DAY
    draft = ledger.prepare(contact("+6638000666"), at=early).approve("unit_check", at=early)
    ledger.publish(draft, at=early)
    compromise(ledger, PREPARER, since="2025-10-20")

    assert suspended(ledger) == [CONTACT]


def test_a_thief_cannot_lift_a_colleagues_suspension_by_an_older_submission(ledger: LedgerBuilder) -> None:
    """What sound keys signed before counts; one unsound signature of it does not."""
    consented = ledger.prepare(manual()).approve("unit_check").approve("consent")
    compromise(ledger)
    ledger.publish(consented)

    assert codes(ledger.verify()) == (("key_compromised", "missing_unit_check"),)
    assert MANUAL not in ledger.verify().history.entries
