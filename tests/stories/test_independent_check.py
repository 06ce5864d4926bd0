"""A short script of git and ssh-keygen alone agrees with the judge, on honest histories and on forged ones."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.ledger import CONTACT, LedgerBuilder, contact, key_of, manual, news, waiver

SCRIPT = Path(__file__).parents[2] / "docs/independent-check.sh"


def check(git_dir: Path, anchor: str) -> tuple[int, str]:
    done = subprocess.run(["sh", SCRIPT, git_dir, anchor], capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An item without consent, one with, a waiver, an attestation, a return, a change of policy, an attachment."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    ledger.publish(ledger.prepare(waiver("risk-actions/legal/2569")).approved())
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)).approved())
    ledger.send_back(ledger.prepare(contact("+6638000002")))
    rules = ledger.read("policy/rules.yaml") | {"approval_max_age_days": 60}
    ledger.publish(ledger.prepare({"policy/rules.yaml": rules}).approve("consent"))
    ledger.publish_item(news())
    return ledger


def test_both_find_nothing_in_an_honest_history(ledger: LedgerBuilder) -> None:
    code, said = check(ledger.git_dir, ledger.anchor)

    assert ledger.verify().trusted
    assert (code, said) == (0, f"nothing found in 7 steps after {ledger.anchor}\n")


def land_directly(ledger: LedgerBuilder) -> None:
    ledger.land(contact("+6638000009"))


def publish_unapproved(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")))


def leave_out_consent(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("คู่มือใหม่")).approve("unit_check"))


def approve_ones_own(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009"), by="office-of-palad-head").approve("unit_check"))


def approve_other_content(ledger: LedgerBuilder) -> None:
    seen = ledger.prepare(contact("+6638000008"))
    ledger.publish(ledger.prepare(contact("+6638000009")).approve("unit_check", manifest=seen.manifest))


def put_more_in_place(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")).approved(), contents=news(name="smuggled"))


def sign_with_a_strangers_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")).approve("unit_check", key=key_of("stranger")))


def leave_an_approval_unsigned(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000009")).approve("unit_check", signed=False))


def alter_what_was_signed(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000009")).approved()
    draft.tip = ledger.forge(draft.tip, lambda raw: raw.replace(b"privacy: considered", b"privacy: Considered"))
    ledger.publish(draft)


def bring_one_s_own_rules(ledger: LedgerBuilder) -> None:
    """A consent exempted by the very Change that lacks it."""
    rules = ledger.read("policy/rules.yaml")
    rules["consent_exempt"].append({"obligation": "service-manual", "because": "basic"})
    ledger.publish(ledger.prepare(manual("คู่มือใหม่") | {"policy/rules.yaml": rules}).approve("unit_check"))


@pytest.mark.parametrize(
    "tamper",
    [
        land_directly,
        publish_unapproved,
        leave_out_consent,
        approve_ones_own,
        approve_other_content,
        put_more_in_place,
        sign_with_a_strangers_key,
        leave_an_approval_unsigned,
        alter_what_was_signed,
        bring_one_s_own_rules,
    ],
)
def test_both_find_what_was_forged(ledger: LedgerBuilder, tamper: Callable[[LedgerBuilder], None]) -> None:
    tamper(ledger)
    code, said = check(ledger.git_dir, ledger.anchor)

    assert not ledger.verify().trusted
    assert code == 1
    assert "FOUND " in said
    assert said.endswith("something is wrong: see above\n")


def test_another_anchor_and_a_clone_that_cannot_be_told(ledger: LedgerBuilder, tmp_path: Path) -> None:
    assert check(ledger.git_dir, ledger.head)[0] == 1
    shallow = ["git", "clone", "--quiet", "--bare", "--depth=1", f"file://{ledger.git_dir}", str(tmp_path / "shallow")]
    subprocess.run(shallow, check=True, capture_output=True)
    assert check(tmp_path / "shallow", ledger.anchor)[0] == 2
    assert check(tmp_path, ledger.anchor)[0] == 2
