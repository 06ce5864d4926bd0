"""A proof that somebody tampered with, or made up: refused, with the word for what is wrong."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from repo_schema.proofs import Claims, GitObject, Proof, render_proof
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.proving import judge_proof, open_proof
from tests.service.test_api import CONTACT_URL, client_of
from tests.support.keys import KeyPair
from tests.support.ledger import CONTACT, DOMAIN, Draft, LedgerBuilder, contact, manual, news, small_office

HEAD = "office-of-palad-head"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    return ledger


@pytest.fixture
def client(ledger: LedgerBuilder) -> Iterator[TestClient]:
    with client_of(ledger) as client:
        yield client


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    ledger = LedgerBuilder(tmp_path_factory.mktemp("whole") / "origin.git")
    ledger.publish_item(contact())
    with client_of(ledger) as client:
        return proof_of(client)


def proof_of(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get(f"{CONTACT_URL}/versions/1/proof").json()
    return document


def codes_of(document: Any) -> list[str]:
    """Why it is refused; a class's name where it could not be told."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    try:
        judge_proof(open_proof(data))
    except RefusedError as error:
        return [finding.code for finding in error.findings]
    except LedgerError as error:
        return [type(error).__name__]
    return []


def put(document: dict[str, Any], kind: str, data: bytes) -> str:
    """Add an object, under the id that its bytes have."""
    oid = hashlib.sha1(f"{kind} {len(data)}\0".encode() + data).hexdigest()
    document["objects"][oid] = {"kind": kind, "data": base64.b64encode(data).decode()}
    return oid


def data_of(document: dict[str, Any], oid: str) -> bytes:
    return base64.b64decode(document["objects"][oid]["data"])


def blob_of(document: dict[str, Any], mark: bytes) -> str:
    objects: dict[str, Any] = document["objects"]
    return next(oid for oid, row in objects.items() if row["kind"] == "blob" and mark in data_of(document, oid))


def approval_of(document: dict[str, Any]) -> str:
    objects: dict[str, Any] = document["objects"]
    return next(
        oid
        for oid, row in objects.items()
        if row["kind"] == "commit" and b"prongsai approval v1" in data_of(document, oid)
    )


def test_untouched_it_stands(client: TestClient) -> None:
    assert codes_of(proof_of(client)) == []


def test_an_altered_object_under_its_old_name(client: TestClient) -> None:
    for mark in (b"+6638000001", b"people:", b"obligations:"):
        document = proof_of(client)
        oid = blob_of(document, mark)
        document["objects"][oid]["data"] = base64.b64encode(data_of(document, oid) + b"\n").decode()
        assert codes_of(document) == ["proof_object_altered"]
    document = proof_of(client)
    oid = approval_of(document)
    altered = data_of(document, oid).replace(b"head-of-office-of-palad", b"chief-executive")
    document["objects"][oid]["data"] = base64.b64encode(altered).decode()
    assert codes_of(document) == ["proof_object_altered"]


def test_an_object_of_another_kind(client: TestClient) -> None:
    document = proof_of(client)
    document["objects"][document["claims"]["commit"]]["kind"] = "blob"
    assert codes_of(document) == ["proof_object_altered"]


def test_every_object_is_needed(client: TestClient) -> None:
    """Or it is one of the commits that tie it to the anchor, which are shown to be there or not."""
    whole = proof_of(client)
    for oid in whole["objects"]:
        document = proof_of(client)
        del document["objects"][oid]
        assert codes_of(document) == ["LedgerError"], oid


def test_an_altered_blob_under_its_new_name_is_in_no_tree(client: TestClient) -> None:
    document = proof_of(client)
    oid = blob_of(document, b"+6638000001")
    data = data_of(document, oid).replace(b"+6638000001", b"+6638999999")
    del document["objects"][oid]
    put(document, "blob", data)
    document["claims"]["digest"] = hashlib.sha256(data).hexdigest()
    assert codes_of(document) == ["LedgerError"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", "0" * 64),
        ("item", "contact/hr/main"),
        ("organisation", "elsewhere.example"),
    ],
)
def test_a_claim_that_the_objects_do_not_bear_out(client: TestClient, field: str, value: str) -> None:
    document = proof_of(client)
    document["claims"][field] = value
    assert codes_of(document) == ["proof_claim_differs"]


