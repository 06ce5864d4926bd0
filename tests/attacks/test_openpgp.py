"""Signatures and keys of OpenPGP, as an attacker would bend them: nothing of a certificate, a keyring or a clock helps.

The head signs with an SSH key and, since the law was changed for it, with an OpenPGP key too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.attack import Attack, Attacks, carry_out, noted_in
from tests.attacks.test_law import PEOPLE, SINCE, passed, put, row_of
from tests.support.keys import KeyPair, Signer
from tests.support.ledger import CONTACT, LedgerBuilder, contact, key_of, news
from tests.support.openpgp import MADE, SHA1, PgpKey, subpacket

HEAD = "office-of-palad-head"
PREPARER = "office-of-palad-preparer"
MINE = PgpKey(key_of(f"{HEAD} by gpg"))
STRANGER = PgpKey(KeyPair.ed25519())

ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


def add_key(ledger: LedgerBuilder, person: str, line: str, **more: Any) -> dict[str, Any]:
    def change(document: dict[str, Any]) -> None:
        row_of(document["people"], person)["keys"].append({"key": line, "since": SINCE, **more})

    return put(ledger, PEOPLE, change)


def openpgp_office(path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(path / "own.git")
    ledger.publish_item(contact())
    passed(ledger, add_key(ledger, HEAD, MINE.public_line))
    ledger.publish_item(news("hr"))
    return ledger


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return openpgp_office(tmp_path)


@dataclass(frozen=True)
class Odd:
    """A key that signs as nobody should."""

    key: PgpKey
    parts: dict[str, Any]
    edit: Any = None

    @property
    def public_line(self) -> str:
        return self.key.public_line

    def sign(self, payload: bytes, /) -> str:
        armoured = self.key.sign(payload, **self.parts)
        return self.edit(armoured) if self.edit else armoured


def approve_with(ledger: LedgerBuilder, key: Signer) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")).approve("unit_check", key=key))


def test_an_openpgp_key_of_policy_signs_like_any_other(ledger: LedgerBuilder) -> None:
    """Every step of the way; and once the key has left the law, what it signed stays."""
    preparer = PgpKey(KeyPair.ecdsa(384))
    passed(ledger, add_key(ledger, PREPARER, preparer.public_line))
    draft = ledger.prepare(contact("+6638000002"), key=preparer).approve("unit_check", key=MINE)
    ledger.publish(draft, key=preparer)
    taken = put(ledger, PEOPLE, lambda document: row_of(document["people"], PREPARER)["keys"].pop())
    passed(ledger, taken)

    found = ledger.verify()
    assert (found.trusted, found.rejected) == (True, ())
    assert found.history.keyring[preparer.fingerprint.hex().upper()] == preparer.public_line


# Whose signature it is.


@attack("signer_unknown")
def a_key_that_policy_never_listed(ledger: LedgerBuilder) -> None:
    approve_with(ledger, STRANGER)


@attack("signer_unknown")
def content_by_such_a_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009"), key=STRANGER).approve("unit_check"))


@attack("signer_unknown")
def a_merge_with_such_a_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")).approve("unit_check"), key=STRANGER)


@attack("signer_unknown")
def the_key_comes_with_the_change_that_it_signs(ledger: LedgerBuilder) -> None:
    law = add_key(ledger, "chief", STRANGER.public_line)
    ledger.publish(ledger.prepare(law, by="admin").approve("consent", key=STRANGER), by="admin")


@attack("restoration_differs", "signer_unknown")
def the_key_came_with_a_change_that_was_rejected(ledger: LedgerBuilder) -> None:
    clean = ledger.head
    ledger.land(add_key(ledger, HEAD, STRANGER.public_line), by="hr-preparer")
    ledger.restore(clean)
    approve_with(ledger, STRANGER)


@attack("signature_invalid")
def another_key_s_signature_in_the_head_s_name(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(STRANGER, {"hashed": MINE.hashed(), "unhashed": b""}))


@attack("signature_invalid")
def a_signature_of_another_commit(ledger: LedgerBuilder) -> None:
    other = ledger.prepare(contact("+6638000008")).approve("unit_check", key=MINE)
    made = ledger.raw(other.tip)
    draft = ledger.prepare(contact("+6638000009")).approve("unit_check", key=MINE)
    theirs = _signature(made)
    draft.tip = ledger.forge(draft.tip, lambda raw: raw.replace(_signature(raw), theirs))
    ledger.publish(draft)


def _signature(raw: bytes) -> bytes:
    return raw.partition(b"\ngpgsig ")[2].partition(b"\n\n")[0]


@attack("signature_unsupported")
def two_signatures_of_two_persons_at_once(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {}, lambda armoured: armoured + STRANGER.sign(b"")))


# What it means, and when.


@attack("signature_unsupported")
def a_text_whose_line_ends_do_not_count(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {"kind": 1}))


@attack("signature_unsupported")
def the_self_signature_of_a_user_id(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {"kind": 0x13}))


@attack("signature_unsupported")
def SHA_1(ledger: LedgerBuilder) -> None:  # noqa: N802 - its name
    approve_with(ledger, Odd(MINE, {"hash_id": SHA1}))


@attack("signature_unsupported")
def a_signature_that_expires(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {"hashed": MINE.hashed() + subpacket(3, (1 << 31).to_bytes(4, "big"))}))


@attack("signature_unsupported")
def a_notation_that_must_be_understood(ledger: LedgerBuilder) -> None:
    notation = subpacket(20 | 0x80, b"\0\0\0\0\0\x01\0\x01nv")
    approve_with(ledger, Odd(MINE, {"hashed": MINE.hashed() + notation}))


@attack("signature_invalid")
def a_signature_older_than_its_key(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {"hashed": MINE.hashed(MADE - 1)}))


@attack("signature_unsupported")
def words_in_the_armour(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {}, lambda text: text.replace("\n\n", "\nComment: approved\n\n", 1)))


@attack("signature_unsupported")
def an_armour_around_nothing(ledger: LedgerBuilder) -> None:
    begin, end = "-----BEGIN PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\n"
    approve_with(ledger, Odd(MINE, {}, lambda _: begin + end))


@attack("signature_unsupported")
def more_unsigned_beside_the_signature(ledger: LedgerBuilder) -> None:
    approve_with(ledger, Odd(MINE, {"unhashed": subpacket(20, bytes(8))}))


# What is listed as a key.


@attack("law_key_twice")
def a_colleague_s_key_under_another_date(ledger: LedgerBuilder) -> None:
    """Another fingerprint, and the same secret."""
    passed(ledger, add_key(ledger, "chief", PgpKey(MINE.pair, MADE + 1).public_line))


@attack("law_key_twice")
def a_colleague_s_key_as_an_ssh_key(ledger: LedgerBuilder) -> None:
    passed(ledger, add_key(ledger, "chief", MINE.pair.public_line))


@attack("law_key_twice")
def a_colleague_s_ssh_key_as_an_openpgp_key(ledger: LedgerBuilder) -> None:
    passed(ledger, add_key(ledger, "chief", PgpKey(key_of(HEAD)).public_line))


@attack("law_key_moved")
def a_key_that_left_the_law_under_another_date(ledger: LedgerBuilder) -> Iterator[None]:
    passed(ledger, put(ledger, PEOPLE, lambda document: row_of(document["people"], HEAD)["keys"].pop()))
    yield
    passed(ledger, add_key(ledger, "chief", PgpKey(MINE.pair, MADE + 1).public_line))


@attack("law_key_invalid law_unknown_reference")
def a_key_in_another_spelling(ledger: LedgerBuilder) -> None:
    passed(ledger, add_key(ledger, "chief", "openpgp mDMEaNZFABYJKwYBBAHaRw8BAQdA"))


@attack("law_key_twice", "key_compromised missing_unit_check")
def a_stolen_key_under_another_date(ledger: LedgerBuilder) -> Iterator[None]:
    """Barred once, barred in every format."""

    def steal(document: dict[str, Any]) -> None:
        row_of(document["people"], HEAD)["keys"][1]["compromised"] = {"since": "2019-10-02"}

    passed(ledger, put(ledger, PEOPLE, steal))
    yield
    passed(ledger, add_key(ledger, HEAD, PgpKey(MINE.pair, MADE + 1).public_line))
    approve_with(ledger, MINE)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_bent_signature_or_key_is_refused_by_name(ledger: LedgerBuilder, attack: Attack) -> None:
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(contact("+6638000099")))

    assert outcome.codes == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.after.law == outcome.before.law
    assert outcome.later.entries[CONTACT] != outcome.before.entries[CONTACT]
