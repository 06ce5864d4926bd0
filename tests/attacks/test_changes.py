"""Hostile Changes, built as an attacker would build them: each is rejected by name, alters nothing, and stops nobody.

Each text of `@attack(…)` is one rejected Change with all its findings' codes, in order.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from repo_schema.history import Submission
from repo_schema.judgement import assess
from repo_schema.pointers import Pointer, render_pointer
from service.ledger.repository import Repository
from service.ledger.walker import Walker
from tests.attacks.attack import Attack, Attacks, carry_out, codes, noted_in
from tests.support.keys import KeyPair
from tests.support.ledger import (
    CONTACT,
    DAY,
    MANUAL,
    UNITS,
    LedgerBuilder,
    attachment,
    contact,
    dump,
    key_of,
    label,
    manual,
    monthly,
    news,
    small_office,
)

PALAD = "office-of-palad"
HEAD = f"{PALAD}-head"
PREPARER = f"{PALAD}-preparer"
FAR = (1 << 37) - 1
"""The latest second that the grammar of commits takes: in the year 6325."""


ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An office that has published twice."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    return ledger


# Signatures.


@attack("signature_missing")
def an_unsigned_merge(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), signed=False)


@attack("signature_missing")
def unsigned_content(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002"), signed=False).approved())


@attack("signature_missing")
def an_unsigned_approval(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", signed=False))


@attack("signature_missing")
def an_unsigned_commit_on_main(ledger: LedgerBuilder) -> None:
    ledger.land(contact("+6638000002"), signed=False)


@attack("signer_unknown")
def a_merge_by_an_unknown_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), key=key_of("stranger"))


@attack("signer_unknown")
def content_by_an_unknown_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002"), key=key_of("stranger")).approved())


@attack("signer_unknown missing_unit_check")
def an_approval_by_an_unknown_key(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", key=key_of("stranger")))


@attack("signer_unknown restoration_differs")
def a_commit_on_main_by_an_unknown_key(ledger: LedgerBuilder) -> None:
    ledger.land(contact("+6638000002"), key=key_of("stranger"))


def forged(ledger: LedgerBuilder, change: Callable[[bytes], bytes]) -> None:
    """An honest publication whose merge has its bytes changed."""
    before = ledger.head
    merge = ledger.publish(ledger.prepare(contact("+6638000002")).approved())
    ledger.move_main(before)
    ledger.move_main(ledger.forge(merge, change))


def split(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """A signed commit's headers, its signature header and its message."""
    head, _, message = raw.partition(b"\n\n")
    head, _, signature = head.partition(b"\ngpgsig ")
    return head, b"\ngpgsig " + signature, b"\n\n" + message


def signed_by(key: KeyPair, payload: bytes, **more: Any) -> bytes:
    head, _, message = payload.partition(b"\n\n")
    armour = key.sign(payload, **more).removesuffix("\n").replace("\n", "\n ").encode()
    return head + b"\ngpgsig " + armour + b"\n\n" + message


@attack("signature_missing")
def a_stripped_signature(ledger: LedgerBuilder) -> None:
    def strip(raw: bytes) -> bytes:
        head, _, message = split(raw)
        return head + message

    forged(ledger, strip)


@attack("signature_invalid")
def a_transplanted_signature(ledger: LedgerBuilder) -> None:
    _, other, _ = split(ledger.raw(ledger.head))

    def transplant(raw: bytes) -> bytes:
        head, _, message = split(raw)
        return head + other + message

    forged(ledger, transplant)


@attack("commit_grammar")
def a_doubled_signature(ledger: LedgerBuilder) -> None:
    def double(raw: bytes) -> bytes:
        head, signature, message = split(raw)
        return head + signature + signature + message

    forged(ledger, double)


@attack("commit_grammar")
def a_second_signature_of_another_kind(ledger: LedgerBuilder) -> None:
    def add(raw: bytes) -> bytes:
        head, signature, message = split(raw)
        return head + signature + signature.replace(b"gpgsig ", b"gpgsig-sha256 ") + message

    forged(ledger, add)


@attack("signature_invalid")
def a_signature_for_another_purpose(ledger: LedgerBuilder) -> None:
    def sign_a_file(raw: bytes) -> bytes:
        head, _, message = split(raw)
        return signed_by(key_of(PREPARER), head + message, namespace="file")

    forged(ledger, sign_a_file)


@attack("signature_unsupported")
def an_openpgp_signature(ledger: LedgerBuilder) -> None:
    def re_wrap(raw: bytes) -> bytes:
        return raw.replace(b"SSH SIGNATURE", b"PGP SIGNATURE")

    forged(ledger, re_wrap)


@attack("signature_invalid")
def a_message_altered_after_signing(ledger: LedgerBuilder) -> None:
    forged(ledger, lambda raw: raw + b"and more\n")


@attack("signature_invalid")
def a_date_altered_after_signing(ledger: LedgerBuilder) -> None:
    forged(ledger, lambda raw: raw.replace(b" +0700\ngpgsig", b" +0600\ngpgsig"))


@attack("signature_invalid")
def content_altered_after_signing(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    draft.content = draft.tip = ledger.forge(draft.content, lambda raw: raw + b"and more\n")
    ledger.publish(draft.approve("unit_check"))


@attack("commit_grammar")
def an_encoding_header(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), extra_headers=[("encoding", "TIS-620")])


@attack("commit_grammar")
def an_unknown_header_under_content(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"), extra_headers=[("mergetag", "object 0")])
    ledger.publish(draft.approved())


@attack("commit_grammar")
def a_nul_in_the_message(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), message="Publish\0the rest is not shown\n")


@attack("commit_grammar")
def a_message_that_is_not_utf_8(ledger: LedgerBuilder) -> None:
    def latin(raw: bytes) -> bytes:
        head, _, _ = split(raw)
        return signed_by(key_of(PREPARER), head + b"\n\nPubli\xe9\n")

    forged(ledger, latin)


@attack("commit_grammar")
def a_commit_of_a_mebibyte(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), message="x" * (1 << 20))