def test_a_commit_that_is_no_publication(client: TestClient) -> None:
    document = proof_of(client)
    document["claims"]["commit"] = approval_of(document)
    assert codes_of(document) == ["proof_claim_differs"]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", b"[" * 200_000, b"\xff", b'{"schema":"proof/v1"}'],
    ids=["empty", "list", "object", "null", "deep", "bytes", "part"],
)
def test_what_is_no_proof(data: bytes) -> None:
    assert codes_of(data) == ["proof_unreadable"]


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(more=1),
        lambda document: document.update(schema="proof/v2"),
        lambda document: document["claims"].update(version=True),
        lambda document: document["claims"].update(commit="HEAD"),
        lambda document: document["claims"].update(item="../../etc/passwd"),
        lambda document: document["objects"].update({"0" * 40: {"kind": "tag", "data": ""}}),
        lambda document: document["objects"].update({"0" * 40: {"kind": "blob", "data": "?"}}),
        lambda document: document.update(objects=[]),
        lambda document: document.update(checkpoint=7),
    ],
)
def test_a_proof_of_another_form(client: TestClient, change: Callable[[dict[str, Any]], None]) -> None:
    document = proof_of(client)
    change(document)
    assert codes_of(document) == ["proof_unreadable"]


@settings(max_examples=300)
@given(data=st.data())
def test_whatever_is_done_to_it_it_is_refused_in_words(whole: dict[str, Any], data: st.DataObject) -> None:
    """Other bytes under their own id in every place where the old one is named: no reader of ours trips over them."""
    document = json.loads(json.dumps(whole))
    oid = data.draw(st.sampled_from(sorted(document["objects"])))
    kind = data.draw(st.sampled_from(["commit", "tree", "blob"]))
    old = data_of(document, oid)
    at = data.draw(st.integers(0, len(old)))
    more = data.draw(st.binary(max_size=40) | st.sampled_from([b"\0", b"\n\n", b"tree ", b"40000 a\0", b"- {id: x}\n"]))
    new = old[:at] + more + old[data.draw(st.integers(at, len(old))) :]
    del document["objects"][oid]
    renamed = put(document, kind, new)
    text = json.dumps(document)
    if document["claims"]["commit"] == oid:
        text = text.replace(oid, renamed)

    assert (codes_of(text.encode()) != []) or (new, kind) == (old, whole["objects"][oid]["kind"])


# Proofs of what was never approved: made as an attacker makes them, whole and consistent.


def everything(ledger: LedgerBuilder, claims: Claims) -> bytes:
    """A proof that lacks nothing, since it holds every object there is."""
    objects = {}
    for file in sorted((ledger.git_dir / "objects").glob("??/*")):
        header, _, data = zlib.decompress(file.read_bytes()).partition(b"\0")
        objects[file.parent.name + file.name] = GitObject(header.split()[0].decode(), data)
    return render_proof(Proof(claims, objects)).encode()


def codes_of_forged(ledger: LedgerBuilder, commit: str, path: str = CONTACT) -> list[str]:
    data = ledger.raw(ledger.tree_of(commit)[path][1])
    item = path.removeprefix("items/").removesuffix(".yaml")
    claims = Claims(DOMAIN, item, 2, commit, hashlib.sha256(data).hexdigest(), "", "claimed", ledger.anchor, commit)
    return codes_of(everything(ledger, claims))


def test_made_that_way_an_honest_one_stands(ledger: LedgerBuilder) -> None:
    assert codes_of_forged(ledger, ledger.head) == []


