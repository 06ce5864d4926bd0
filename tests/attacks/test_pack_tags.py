"""Tags that claim to freeze a pack, made as a cheat would make them: with plain objects, none by our own writer."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from repo_schema.packs import PackForm, render_pack_form
from service.ledger.errors import RefusedError
from service.ledger.pack_tags import Frozen, give_again
from service.ledger.packing import make_pack
from service.ledger.reading import open_reading
from tests.attacks.test_law import passed
from tests.attacks.test_openpgp import add_key
from tests.support.keys import KeyPair, Signer
from tests.support.ledger import LedgerBuilder, contact, key_of
from tests.support.openpgp import PgpKey

DAY = date(2025, 10, 31)
NAME = "pack/oit-2563/2025-10-31"


@dataclass
class World:
    ledger: LedgerBuilder
    form: PackForm

    def tag(
        self,
        form: PackForm | None = None,
        *,
        key: Signer | None = None,
        name: str = NAME,
        ref: str = NAME,
        target: str | None = None,
        alter: Callable[[bytes], bytes] = bytes,
    ) -> None:
        """Set a tag, signed by the chief unless by another."""
        wanted = form or self.form
        head = f"object {target or wanted.head}\ntype commit\ntag {name}\n"
        text = f"{head}tagger chief <chief@banbueng.example> {self.ledger.at} +0700\n\n{render_pack_form(wanted)}"
        whole = text.encode() + (key or key_of("chief")).sign(text.encode()).encode()
        oid = self.ledger.objects.raw("tag", alter(whole))
        self.ledger.objects.set_ref(f"refs/tags/{ref}", oid)

    def again(self) -> Frozen:
        return give_again(self.ledger.git_dir, NAME, anchor=self.ledger.anchor)

    def refusal(self) -> str:
        with pytest.raises(RefusedError) as caught:
            self.again()
        return caught.value.findings[0].code


@pytest.fixture
def world(tmp_path: Path) -> World:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.wait(2).publish_item(contact())
    ledger.wait(28)
    with open_reading(ledger.git_dir, anchor=ledger.anchor) as snapshot:
        form = make_pack(snapshot, "oit-2563", DAY).form
    return World(ledger, form)


def test_an_honest_tag_gives_the_pack_again(world: World) -> None:
    world.tag()
    world.ledger.wait(60).publish_item(contact("+6638000009"))

    frozen = world.again()
    assert (frozen.person, frozen.office, frozen.pack.form) == ("chief", "chief-executive", world.form)
    assert {kind: hashlib.sha256(data).hexdigest() for kind, data in frozen.pack.files.items()} == world.form.digests


def test_an_honest_tag_may_be_signed_with_openpgp(world: World) -> None:
    mine = PgpKey(KeyPair.ed25519())
    passed(world.ledger, add_key(world.ledger, "chief", mine.public_line))
    with open_reading(world.ledger.git_dir, anchor=world.ledger.anchor) as snapshot:
        world.form = make_pack(snapshot, "oit-2563", DAY).form
    world.tag(key=PgpKey(KeyPair.ed25519()), ref=NAME)
    assert world.refusal() == "pack_signer_not_allowed"
    world.tag(key=mine)

    assert world.again().person == "chief"


def test_there_is_no_such_tag(world: World) -> None:
    assert world.refusal() == "pack_tag_missing"


def test_a_tag_signed_by_whoever_holds_no_such_office(world: World) -> None:
    world.tag(key=key_of("hr-preparer"))
    assert world.refusal() == "pack_signer_not_allowed"


def test_a_tag_signed_by_a_stranger(world: World) -> None:
    world.tag(key=KeyPair.ed25519("stranger"))
    assert world.refusal() == "pack_signer_not_allowed"


def test_a_tag_altered_after_it_was_signed(world: World) -> None:
    world.tag(alter=lambda data: data.replace(b"tagger chief <", b"tagger deputy <"))
    assert world.refusal() == "pack_signature_invalid"


def test_a_tag_moved_under_another_name(world: World) -> None:
    """Yesterday's pack passed off as today's."""
    other = replace(world.form, as_of=date(2025, 10, 30))
    world.tag(other, name=other.name)
    assert world.refusal() == "pack_tag_malformed"


def test_a_tag_on_another_commit_than_it_names(world: World) -> None:
    world.tag(target=world.ledger.anchor)
    assert world.refusal() == "pack_tag_malformed"


def test_a_tag_of_a_commit_that_is_not_on_main(world: World) -> None:
    aside = world.ledger.commit(
        tree=world.ledger.write_tree(world.ledger.tree_of(world.ledger.head), {}),
        parents=[world.ledger.head],
        by="chief",
        message="Aside\n",
    )
    world.tag(replace(world.form, head=aside))
    assert world.refusal() == "pack_head_not_on_main"


def test_a_tag_that_vouches_for_other_files(world: World) -> None:
    """The executive signs what was never published: made again, it comes out otherwise."""
    world.tag(replace(world.form, digests=dict(world.form.digests) | {"csv": "0" * 64}))
    assert world.refusal() == "pack_differs"


def test_a_tag_with_two_signatures(world: World) -> None:
    world.tag(alter=lambda data: data + data[data.index(b"-----BEGIN") :])
    assert world.refusal() in {"pack_tag_malformed", "pack_signature_invalid"}


def test_a_tag_without_a_signature(world: World) -> None:
    world.tag(alter=lambda data: data[: data.index(b"-----BEGIN")])
    assert world.refusal() == "pack_tag_malformed"