@attack("commit_grammar")
def content_under_a_message_of_a_mebibyte(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002"), message="x" * (3 << 20)).approved())


# Approvals.


@attack("approval_by_author missing_unit_check")
def self_approval(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002"), by=HEAD).approve("unit_check"))


@attack("approval_by_author missing_unit_check")
def self_approval_under_a_colleagues_name(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"), by=PREPARER, key=key_of(HEAD))
    ledger.publish(draft.approve("unit_check"))


@attack("approval_by_author missing_consent")
def consent_by_the_author(ledger: LedgerBuilder) -> Iterator[None]:
    people = with_units(ledger.read("policy/people.yaml"), "chief", [PALAD])
    ledger.publish(ledger.prepare({"policy/people.yaml": people}).approved())
    yield
    ledger.publish(ledger.prepare(manual("ฉบับใหม่"), by="chief").approve("unit_check").approve("consent"))


def with_units(people: dict[str, Any], person: str, units: list[str]) -> dict[str, Any]:
    return people | {"people": [row | ({"units": units} if row["id"] == person else {}) for row in people["people"]]}


@attack("approval_manifest_differs missing_unit_check")
def an_approval_over_another_manifest(ledger: LedgerBuilder) -> None:
    other = ledger.prepare(contact("+6638000003"))
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", manifest=other.manifest))


@attack("approval_manifest_differs missing_unit_check")
def an_approval_that_leaves_one_file_out(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002") | manual("ฉบับใหม่")).approve("consent")
    ledger.publish(draft.approve("unit_check", manifest={CONTACT: draft.manifest[CONTACT]}))


@attack("approval_manifest_differs missing_unit_check")
def an_approval_from_another_state_of_the_same_file(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    first = {CONTACT: draft.manifest[CONTACT]._replace(before=None)}
    ledger.publish(draft.approve("unit_check", manifest=first))


@attack("approval_manifest_differs missing_unit_check missing_consent")
def an_approval_replayed_onto_another_item(ledger: LedgerBuilder) -> None:
    approved = ledger.prepare(contact("+6638000002"))
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check", manifest=approved.manifest))


@attack("approval_manifest_differs missing_unit_check")
def an_approval_replayed_onto_another_unit(ledger: LedgerBuilder) -> None:
    approved = ledger.prepare(news("hr"))
    ledger.publish(ledger.prepare(news("legal")).approve("unit_check", manifest=approved.manifest))


@attack("approval_manifest_differs missing_unit_check")
def an_approval_replayed_onto_another_period(ledger: LedgerBuilder) -> None:
    approved = ledger.prepare(monthly(1))
    ledger.publish(ledger.prepare(monthly(2)).approve("unit_check", manifest=approved.manifest))


@attack("approval_manifest_differs missing_unit_check")
def an_approval_for_content_changed_since(ledger: LedgerBuilder) -> None:
    shown = ledger.prepare(contact("+6638000002"))
    message = shown.form("unit_check", f"head-of-{PALAD}")
    ledger.publish(ledger.prepare(contact("+6638000066")).approve("unit_check", message=message))


@attack("approval_tree_differs")
def an_approval_whose_tree_is_another(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    other = ledger.prepare(contact("+6638000066"))
    ledger.publish(draft.approve("unit_check", tree=other.tree))


@attack("merge_shape history_rewritten")
def an_approval_with_two_parents(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.publish(draft.approve("unit_check", parents=[draft.tip, ledger.head]))


@attack("approval_too_old missing_unit_check")
def an_approval_kept_in_a_drawer(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.wait(91).publish(draft)


@attack("approval_too_old missing_unit_check")
def an_approval_dated_after_the_merge(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approve("unit_check", at=ledger.at + 2 * DAY)
    ledger.publish(draft)


@attack("approval_too_old missing_unit_check")
def a_merge_dated_in_a_far_year(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), at=FAR)


@attack("approval_office_not_held missing_unit_check")
def an_approval_in_an_office_one_does_not_hold(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.publish(draft.approve("unit_check", by="hr-head", office=f"head-of-{PALAD}"))


@attack("approval_office_not_held missing_unit_check")
def an_approval_in_an_office_that_is_none(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", office="head-of-everything"))


@attack("missing_unit_check")
def an_approval_by_another_units_head(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", by="hr-head"))


@attack("missing_unit_check")
def an_executive_in_the_heads_place(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check", by="chief"))


@attack("missing_consent")
def the_head_in_the_executives_place(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check").approve("consent", by=HEAD))


@attack("missing_consent")
def a_check_by_the_executive_instead_of_consent(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check").approve("unit_check", by="chief"))


@attack("missing_unit_check")
def consent_by_the_head_instead_of_a_check(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("consent", by=HEAD))


@attack("missing_consent")
def consent_by_another_units_executive(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check").approve("consent", by="deputy"))


@attack("missing_unit_check")
def trailers_and_a_form_in_the_body_that_say_it_was_checked(ledger: LedgerBuilder) -> None:
    said = "Approved-by: the head of the office\nReviewed-by: chief\nSigned-off-by: chief\n"
    draft = ledger.prepare(contact("+6638000002"), message=f"Prepare\n\n{said}")
    form = draft.form("unit_check", f"head-of-{PALAD}")
    written = ledger.prepare(contact("+6638000002"), message=f"Prepare\n\n{form}\n{said}")
    ledger.publish(written, message=f"Publish\n\n{form}\n{said}")


@attack("missing_unit_check")
def publishing_without_the_units_check(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")))


@attack("missing_unit_check")
def consent_without_the_units_check(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("consent"))


@attack("missing_consent")
def publishing_without_consent(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check"))


@attack("missing_consent")
def an_exempt_item_that_takes_one_along_that_is_not(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002") | manual("ฉบับใหม่")).approve("unit_check"))


@attack("missing_unit_check")
def two_units_and_the_check_of_one(ledger: LedgerBuilder) -> Iterator[None]:
    people = with_units(ledger.read("policy/people.yaml"), "hr-preparer", ["hr", "legal"])
    ledger.publish(ledger.prepare({"policy/people.yaml": people}).approved())
    yield
    ledger.publish(ledger.prepare(news("hr") | news("legal")).approve("unit_check"))


@attack("approval_form_invalid missing_unit_check")
def a_form_with_a_line_more(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    message = draft.form("unit_check", f"head-of-{PALAD}") + "\nReviewed-by: everybody\n"
    ledger.publish(draft.approve("unit_check", message=message))


@attack("approval_form_invalid missing_unit_check")
def a_form_in_another_order(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    form = draft.form("unit_check", f"head-of-{PALAD}").replace("step: unit_check\n", "")
    message = form.replace("privacy:", "step: unit_check\nprivacy:")
    ledger.publish(draft.approve("unit_check", message=message))


@attack("approval_form_invalid missing_unit_check")
def a_form_of_a_later_version(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    message = draft.form("unit_check", f"head-of-{PALAD}").replace("approval v1", "approval v2")
    ledger.publish(draft.approve("unit_check", message=message))


@attack("approval_form_invalid missing_unit_check")
def a_check_that_did_not_consider_personal_data(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    message = draft.form("unit_check", f"head-of-{PALAD}").replace("privacy: considered\n", "")
    ledger.publish(draft.approve("unit_check", message=message))


@attack("approval_form_invalid")
def a_merge_whose_own_form_is_none(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), message="prongsai approval v1\n\nfine\n")


@attack("approval_manifest_differs missing_consent publisher_not_allowed")
def a_merge_whose_own_form_is_for_another_item(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(manual("ฉบับใหม่")).approve("unit_check")
    form = ledger.prepare(contact("+6638000002")).form("consent", "chief-executive")
    ledger.publish(draft, message=form, key=key_of("chief"), by="chief")


@attack("merge_shape")
def an_endless_chain_of_approvals(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    for _ in range(65):
        draft.approve("unit_check")
    ledger.publish(draft)


@attack("merge_shape")
def an_octopus_of_approvals(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    tips = []
    for _ in range(65):
        tips.append(draft.approve("unit_check").tip)
        draft.tip = draft.content
    ledger.publish(draft, tips=tips)


# Replays.


@attack("stale")
def a_publication_published_again(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish(draft)
    yield
    ledger.publish(draft)


@attack("stale")
def an_old_version_brought_back_with_its_old_approvals(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish(draft)
    ledger.publish_item(contact("+6638000003"))
    yield
    ledger.publish(draft)


@attack("stale")
def a_version_brought_back_after_a_and_b_and_a(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish_item(contact("+6638000003"))
    ledger.publish_item(contact())
    yield
    ledger.publish(draft)


@attack("stale")
def content_on_an_older_base(ledger: LedgerBuilder) -> Iterator[None]:
    base = ledger.head
    ledger.publish_item(contact("+6638000003"))
    yield
    ledger.publish(ledger.prepare(contact("+6638000002"), base=base).approved())


@attack("stale")
def the_second_of_two_that_were_prepared_at_once(ledger: LedgerBuilder) -> Iterator[None]:
    first = ledger.prepare(contact("+6638000002")).approved()
    second = ledger.prepare(contact("+6638000003")).approved()
    ledger.publish(first)
    yield
    ledger.publish(second)


# Merges.


@attack("merge_incomplete")
def a_merge_that_carries_less(ledger: LedgerBuilder) -> None:
    old = ledger.tree_of(ledger.head)[CONTACT]
    draft = ledger.prepare(contact("+6638000002") | manual("ฉบับใหม่")).approved()
    ledger.publish(draft, contents={CONTACT: old})


@attack("merge_excess")
def a_merge_that_carries_more(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), contents=manual("แถมมาด้วย"))


@attack("merge_excess")
def a_merge_that_carries_other_bytes(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), contents=contact("+6638000066"))


@attack("merge_excess")
def a_merge_that_carries_another_mode(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approved()
    after = draft.manifest[CONTACT].after
    ledger.publish(draft, contents={CONTACT: ("100755", after.oid if after else "")})


@attack("merge_incomplete")
def a_merge_that_takes_away_what_it_should_bring(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), contents={CONTACT: None})


@attack("merge_excess")
def a_merge_that_takes_away_another_item(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), contents={MANUAL: None})


@attack("merge_incomplete")
def a_merge_with_our_side_only(ledger: LedgerBuilder) -> None:
    old = ledger.tree_of(ledger.head)[CONTACT]
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), contents={CONTACT: old})


@attack("restoration_differs restoration_differs")
def a_squash_with_more_in_it(ledger: LedgerBuilder) -> None:
    ledger.prepare(contact("+6638000002")).approved()
    ledger.land(contact("+6638000002") | manual("แถมมาด้วย"))


@attack("merge_shape")
def an_octopus_of_two_contents(ledger: LedgerBuilder) -> None:
    first = ledger.prepare(contact("+6638000002")).approved()
    second = ledger.prepare(manual("ฉบับใหม่")).approved()
    ledger.publish(first, tips=[first.tip, second.tip], contents=manual("ฉบับใหม่"))


@attack("merge_shape")
def an_approval_of_one_content_beside_another(ledger: LedgerBuilder) -> None:
    approved = ledger.prepare(contact("+6638000002")).approved()
    other = ledger.prepare(contact("+6638000066"))
    ledger.publish(other, tips=[approved.tip, other.tip])


@attack("merge_shape history_rewritten")
def a_criss_cross(ledger: LedgerBuilder) -> None:
    main = ledger.head
    draft = ledger.prepare(contact("+6638000002")).approved()
    merged = ledger.commit(tree=draft.tree, parents=[draft.tip, main], by=PREPARER, message="Merge main\n")
    draft.tip = merged
    ledger.publish(draft)


@attack("merge_shape history_rewritten")
def content_that_merges(ledger: LedgerBuilder) -> None:
    side = ledger.prepare(manual("ฉบับใหม่"))
    draft = ledger.prepare(contact("+6638000002"))
    draft.content = draft.tip = ledger.commit(
        tree=draft.tree, parents=[draft.base, side.content], by=PREPARER, message="Prepare\n"
    )
    ledger.publish(draft.approved())


@attack("restoration_differs", "empty_change")
def a_fast_forward_of_a_submission(ledger: LedgerBuilder) -> None:
    ledger.move_main(ledger.prepare(contact("+6638000002")).approved().tip)


@attack("restoration_differs", "empty_change", "merge_shape")
def a_foxtrot(ledger: LedgerBuilder) -> None:
    main = ledger.head
    draft = ledger.prepare(contact("+6638000002")).approved()
    merge = ledger.commit(tree=draft.tree, parents=[draft.tip, main], by=PREPARER, message="Publish\n")
    ledger.move_main(merge)


@attack("merge_shape")
def an_unrelated_root(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    root = ledger.commit(tree=draft.tree, parents=[], by=PREPARER, message="Prepare\n")
    ledger.publish(draft, tips=[root])


@attack("base_not_on_main")
def content_on_a_base_beside_main(ledger: LedgerBuilder) -> None:
    side = ledger.prepare(manual("ฉบับใหม่"))
    draft = ledger.prepare(contact("+6638000002"), base=side.content).approved()
    ledger.publish(draft)


@attack("base_not_on_main")
def content_in_two_commits(ledger: LedgerBuilder) -> None:
    first = ledger.prepare(contact("+6638000002"))
    second = ledger.prepare(contact("+6638000003"), base=first.content)
    ledger.publish(second.approved())


@attack("base_not_on_main")
def a_strange_path_only_in_a_commit_between(ledger: LedgerBuilder) -> None:
    first = ledger.prepare({".github/workflows/deploy.yml": b"run: rm"})
    second = ledger.prepare(contact("+6638000002") | {".github/workflows/deploy.yml": None}, base=first.content)
    ledger.publish(second.approved(), contents={".github/workflows/deploy.yml": None})


@attack("commit_grammar")
def a_base_that_is_no_commit(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    content = ledger.commit(tree=draft.tree, parents=[draft.tree], by=PREPARER, message="Prepare\n")
    ledger.publish(draft, tips=[content])


@attack("commit_grammar")
def an_approval_of_what_is_no_commit(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.publish(draft.approve("unit_check", parents=[draft.tree]))


@attack("commit_grammar")
def a_base_whose_bytes_say_nothing(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    nothing = ledger.objects.raw("commit", b"nothing\n")
    content = ledger.commit(tree=draft.tree, parents=[nothing], by=PREPARER, message="Prepare\n")
    ledger.publish(draft, tips=[content])


# Straight onto main.


@attack("restoration_differs")
def content_straight_onto_main(ledger: LedgerBuilder) -> None:
    ledger.land(contact("+6638000002"))


@attack("restoration_differs")
def deleting_straight_on_main(ledger: LedgerBuilder) -> None:
    ledger.land({CONTACT: None})


@attack("restoration_differs", "restoration_differs")
def a_restoration_that_takes_something_along(ledger: LedgerBuilder) -> None:
    clean = ledger.tree_of(ledger.head)[CONTACT]
    ledger.land(contact("+6638000002"))
    ledger.land({CONTACT: clean} | manual("แถมมาด้วย"))


@attack("restoration_differs", "signer_unknown")
def a_restoration_by_an_unknown_key(ledger: LedgerBuilder) -> None:
    clean = ledger.head
    ledger.land(contact("+6638000002"))
    ledger.restore(clean, key=key_of("stranger"))


@attack("empty_change")
def an_empty_commit(ledger: LedgerBuilder) -> None:
    ledger.land({})


@attack("submission_empty")
def an_empty_publication(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare({}))


@attack("restoration_differs", "base_untrusted")
def honest_work_on_a_rejected_change(ledger: LedgerBuilder) -> None:
    ledger.land(contact("+6638000066"))
    ledger.publish(ledger.prepare(contact("+6638000002")).approved())


@attack("restoration_differs", "base_untrusted")
def undoing_a_rejected_change_by_a_submission(ledger: LedgerBuilder) -> None:
    clean = ledger.tree_of(ledger.head)[CONTACT]
    ledger.land(contact("+6638000066"))
    ledger.publish(ledger.prepare({CONTACT: clean}).approved())


@attack("restoration_differs", "restoration_differs", "base_untrusted")
def a_new_item_that_a_rejected_change_had_landed_first(ledger: LedgerBuilder) -> None:
    ledger.land(news("hr"))
    ledger.land(news("legal"))
    ledger.publish(ledger.prepare(news("hr", body="แก้ไขแล้ว")).approved())


# Modes and paths.


def everywhere(ledger: LedgerBuilder, contents: dict[str, Any]) -> None:
    """An honest-looking publication of these contents, approved as far as any form can."""
    draft = ledger.prepare(contact("+6638000002") | contents, by=PREPARER)
    ledger.publish(draft.approve("unit_check", by=HEAD), by=PREPARER)


@attack("path_mode")
def a_symbolic_link(ledger: LedgerBuilder) -> None:
    target = ledger.objects.blob(b"/etc/passwd")
    everywhere(ledger, {CONTACT: ("120000", target)})


@attack("path_mode")
def an_executable(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {CONTACT: ("100755", ledger.objects.blob(dump(contact("+6638000002")[CONTACT])))})


@attack("path_mode")
def a_file_that_a_group_may_write(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {CONTACT: ("100664", ledger.objects.blob(dump(contact("+6638000002")[CONTACT])))})


@attack("path_mode")
def a_submodule(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {CONTACT: ("160000", "1" * 40)})


@attack("path_mode")
def a_mode_written_otherwise(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {CONTACT: ("0100644", ledger.objects.blob(dump(contact("+6638000002")[CONTACT])))})


@attack("yaml_too_large")
def a_file_that_is_a_folder(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {CONTACT: ("100644", ledger.write_tree({}, news()))})


STRANGE_PATHS = {
    "a control character": "items/news/hr/fi\trst.yaml",
    "a line feed": "items/news/hr/first\n.yaml",
    "an escape": "items/news/hr/\x1b[2Jfirst.yaml",
    "a Thai name": "items/news/hr/ข่าว.yaml",
    "an upper-case twin": "items/contact/office-of-palad/Main.yaml",
    "an upper-case folder": "Items/contact/office-of-palad/main.yaml",
    "a parent folder": "items/news/../main.yaml",
    "a quoted name": 'items/news/hr/"first".yaml',
    "a trailing space": "items/news/hr/first.yaml ",
    "a trailing dot": "items/news/hr/first.yaml.",
    "a backslash": "items/news/hr\\first.yaml",
    "a direction-changing character": "items/news/hr/first\u202elmay.yaml",
    "a full-width twin": "items/news/hr/ｍain.yaml",
    "a name of 65 letters": f"items/news/hr/{'a' * 65}.yaml",
    "a doubled hyphen": "items/news/hr/a--b.yaml",
    "another extension": "items/news/hr/first.yml",
    "a file in another's folder": f"files/ab/{'a' * 64}.pdf",
    "a workflow": ".github/workflows/deploy.yml",
    "submodules": ".gitmodules",
    "a repository within": "items/.git/config",
    "a mail map": ".mailmap",
    "a hook": "hooks/pre-receive",
    "an attributes file below": "items/.gitattributes",
    "a framework of another name": "catalogue/frameworks/mine.yaml",
    "a policy file more": "policy/extra.yaml",
}


def note_strange_path(what: str, path: str) -> None:
    def play(ledger: LedgerBuilder) -> None:
        everywhere(ledger, {path: dump(news("hr")["items/news/hr/first.yaml"])})

    play.__name__ = f"a strange path: {what}"
    attack("path_not_allowed")(play)


for strange in STRANGE_PATHS.items():
    note_strange_path(*strange)


@attack("path_not_allowed path_mode")
def a_folder_below_fifty_others(ledger: LedgerBuilder) -> None:
    everywhere(ledger, {"/".join("a" * 50) + "/x.yaml": b"x"})


@attack("restoration_differs")
def a_strange_path_straight_onto_main(ledger: LedgerBuilder) -> None:
    ledger.land({"items/news/hr/ข่าว \x1b[2J.yaml": b"x"})


@attack("path_not_allowed")
def a_strange_path_only_in_the_content(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002") | {".gitmodules": b"[submodule]"}).approved()
    ledger.publish(draft, contents={".gitmodules": None})


def odd(ledger: LedgerBuilder, *rows: tuple[str, bytes, str]) -> None:
    """A publication whose content and merge hold these odd entries at the top of their trees."""
    draft = ledger.prepare(contact("+6638000002"))
    tree = ledger.odd_tree(draft.tree, *rows)
    content = ledger.commit(tree=tree, parents=[draft.base], by=PREPARER, message="Prepare\n")
    draft.tree, draft.content, draft.tip = tree, content, content
    draft.approve("unit_check")
    ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head, draft.tip], by=PREPARER, message="Publish\n"))


@attack("path_not_allowed", odd=True)
def a_tree_with_one_name_twice(ledger: LedgerBuilder) -> None:
    odd(ledger, ("100644", b"README.md", ledger.objects.blob(b"other")))


@attack("path_not_allowed", odd=True)
def a_folder_and_a_file_of_one_name(ledger: LedgerBuilder) -> None:
    odd(ledger, ("100644", b"items", ledger.objects.blob(b"other")))


@attack("path_not_allowed", odd=True)
def a_slash_in_a_name(ledger: LedgerBuilder) -> None:
    blob = ledger.objects.blob(dump(news("hr")["items/news/hr/first.yaml"]))
    odd(ledger, ("100644", b"items/news/hr/first.yaml", blob))


@attack("path_not_allowed", odd=True)
def a_folder_without_a_name(ledger: LedgerBuilder) -> None:
    inner = ledger.write_tree({}, news("hr"))
    odd(ledger, ("40000", b"", inner))


@attack("path_not_allowed", odd=True)
def a_file_without_a_name(ledger: LedgerBuilder) -> None:
    odd(ledger, ("100644", b"", ledger.objects.blob(b"x")))


@attack("path_not_allowed", odd=True)
def a_name_that_is_not_utf_8(ledger: LedgerBuilder) -> None:
    odd(ledger, ("100644", b"caf\xe9.yaml", ledger.objects.blob(b"x")))


@attack("path_not_allowed path_mode", odd=True)
def a_folder_whose_mode_is_written_otherwise(ledger: LedgerBuilder) -> None:
    odd(ledger, ("040000", b"site2", ledger.write_tree({}, {"x": b"x"})))


@attack("path_not_allowed path_mode", odd=True)
def a_folder_that_is_a_file(ledger: LedgerBuilder) -> None:
    odd(ledger, ("40000", b"extra", ledger.objects.blob(b"no tree")))


@attack("path_not_allowed path_mode", odd=True)
def a_folder_whose_bytes_list_nothing(ledger: LedgerBuilder) -> None:
    odd(ledger, ("40000", b"extra", ledger.objects.raw("tree", b"100644 half an entry\0abc")))


@attack("restoration_differs", "restoration_differs", "restoration_differs", odd=True)
def trees_on_main_that_are_none(ledger: LedgerBuilder) -> None:
    for raw in (b"nothing", b"1 " * 30, b"100644 x\0short"):
        tree = ledger.odd_tree(ledger.prepare({}).tree, ("40000", b"%d" % len(raw), ledger.objects.raw("tree", raw)))
        ledger.move_main(ledger.commit(tree=tree, parents=[ledger.head], by=PREPARER, message="Land\n"))


# Documents.


def checked(ledger: LedgerBuilder, contents: dict[str, Any], by: str = PREPARER, head: str = HEAD) -> None:
    """Published as it should be, were it not for what it says."""
    draft = ledger.prepare(contents, by=by).approve("unit_check", by=head).approve("consent")
    ledger.publish(draft, by=by)


@attack("item_unit_not_responsible publisher_not_allowed")
def an_obligation_that_is_none_of_the_units(ledger: LedgerBuilder) -> None:
    document = contact()[CONTACT] | {"unit": "hr"}
    checked(ledger, {"items/contact/hr/main.yaml": document}, "hr-preparer", "hr-head")


@attack("item_obligation_unknown publisher_not_allowed")
def an_obligation_that_nobody_knows(ledger: LedgerBuilder) -> None:
    document = contact()[CONTACT] | {"obligation": "favours"}
    checked(ledger, {f"items/favours/{PALAD}/main.yaml": document})


@attack("author_not_allowed item_unit_unknown publisher_not_allowed")
def a_unit_that_nobody_knows(ledger: LedgerBuilder) -> None:
    checked(ledger, news("nowhere"))


@attack("item_obligation_differs")
def a_document_of_another_obligation(ledger: LedgerBuilder) -> None:
    checked(ledger, contact("+6638000002", obligation="laws"))


@attack("item_unit_differs")
def a_document_of_another_unit(ledger: LedgerBuilder) -> None:
    checked(ledger, contact("+6638000002", unit="hr"))


@attack("item_period_kind")
def a_period_of_another_kind(ledger: LedgerBuilder) -> None:
    checked(ledger, {CONTACT: contact()[CONTACT] | {"period": {"kind": "fiscal_year", "fiscal_year": 2569}}})


@attack("item_name_differs")
def one_duty_under_two_names(ledger: LedgerBuilder) -> None:
    checked(ledger, {f"items/contact/{PALAD}/second.yaml": contact("+6638000002")[CONTACT]})


@attack("item_name_differs")
def a_month_under_another_months_name(ledger: LedgerBuilder) -> None:
    document = monthly(1)["items/procurement-monthly/hr/2569-01.yaml"]
    checked(ledger, {"items/procurement-monthly/hr/2569-02.yaml": document}, "hr-preparer", "hr-head")


@attack("item_schema_not_of_obligation")
def content_of_another_shape(ledger: LedgerBuilder) -> None:
    document = news("hr")["items/news/hr/first.yaml"] | {"obligation": "contact", "unit": PALAD}
    checked(ledger, {CONTACT: document})


@attack("item_schema_not_of_obligation")
def a_document_of_policy_in_an_items_place(ledger: LedgerBuilder) -> None:
    checked(ledger, {CONTACT: ledger.read("policy/rules.yaml")})


@attack("item_schema_not_of_obligation")
def an_item_in_the_place_of_a_house_file(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare({"calendar/holidays.yaml": contact()[CONTACT]}).approved())


@attack("item_deleted")
def an_item_deleted(ledger: LedgerBuilder) -> None:
    checked(ledger, {CONTACT: None})


@attack("item_deleted")
def an_item_deleted_beside_another(ledger: LedgerBuilder) -> None:
    checked(ledger, {MANUAL: None} | contact("+6638000002"))


BAD_YAML = {
    "yaml_syntax": b"schema: [contact/v1\n",
    "yaml_too_large": b"schema: contact/v1\n#" + b"x" * (256 << 10),
    "yaml_alias": b"schema: &a contact/v1\nobligation: *a\n",
    "yaml_too_deep": b"schema: " + b"[" * 40 + b"]" * 40 + b"\n",
    "yaml_duplicate_key": b"schema: contact/v1\nschema: settings/v1\n",
    "yaml_tag": b"schema: !!python/object/apply:os.system [id]\n",
    "yaml_several_documents": b"schema: contact/v1\n---\nschema: settings/v1\n",
    "yaml_byte_order_mark": b"\xef\xbb\xbfschema: contact/v1\n",
    "yaml_not_utf8": b"schema: \xff\n",
    "yaml_control_character": "schema: contact/v1 # \u202e\n".encode(),
    "yaml_too_many_nodes": b"schema: [" + b"a," * 20_001 + b"]\n",
    "yaml_empty": b"",
    "yaml_key_not_text": b"1: 2\n",
    "schema_wrong_type": b"- schema\n",
    "schema_unknown": b"schema: favour/v1\n",
    "schema_missing_field": dump({key: value for key, value in contact()[CONTACT].items() if key != "title"}),
    "schema_unknown_field": dump(contact("+6638000002", approved_by="me")[CONTACT]),
}


def note_bad_yaml(code: str, data: bytes) -> None:
    def play(ledger: LedgerBuilder) -> None:
        checked(ledger, {CONTACT: data})

    play.__name__ = f"a document of {code}"
    attack(code)(play)


for bad in BAD_YAML.items():
    note_bad_yaml(*bad)


# Attachments.


def with_file(ledger: LedgerBuilder, data: bytes = b"%PDF-1.7", **row: Any) -> dict[str, Any]:
    """An item that names an attachment, and its pointer."""
    path, pointer = ledger.attach(data)
    return {path: pointer} | contact("+6638000002", attachments=[attachment(path, pointer) | row])


def file_of(contents: dict[str, Any]) -> str:
    return next(path for path in contents if path.startswith("files/"))


@attack("attachment_missing")
def an_attachment_that_is_not_there(ledger: LedgerBuilder) -> None:
    contents = with_file(ledger)
    del contents[file_of(contents)]
    checked(ledger, contents)


@attack("attachment_unreferenced")
def an_attachment_that_nobody_names(ledger: LedgerBuilder) -> None:
    path, pointer = ledger.attach(b"smuggled")
    checked(ledger, with_file(ledger) | {path: pointer})


@attack("attachment_unreferenced")
def only_an_attachment(ledger: LedgerBuilder) -> None:
    path, pointer = ledger.attach(b"smuggled")
    checked(ledger, {path: pointer})


@attack("attachment_size_differs")
def an_attachment_of_another_size(ledger: LedgerBuilder) -> None:
    checked(ledger, with_file(ledger, bytes=5))


@attack("pointer_invalid")
def a_pointer_that_is_none(ledger: LedgerBuilder) -> None:
    contents = with_file(ledger)
    checked(ledger, contents | {file_of(contents): b"%PDF-1.7"})


@attack("pointer_invalid")
def a_pointer_with_a_line_more(ledger: LedgerBuilder) -> None:
    contents = with_file(ledger)
    path = file_of(contents)
    checked(ledger, contents | {path: contents[path] + b"ext-0-run sha256:00\n"})


@attack("pointer_path_differs")
def a_pointer_to_another_file(ledger: LedgerBuilder) -> None:
    contents = with_file(ledger)
    _, other = ledger.attach(b"other bytes")
    checked(ledger, contents | {file_of(contents): other})


@attack("pointer_path_differs")
def a_pointer_swapped_for_another_size(ledger: LedgerBuilder) -> Iterator[None]:
    contents = with_file(ledger)
    checked(ledger, contents)
    yield
    path = file_of(contents)
    swapped = contents[path].replace(b"size 8", b"size 9")
    checked(ledger, {path: swapped} | contact("+6638000003", attachments=[attachment(path, swapped)]))


@attack("attachment_missing")
def an_attachment_taken_from_under_another_item(ledger: LedgerBuilder) -> Iterator[None]:
    contents = with_file(ledger)
    path = file_of(contents)
    row = attachment(path, contents[path])
    checked(ledger, contents | manual("ฉบับใหม่", attachments=[row]))
    yield
    checked(ledger, {path: None} | contact("+6638000003"))


@attack("attachment_unreferenced")
def an_attachment_left_behind(ledger: LedgerBuilder) -> Iterator[None]:
    checked(ledger, with_file(ledger))
    yield
    checked(ledger, contact("+6638000003"))


@attack("attachment_missing")
def an_attachment_deleted_while_still_named(ledger: LedgerBuilder) -> Iterator[None]:
    contents = with_file(ledger)
    checked(ledger, contents)
    yield
    path = file_of(contents)
    row = attachment(path, contents[path])
    checked(ledger, {path: None} | contact("+6638000003", attachments=[row]))


# Returns.


@attack("returned")
def publishing_what_was_sent_back(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.send_back(draft)
    yield
    ledger.publish(draft.approve("unit_check"))


@attack("return_not_allowed")
def a_return_by_a_bystander(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), by="hr-head", office="head-of-hr")


@attack("return_not_allowed")
def a_return_in_an_office_one_does_not_hold(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), by="hr-head")


@attack("return_not_allowed")
def a_return_by_an_executive_whose_consent_is_not_needed(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), by="chief", office="chief-executive")


@attack("publisher_not_allowed")
def a_return_published_by_another(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), merged_by=PREPARER)


@attack("return_mismatch")
def a_return_filed_under_another_submission(ledger: LedgerBuilder) -> None:
    other = ledger.prepare(contact("+6638000003"))
    draft = ledger.prepare(contact("+6638000002"))
    ledger.send_back(draft, path=f"attestations/returns/{other.content}.yaml")


@attack("return_not_allowed")
def a_return_that_takes_an_item_along(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), contents=contact("+6638000066"))


@attack("return_not_allowed")
def two_returns_at_once(ledger: LedgerBuilder) -> None:
    first, second = (ledger.prepare(contact(f"+663800000{n}")) for n in (2, 3))
    record = {
        "schema": "return/v1",
        "submission": second.content,
        "paths": [CONTACT],
        "office": f"head-of-{PALAD}",
        "reason": label("เหตุผล"),
        "returned_on": "2025-10-03",
    }
    ledger.send_back(first, contents={f"attestations/returns/{second.content}.yaml": record})


@attack("return_not_allowed")
def a_return_taken_back(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.send_back(draft)
    yield
    record = ledger.prepare({f"attestations/returns/{draft.content}.yaml": None}, by=HEAD)
    ledger.publish(record, by=HEAD)


@attack("return_not_allowed")
def a_return_reworded(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(contact("+6638000002"))
    ledger.send_back(draft)
    yield
    ledger.send_back(draft, reason=label("เหตุผลอื่น"))


@attack("item_schema_not_of_obligation")
def an_item_in_the_place_of_a_return(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    made = ledger.prepare({f"attestations/returns/{draft.content}.yaml": contact()[CONTACT]}, by=HEAD)
    ledger.publish(made, by=HEAD)


# Persons.


@attack("publisher_not_allowed")
def a_publisher_of_another_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002")).approved(), by="hr-preparer")


@attack("publisher_not_allowed")
def a_publisher_who_consents_in_an_office_nobody_asked(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish(draft, by="hr-head", message=draft.form("consent", "head-of-hr"))


@attack("publisher_not_allowed")
def an_executive_who_publishes_what_another_consented_to(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approved(), by="deputy")


@attack("author_not_allowed")
def an_author_of_another_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact("+6638000002"), by="hr-preparer").approved())


@attack("author_not_allowed")
def an_author_of_one_of_two_units(ledger: LedgerBuilder) -> Iterator[None]:
    people = with_units(ledger.read("policy/people.yaml"), "chief", list(UNITS))
    ledger.publish(ledger.prepare({"policy/people.yaml": people}).approved())
    yield
    draft = ledger.prepare(news("hr") | news("legal"), by="hr-preparer").approve("unit_check")
    ledger.publish(draft.approve("unit_check", by="legal-head"), by="chief")


@attack("submission_mixed")
def law_and_an_item_in_one(ledger: LedgerBuilder) -> None:
    rules = ledger.read("policy/rules.yaml") | {"approval_max_age_days": 30}
    draft = ledger.prepare(contact("+6638000002") | {"policy/rules.yaml": rules})
    ledger.publish(draft.approve("unit_check").approve("consent").approve("administer"))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_change_is_rejected(ledger: LedgerBuilder, attack: Attack) -> None:
    """By name; the trusted state is as it was; whoever comes honestly afterwards is accepted."""
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(news("legal", "later")))

    assert outcome.before.is_trusted
    assert outcome.codes == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.later.entries.keys() - outcome.before.entries.keys() == {"items/news/legal/later.yaml"}


def test_a_name_in_a_commit_decides_nothing(ledger: LedgerBuilder) -> None:
    """Neither for anybody nor against them."""
    draft = ledger.prepare(contact("+6638000002"), by="nobody at all", key=key_of(PREPARER))
    ledger.publish(draft.approve("unit_check", by="chief", office=f"head-of-{PALAD}", key=key_of(HEAD)), by=PREPARER)
    assert ledger.verify().trusted

    ledger.publish(ledger.prepare(contact("+6638000003")).approve("unit_check", key=key_of("hr-head")))
    assert codes(ledger.verify()) == (("approval_office_not_held", "missing_unit_check"),)


def test_one_person_is_counted_once(tmp_path: Path) -> None:
    """The chief executive, acting as head of a unit, signs one of the two steps; another must sign the other."""
    office = small_office()
    for row in office["offices"]:
        if row["id"] == f"head-of-{PALAD}":
            row["holders"].append({"person": "chief", "since": "2019-10-01"})
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)

    both = ledger.prepare(manual()).approve("unit_check", by="chief", office=f"head-of-{PALAD}").approve("consent")
    ledger.publish(both)
    assert codes(ledger.verify()) == (("missing_consent",),)

    two = ledger.prepare(manual("ฉบับใหม่"), base=ledger.anchor)
    two.approve("unit_check", by="chief", office=f"head-of-{PALAD}").approve("unit_check").approve("consent")
    ledger.publish(two)
    assert ledger.verify().trusted


def test_rejected_content_is_trusted_only_by_its_own_submission(ledger: LedgerBuilder) -> None:
    """What a rejected Change landed is proposed again from an older, clean base: the same bytes, now approved."""
    clean = ledger.head
    ledger.land(news("hr"))
    assert not ledger.verify().trusted

    ledger.publish_item(contact("+6638000002"))  # on the rejected Change, but of another path
    meanwhile = ledger.verify()
    assert (len(meanwhile.rejected), meanwhile.trusted) == (1, False)
    assert set(meanwhile.history.untrusted) == {"items/news/hr/first.yaml"}

    ledger.publish(ledger.prepare(news("hr"), base=clean).approved())
    after = ledger.verify()
    assert (len(after.rejected), after.trusted) == (1, True)
    assert "items/news/hr/first.yaml" in after.history.entries


def test_a_fast_forward_becomes_trusted_by_a_merge_of_its_own_content(ledger: LedgerBuilder) -> None:
    """The content commit lies on `main` already; only its approvals were in the wrong place."""
    draft = ledger.prepare(contact("+6638000002"))
    ledger.move_main(draft.content)
    assert codes(ledger.verify()) == (("restoration_differs",),)

    ledger.publish(draft.approve("unit_check"))
    assert ledger.verify().trusted


def test_a_submission_burnt_by_a_merge_of_our_side_is_published_all_the_same(ledger: LedgerBuilder) -> None:
    """git would call it merged already; the trusted state knows better."""
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish(draft, contents={CONTACT: ledger.tree_of(ledger.head)[CONTACT]})
    assert codes(ledger.verify()) == (("merge_incomplete",),)

    ledger.publish(draft)
    after = ledger.verify()
    assert (len(after.rejected), after.trusted) == (1, True)
    assert after.history.entries[CONTACT] == draft.manifest[CONTACT].after


def test_what_a_rejected_change_holds_back_is_not_consumed(ledger: LedgerBuilder) -> None:
    """A publication rejected for want of an approval is accepted once it has it."""
    draft = ledger.prepare(manual("ฉบับใหม่")).approve("unit_check")
    ledger.publish(draft)
    assert codes(ledger.verify()) == (("missing_consent",),)

    ledger.publish(draft.approve("consent"))
    assert ledger.verify().trusted


@pytest.mark.parametrize("by", [PREPARER, "admin", "legal-preparer"])
def test_anybody_known_may_restore(ledger: LedgerBuilder, by: str) -> None:
    clean = ledger.head
    ledger.land(contact("+6638000066") | {MANUAL: None, ".gitmodules": b"x"})
    ledger.restore(clean, by=by)

    after = ledger.verify()
    assert codes(after) == (("restoration_differs",) * 3,)
    assert (after.trusted, after.accepted) == (True, 3)


def test_a_main_that_is_no_tree_at_all_can_be_restored(ledger: LedgerBuilder) -> None:
    clean = ledger.head
    nothing = ledger.objects.raw("tree", b"nothing")
    ledger.move_main(ledger.commit(tree=nothing, parents=[clean], by=PREPARER, message="Land\n"))
    before = ledger.verify()
    assert {code for row in codes(before) for code in row} == {"restoration_differs"}
    assert before.history.untrusted.keys() == before.history.entries.keys() | {""}

    ledger.restore(clean)
    assert ledger.verify().trusted


def test_a_tree_that_holds_itself_a_billion_times_is_rejected_and_restored(ledger: LedgerBuilder) -> None:
    """Four small objects, more paths than anybody could walk: on `main`, and again as the content of a submission."""
    clean, tree = ledger.head, ledger.objects.blob(b"x")
    for mode in ("100644", "40000", "40000"):
        tree = ledger.objects.raw_tree((mode, f"{n:04}", tree) for n in range(1000))
    bomb = ledger.objects.raw_tree([("40000", "items", tree)])
    ledger.move_main(ledger.commit(tree=bomb, parents=[clean], by=PREPARER, message="Land\n"))
    ledger.restore(clean)
    after = ledger.verify()
    assert ({code for row in codes(after) for code in row}, after.trusted) == ({"restoration_differs"}, True)

    content = ledger.commit(tree=bomb, parents=[clean], by=PREPARER, message="Prepare\n")
    ledger.publish(ledger.prepare({}), tips=[content])
    after = ledger.verify()
    assert {"path_not_allowed", "path_mode"} <= set(codes(after)[1])
    assert after.trusted


def test_a_file_that_the_anchor_left_behind_needs_somebodys_word_to_go(tmp_path: Path) -> None:
    """No rule asks for an approval of it, so no rule allows it: empty means no."""
    sha256 = hashlib.sha256(b"orphan").hexdigest()
    path = f"files/{sha256[:2]}/{sha256}.pdf"
    ledger = LedgerBuilder(tmp_path / "origin.git", contents={path: render_pointer(Pointer(sha256, 6))})
    ledger.publish(ledger.prepare({path: None}, by=PREPARER), by=PREPARER)

    assert codes(ledger.verify()) == (("path_rule_missing",),)


def test_a_part_may_be_restored(ledger: LedgerBuilder) -> None:
    clean = ledger.tree_of(ledger.head)
    ledger.land(contact("+6638000066") | manual("แถมมาด้วย"))
    ledger.land({CONTACT: clean[CONTACT]})

    after = ledger.verify()
    assert len(after.rejected) == 1
    assert set(after.history.untrusted) == {MANUAL}


def test_a_return_binds_only_what_it_names(ledger: LedgerBuilder) -> None:
    """A head sends back one path of two: the submission stands."""
    draft = ledger.prepare(contact("+6638000002") | manual("ฉบับใหม่"))
    ledger.send_back(draft, paths=[CONTACT])
    ledger.publish(draft.approve("unit_check").approve("consent"))

    assert ledger.verify().trusted


@pytest.mark.parametrize(("by", "office"), [(HEAD, f"head-of-{PALAD}"), ("chief", "chief-executive")])
def test_any_approver_of_the_paths_may_send_back(ledger: LedgerBuilder, by: str, office: str) -> None:
    draft = ledger.prepare(manual("ฉบับใหม่"))
    ledger.send_back(draft, by=by, office=office)
    assert ledger.verify().trusted

    ledger.publish(draft.approve("unit_check").approve("consent"))
    assert codes(ledger.verify()) == (("returned",),)


def test_an_approval_holds_on_its_last_day(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approved()
    ledger.publish(draft, at=ledger.at + 90 * DAY)
    assert ledger.verify().trusted

    late = ledger.prepare(contact("+6638000003")).approved()
    ledger.publish(late, at=ledger.at + 90 * DAY + 1)
    assert codes(ledger.verify()) == (("approval_too_old", "missing_unit_check"),)


def test_clocks_may_differ_by_a_day(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002")).approve("unit_check")
    ledger.publish(draft, at=ledger.at - DAY)
    assert ledger.verify().trusted

    early = ledger.prepare(contact("+6638000003")).approve("unit_check")
    ledger.publish(early, at=ledger.at - DAY - 1)
    assert codes(ledger.verify()) == (("approval_too_old", "missing_unit_check"),)


def test_sixty_four_approvals_are_not_too_many(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000002"))
    for _ in range(64):
        draft.approve("unit_check")
    ledger.publish(draft)

    assert ledger.verify().trusted


def test_approvals_may_come_on_several_sides_of_one_merge(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(manual("ฉบับใหม่"))
    checked = draft.approve("unit_check").tip
    draft.tip = draft.content
    consented = draft.approve("consent").tip
    ledger.publish(draft, tips=[checked, consented])

    assert ledger.verify().trusted


def test_whoever_consents_may_publish_with_the_same_signature(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(manual("ฉบับใหม่")).approve("unit_check")
    ledger.publish(draft, by="chief", message=draft.form("consent", "chief-executive"))

    assert ledger.verify().trusted


def office_with_a_term(until: str) -> dict[str, Any]:
    """`small_office`, where one unit's preparer has a key, and its head an office, that end."""
    office = small_office()
    for person in office["people"]:
        if person["id"] == PREPARER:
            person["keys"][0]["until"] = until
    for row in office["offices"]:
        if row["id"] == f"head-of-{PALAD}":
            row["holders"][0]["until"] = until
            row["holders"].append({"person": "legal-head", "since": until})
    return office


def test_a_merge_dated_back_into_a_term_that_ended_is_judged_by_the_day_it_lands(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_a_term("2025-10-10"))
    ledger.publish_item(contact())
    draft = ledger.prepare(contact("+6638000002")).approve("unit_check")
    then = ledger.at
    ledger.wait(20).publish_item(news("hr"))
    assert ledger.verify().trusted

    ledger.publish(draft, at=then)

    expected = (("approval_office_not_held", "missing_unit_check", "signer_unknown"),)
    assert codes(ledger.verify()) == expected


def test_at_the_desk_too_the_day_is_never_before_the_last_change(tmp_path: Path) -> None:
    """Whatever the clock of the computer says on which a submission is assessed."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_a_term("2025-10-10"))
    draft = ledger.prepare(contact()).approve("unit_check")
    then = ledger.at
    ledger.wait(20).publish_item(news("hr"))
    history = ledger.verify().history
    with Repository(ledger.git_dir) as repository:
        walker = Walker(repository, history.keyring)
        submission = walker.read_submission(draft.tip)
        assert isinstance(submission, Submission)
        found = assess(submission, walker.blobs(submission.manifest), history, at=then)

    assert [finding.code for finding in found.findings] == ["approval_office_not_held"]


def test_leaving_after_preparing_takes_nothing_back(tmp_path: Path) -> None:
    """The author's key ended between content and publication; a colleague publishes."""
    office = office_with_a_term("2025-10-10")
    next(row for row in office["people"] if row["id"] == HEAD)["units"] = [PALAD]
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    draft = ledger.prepare(contact())
    ledger.wait(20)
    ledger.publish(draft.approve("unit_check", by="legal-head", office=f"head-of-{PALAD}"), by=HEAD)

    assert ledger.verify().trusted


def test_a_key_that_had_ended_before_the_base_prepares_nothing(tmp_path: Path) -> None:
    """Whatever date the content commit claims."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_a_term("2025-10-10"))
    then = ledger.at
    ledger.wait(20).publish_item(news("hr"))
    draft = ledger.prepare(contact(), at=then)
    ledger.publish(draft.approve("unit_check", by="legal-head", office=f"head-of-{PALAD}"), by=HEAD)

    assert codes(ledger.verify()) == (("signer_unknown",),)


def test_nobody_moves_the_clock_of_all_alone(tmp_path: Path) -> None:
    """A restoration, and a return, dated in a far year end nobody's term."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_a_term("2030-01-01"))
    ledger.publish_item(contact())
    clean = ledger.head
    ledger.land(contact("+6638000066"))
    ledger.restore(clean, by="admin", at=FAR)
    refused = ledger.prepare(manual())
    ledger.send_back(refused, by="chief", office="chief-executive", at=FAR)
    ledger.publish_item(contact("+6638000002"))

    after = ledger.verify()
    assert (codes(after), after.trusted, after.accepted) == ((("restoration_differs",),), True, 4)


def test_an_approval_of_ones_own_return_moves_no_clock_either(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_a_term("2030-01-01"))
    refused = ledger.prepare(manual())
    path = f"attestations/returns/{refused.content}.yaml"
    record = {
        "schema": "return/v1",
        "submission": refused.content,
        "paths": [MANUAL],
        "office": "chief-executive",
        "reason": label("เหตุผล"),
        "returned_on": "2025-10-03",
    }
    made = ledger.prepare({path: record}, by="chief", at=FAR).approve("consent", at=FAR)
    ledger.publish(made, by="chief", at=FAR)
    ledger.publish_item(contact())

    assert ledger.verify().trusted


def test_a_file_goes_with_the_last_item_that_names_it(ledger: LedgerBuilder) -> None:
    """And not before; what stays named, and what is exchanged, is accepted."""
    contents = with_file(ledger)
    path = file_of(contents)
    row = attachment(path, contents[path])
    checked(ledger, contents | manual("ฉบับใหม่", attachments=[row]))
    checked(ledger, contact("+6638000003"))
    assert ledger.verify().trusted
    assert path in ledger.verify().history.pointers

    checked(ledger, {path: None} | manual("ฉบับที่สาม"))
    after = ledger.verify()
    assert after.trusted
    assert path not in after.history.pointers