def unapproved(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999"))


def approved_for_other_content(ledger: LedgerBuilder) -> Draft:
    seen = ledger.prepare(contact("+6638000002"))
    return ledger.prepare(contact("+6638999999")).approve("unit_check", manifest=seen.manifest)


def approved_by_the_author(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999"), by=HEAD).approve("unit_check", by=HEAD)


def approved_with_a_strangers_key(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999")).approve("unit_check", key=KeyPair.ed25519("stranger"))


def approved_in_an_office_not_held(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999")).approve("unit_check", by="hr-head", office="head-of-office-of-palad")


def approval_left_unsigned(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999")).approve("unit_check", signed=False)


def approved_without_consent(ledger: LedgerBuilder) -> Draft:
    return ledger.prepare(contact("+6638999999") | manual()).approve("unit_check")


def approved_long_ago(ledger: LedgerBuilder) -> Draft:
    draft = ledger.prepare(contact("+6638999999")).approve("unit_check")
    ledger.wait(400)
    return draft


@pytest.mark.parametrize(
    ("attack", "codes"),
    [
        (unapproved, ["missing_unit_check"]),
        (approved_for_other_content, ["approval_manifest_differs", "missing_unit_check"]),
        (approved_by_the_author, ["missing_unit_check", "approval_by_author"]),
        (approved_with_a_strangers_key, ["signer_unknown", "missing_unit_check"]),
        (approved_in_an_office_not_held, ["approval_office_not_held", "missing_unit_check"]),
        (approval_left_unsigned, ["signature_missing"]),
        (approved_without_consent, ["missing_consent"]),
        (approved_long_ago, ["approval_too_old", "missing_unit_check"]),
    ],
)
def test_what_was_not_approved_is_not_proven(
    ledger: LedgerBuilder, attack: Callable[[LedgerBuilder], Draft], codes: list[str]
) -> None:
    commit = ledger.publish(attack(ledger), by="office-of-palad-preparer")

    assert set(codes_of_forged(ledger, commit)) == set(codes)


def test_a_signature_of_another_commit_proves_nothing(ledger: LedgerBuilder) -> None:
    """The head's signature over one approval, put upon another."""
    signed = ledger.prepare(contact("+6638000002")).approve("unit_check").tip
    draft = ledger.prepare(contact("+6638999999")).approve("unit_check", key=KeyPair.ed25519("stranger"))
    mine, theirs = (ledger.raw(oid) for oid in (draft.tip, signed))
    armour = b"gpgsig -----BEGIN SSH SIGNATURE-----"
    end = b"-----END SSH SIGNATURE-----"
    stolen = theirs[theirs.index(armour) : theirs.index(end)]
    own = mine[mine.index(armour) : mine.index(end)]
    draft.tip = ledger.forge(draft.tip, lambda raw: raw.replace(own, stolen))

    assert codes_of_forged(ledger, ledger.publish(draft)) == ["signature_invalid"]


def test_a_merge_that_puts_in_more_than_was_approved(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approve("unit_check")
    commit = ledger.publish(draft, contents=news("hr"))

    assert codes_of_forged(ledger, commit) == ["merge_excess"]
    assert codes_of_forged(ledger, commit, "items/news/hr/first.yaml") == ["merge_excess"]


def test_another_policy_has_other_bytes_and_so_another_commit(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """A stranger may found a repository of their own: its proofs hold, under an anchor that is not ours."""
    office = small_office()
    stranger = KeyPair.ed25519("stranger")
    listed = {"key": stranger.public_line, "since": "2019-10-01"}
    next(row for row in office["people"] if row["id"] == HEAD)["keys"].append(listed)
    theirs = LedgerBuilder(tmp_path / "theirs.git", office=office)
    draft = theirs.prepare(contact("+6638999999")).approve("unit_check", key=stranger)
    theirs.publish(draft)
    with client_of(theirs) as client:
        proof = open_proof(client.get(f"{CONTACT_URL}/versions/1/proof").content)

    assert judge_proof(proof, anchor=theirs.anchor).claims.anchor == theirs.anchor
    with pytest.raises(RefusedError) as refused:
        judge_proof(proof, anchor=ledger.anchor)
    assert [finding.code for finding in refused.value.findings] == ["proof_claim_differs"]
    lying = replace(proof, claims=replace(proof.claims, anchor=ledger.anchor))
    with pytest.raises(LedgerError):  # nothing in it reaches our anchor
        judge_proof(lying, anchor=ledger.anchor)


def test_a_fork_made_with_old_keys_says_that_it_may_be_one(ledger: LedgerBuilder) -> None:
    """Who held an office once can sign for that day for ever: only what one kept shows which line was public."""
    first = ledger.head
    ledger.publish_item(contact("+6638000002"))
    kept = ledger.head
    fork = ledger.publish(ledger.prepare(contact("+6638999999"), base=first).approve("unit_check"), first_parent=first)
    data = ledger.raw(ledger.tree_of(fork)[CONTACT][1])
    item = CONTACT.removeprefix("items/").removesuffix(".yaml")
    claims = Claims(DOMAIN, item, 2, fork, hashlib.sha256(data).hexdigest(), "", "claimed", ledger.anchor, fork)
    proven = judge_proof(open_proof(everything(ledger, claims)), anchor=ledger.anchor)

    assert "on_main" in proven.not_shown
    assert kept not in proven.after


def test_a_base_that_is_not_below_it(ledger: LedgerBuilder) -> None:
    """Prepared on a line of the attacker's own, on which the policy was another."""
    people = ledger.read("policy/people.yaml")
    tree = ledger.write_tree(ledger.tree_of(ledger.head), {"policy/people.yaml": people})
    aside = ledger.commit(tree=tree, parents=[ledger.anchor], by="admin", message="Aside\n")
    draft = ledger.prepare(contact("+6638000002"), base=aside).approve("unit_check")

    assert codes_of_forged(ledger, ledger.publish(draft)) == ["base_not_on_main"]


def test_trees_that_name_one_another_without_end_are_counted_first(ledger: LedgerBuilder) -> None:
    """A few kilobytes that hold more paths than can be walked."""
    tree = ledger.objects.tree({"leaf": ("100644", ledger.objects.blob(b""))})
    for _ in range(30):
        tree = ledger.objects.raw_tree([("40000", "a", tree), ("40000", "b", tree)])
    odd = ledger.odd_tree(ledger.write_tree(ledger.tree_of(ledger.head), contact("+6638000002")), ("40000", b"z", tree))
    draft = ledger.prepare(contact("+6638000002"))
    draft.content = draft.tip = ledger.commit(
        tree=odd, parents=[ledger.head], by="office-of-palad-preparer", message="X\n"
    )
    commit = ledger.publish(draft.approve("unit_check", tree=odd))

    assert "path_not_allowed" in codes_of_forged(ledger, commit)
