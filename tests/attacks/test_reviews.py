"""Hostile merge reviews: an invented, replayed, borrowed or stretched one counts for nothing, by name."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.approvals import ApprovalForm, ApprovalFormError, parse_form, render_form
from repo_schema.manifests import Alteration, Entry
from repo_schema.reviews import REVIEW_STRENGTHS, Account, RecordedReview
from service.ledger.records import Names, provenance_record
from tests.support.keys import KeyPair
from tests.support.ledger import LedgerBuilder, contact, dump, manual, news
from tests.support.objects import sign_commit
from tests.support.openpgp import MADE, PgpKey, armour, subpacket
from tests.support.reviewed import BY_TIME, RECORDER, record, reviewed_ledger, reviewed_office, rules, vouch

HEAD = "office-of-palad-head"
PREPARER = "office-of-palad-preparer"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return reviewed_ledger(tmp_path)


def checked(ledger: LedgerBuilder, title: str = "คู่มือการให้บริการ") -> Any:
    return ledger.prepare(manual(title)).approve("unit_check")


# What counts.


@pytest.mark.parametrize(("forge", "strength"), [("town-git", REVIEW_STRENGTHS[0]), (BY_TIME, REVIEW_STRENGTHS[1])])
def test_a_recorded_review_counts_as_what_it_is(ledger: LedgerBuilder, forge: str, strength: str) -> None:
    """As its account's owner in their office, signed for by the recorder, and named for its strength."""
    made = []
    ledger.publish(record(checked(ledger), forge=forge), by=RECORDER)
    found = ledger.verify(sink=lambda verdict, history: made.append((verdict, Names(history.laws_since(0)))))
    verdict, names = made[-1]
    assert verdict.provenance is not None
    told = provenance_record(verdict.provenance, names)

    assert (found.trusted, verdict.is_shared) == (True, True)
    (consent,) = told["consented"]
    assert (consent["person"]["id"], consent["office"]["id"]) == ("chief", "chief-executive")
    assert (consent["strength"], consent["review"]["account"]) == (strength, f"{forge}:boonmee")
    assert told["checked"][0]["strength"] == "signed_commit"
    assert told["proof"]["strength"] == strength


def test_vouched_content_is_its_owners_and_shown_as_vouched(ledger: LedgerBuilder) -> None:
    made = []
    draft = vouch(ledger, manual()).approve("unit_check")
    ledger.publish(record(draft, head="ab" * 20), by=RECORDER)
    found = ledger.verify(sink=lambda verdict, history: made.append((verdict, Names(history.laws_since(0)))))
    told = provenance_record(made[-1][0].provenance, made[-1][1])

    assert found.trusted
    assert (told["prepared"]["person"]["id"], told["prepared"]["strength"]) == (PREPARER, "vouched")
    assert told["proof"]["strength"] == "vouched"


# What does not.


def by_somebody_else(ledger: LedgerBuilder) -> None:
    """A clerk writes down a review that the executive never gave."""
    ledger.publish(record(checked(ledger), by=PREPARER))


def of_an_unknown_account(ledger: LedgerBuilder) -> None:
    ledger.publish(record(checked(ledger), "stranger"))


def of_an_account_without_the_office(ledger: LedgerBuilder) -> None:
    ledger.publish(record(checked(ledger), "prasit"))


def on_a_forge_that_policy_does_not_name(ledger: LedgerBuilder) -> None:
    ledger.publish(record(checked(ledger), forge="hub", strength="forge_review_bound"))


def stronger_than_the_forge_can_be(ledger: LedgerBuilder) -> None:
    ledger.publish(record(checked(ledger), forge=BY_TIME, strength="forge_review_bound"))


def as_the_units_check(ledger: LedgerBuilder) -> None:
    office = "head-of-office-of-palad"
    ledger.publish(record(ledger.prepare(contact()), "prasit", step="unit_check", office=office))


def of_another_head(ledger: LedgerBuilder) -> None:
    """Replayed: the executive reviewed what was there before the last push."""
    before = checked(ledger)
    ledger.publish(record(checked(ledger, "คู่มือที่แก้หลังการพิจารณา"), head=before.tip))


def carried_over_to_other_content(ledger: LedgerBuilder) -> None:
    before = checked(ledger)
    now = checked(ledger, "คู่มือที่แก้หลังการพิจารณา")
    ledger.publish(record(now, head=before.tip, manifest=before.manifest))


def kept_in_a_drawer(ledger: LedgerBuilder) -> None:
    """The recorder's own commit is new; the review is not."""
    then = ledger.at
    ledger.wait(400)
    ledger.publish(record(checked(ledger), at=then))


def by_the_author(ledger: LedgerBuilder) -> None:
    """The executive pushes content, then presses the button."""
    draft = ledger.prepare(manual(), by="chief").approve("unit_check")
    ledger.publish(record(draft), by=RECORDER)


def the_recorders_own_consent(ledger: LedgerBuilder) -> None:
    ledger.publish(checked(ledger).approve("consent", by=RECORDER, office=RECORDER), by=RECORDER)


def the_recorder_in_anothers_office(ledger: LedgerBuilder) -> None:
    ledger.publish(checked(ledger).approve("consent", by=RECORDER, office="chief-executive"), by=RECORDER)


def a_recorder_publishes_what_no_review_is_about(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(contact()).approve("unit_check"), by=RECORDER)


def a_recorder_publishes_on_a_review_that_nobody_asked_for(ledger: LedgerBuilder) -> None:
    ledger.publish(record(ledger.prepare(contact()).approve("unit_check")), by=RECORDER)


def a_change_of_rules(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare({"policy/rules.yaml": rules(vouched=False)})
    ledger.publish(record(draft), by="admin")


def a_change_of_a_program_that_the_forge_runs(ledger: LedgerBuilder) -> None:
    ledger.publish(record(ledger.prepare({".gitlab-ci.yml": b"check:\n  script: [make]\n"})), by="admin")


def a_waiver(ledger: LedgerBuilder) -> None:
    document = {
        "schema": "waiver/v1",
        "obligation": "risk-actions",
        "unit": "legal",
        "period": "2569",
        "reason": {"th": "ไม่มีความเสี่ยงที่ต้องจัดการในปีนี้"},
        "waived_on": "2025-10-03",
    }
    draft = ledger.prepare({"waivers/risk-actions/legal/2569.yaml": document}).approve("unit_check")
    ledger.publish(record(draft))


def vouched_by_somebody_else(ledger: LedgerBuilder) -> None:
    """A clerk makes a colleague the author, so that they may check it themselves."""
    draft = vouch(ledger, contact(), "kanya", by=HEAD)
    ledger.publish(draft.approve("unit_check"))


def vouched_for_an_unknown_account(ledger: LedgerBuilder) -> None:
    ledger.publish(vouch(ledger, contact(), "stranger").approve("unit_check"))


def vouched_for_who_is_not_of_the_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(vouch(ledger, contact(), "chaiyo").approve("unit_check"))


def vouched_in_two_spellings(ledger: LedgerBuilder) -> None:
    message = f"prongsai vouched v1\n\naccount: town-git kanya\nhead: {'ab' * 20}\nhead: {'cd' * 20}\n"
    ledger.publish(record(vouch(ledger, contact(), message=message).approve("unit_check")), by=PREPARER)


def vouched_and_checked_by_its_author(ledger: LedgerBuilder) -> None:
    ledger.publish(vouch(ledger, contact(), "prasit").approve("unit_check"))


def vouched_rules(ledger: LedgerBuilder) -> None:
    draft = vouch(ledger, {"policy/rules.yaml": rules(vouched=False)}, "boonmee")
    ledger.publish(draft.approve("consent").approve("administer"), by="admin")


HOSTILE: dict[Callable[[LedgerBuilder], None], str] = {
    by_somebody_else: "review_not_by_recorder missing_consent",
    of_an_unknown_account: "review_account_unknown missing_consent",
    of_an_account_without_the_office: "approval_office_not_held missing_consent",
    on_a_forge_that_policy_does_not_name: "review_forge_unknown missing_consent",
    stronger_than_the_forge_can_be: "review_forge_unknown missing_consent",
    as_the_units_check: "review_step_not_allowed missing_unit_check",
    of_another_head: "review_head_differs missing_consent",
    carried_over_to_other_content: "approval_manifest_differs missing_consent",
    kept_in_a_drawer: "approval_too_old missing_consent",
    by_the_author: "author_not_allowed approval_by_author missing_consent",
    the_recorders_own_consent: "missing_consent publisher_not_allowed",
    the_recorder_in_anothers_office: "approval_office_not_held missing_consent publisher_not_allowed",
    a_recorder_publishes_what_no_review_is_about: "publisher_not_allowed",
    a_recorder_publishes_on_a_review_that_nobody_asked_for: "publisher_not_allowed",
    a_change_of_rules: "review_out_of_scope missing_chief_executive",
    a_change_of_a_program_that_the_forge_runs: "review_out_of_scope missing_chief_executive",
    a_waiver: "review_out_of_scope missing_consent",
    vouched_by_somebody_else: "review_not_by_recorder",
    vouched_for_an_unknown_account: "review_account_unknown",
    vouched_for_who_is_not_of_the_unit: "author_not_allowed",
    vouched_in_two_spellings: "vouching_invalid",
    vouched_and_checked_by_its_author: "approval_by_author missing_unit_check",
    vouched_rules: "review_out_of_scope",
}


@pytest.mark.parametrize("play", HOSTILE, ids=lambda play: play.__name__)
def test_a_hostile_review_counts_for_nothing(ledger: LedgerBuilder, play: Callable[[LedgerBuilder], None]) -> None:
    ledger.publish_item(news("hr"))
    before = dict(ledger.verify().history.entries)
    play(ledger)

    assert [" ".join(row) for row in ledger.codes()] == [HOSTILE[play]]
    assert ledger.verify().history.entries == before


def test_where_policy_names_no_forge_no_review_counts(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=reviewed_office())
    ledger.publish(record(checked(ledger)))
    ledger.publish(vouch(ledger, contact()).approve("unit_check"))

    assert ledger.codes() == [["review_forge_unknown", "missing_consent"], ["vouching_not_allowed"]]


def test_vouched_content_needs_policys_leave(tmp_path: Path) -> None:
    ledger = reviewed_ledger(tmp_path, vouched=False)
    ledger.publish(vouch(ledger, contact()).approve("unit_check"))

    assert ledger.codes() == [["vouching_not_allowed"]]


def test_a_recorder_that_left_records_nothing_more(tmp_path: Path) -> None:
    office = reviewed_office()
    office["offices"][-1]["holders"][0]["until"] = "2025-10-20"
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office, contents={"policy/rules.yaml": rules()})
    ledger.publish(record(checked(ledger)), by=RECORDER)
    ledger.wait(30)
    ledger.publish(record(checked(ledger, "คู่มือฉบับใหม่")))

    assert ledger.codes() == [["review_not_by_recorder", "missing_consent"]]


def test_a_recorder_can_invent_a_consent_and_it_is_seen_as_a_reviews(ledger: LedgerBuilder) -> None:
    """The recorder's power, stated: bounded by a real unit check, and never shown as the person's own signature."""
    made = []
    ledger.publish(record(checked(ledger)), by=RECORDER)
    ledger.verify(sink=lambda verdict, _: made.append(verdict))
    provenance = made[-1].provenance
    assert provenance is not None
    consents = [approval for approval in provenance.approvals if approval.step == "consent"]

    assert [(approval.strength, approval.person) for approval in consents] == [("forge_review_bound", "chief")]
    ledger.publish(record(ledger.prepare(manual("ไม่มีใครตรวจ"))), by=RECORDER)
    assert ledger.codes() == [["missing_unit_check"]]


# The law.


def people(ledger: LedgerBuilder, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = ledger.read("policy/people.yaml")
    change({row["id"]: row for row in document["people"]})
    return {"policy/people.yaml": document}


def test_an_account_never_changes_owner(ledger: LedgerBuilder) -> None:
    """Not at once, and not by way of nobody."""
    account = {"forge": "town-git", "login": "boonmee"}

    def drop(rows: dict[str, Any]) -> None:
        rows["chief"]["accounts"].remove(account)

    def give(rows: dict[str, Any]) -> None:
        rows["deputy"]["accounts"].append(account)

    def both(rows: dict[str, Any]) -> None:
        drop(rows)
        give(rows)

    ledger.publish(ledger.prepare(people(ledger, give)).approved())
    ledger.restore(ledger.anchor, by="admin")
    ledger.publish(ledger.prepare(people(ledger, both)).approved())
    ledger.restore(ledger.anchor, by="admin")
    ledger.publish(ledger.prepare(people(ledger, drop)).approved())
    ledger.publish(ledger.prepare(people(ledger, give)).approved())

    assert ledger.codes() == [["law_account_twice"], ["law_account_moved"], ["law_account_moved"]]


@pytest.mark.parametrize(
    "more", [{"units": ["hr"]}, {"accounts": [{"forge": "town-git", "login": "robot"}]}], ids=["unit", "account"]
)
def test_a_recorder_has_nothing_of_its_own(ledger: LedgerBuilder, more: dict[str, Any]) -> None:
    ledger.publish(ledger.prepare(people(ledger, lambda rows: rows[RECORDER].update(more))).approved())

    assert ledger.codes() == [["law_recorder_not_apart"]]


def test_no_executive_is_the_recorder(ledger: LedgerBuilder) -> None:
    document = ledger.read("policy/offices.yaml")
    document["offices"][-1]["holders"].append({"person": "chief", "since": "2019-10-01"})
    ledger.publish(ledger.prepare({"policy/offices.yaml": document}).approved())

    assert ledger.codes() == [["law_recorder_not_apart"]]


# The form.

HEXES = st.text("0123456789abcdef", min_size=40, max_size=40)
REVIEWS = st.builds(
    RecordedReview,
    account=st.builds(Account, st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), st.just("boon.mee")),
    head=HEXES,
    at=st.integers(0, 253_402_300_799),
    strength=st.sampled_from(REVIEW_STRENGTHS),
)


@given(REVIEWS)
def test_a_recorded_review_is_spelt_in_one_way(review: RecordedReview) -> None:
    manifest = {"items/a/b/c.yaml": Alteration(None, Entry("100644", "0" * 40))}
    form = ApprovalForm("consent", "chief-executive", manifest, review=review)
    text = render_form(form)

    assert parse_form(text) == form
    for other in (
        text.replace("approval v2", "approval v1"),
        text.replace("Z ", "+00:00 "),
        text.replace(review.head, review.head.upper() + " "),
        text.replace("review:", "review: "),
        "\n".join(line for line in text.split("\n") if not line.startswith("review")),
    ):
        with pytest.raises(ApprovalFormError):
            parse_form(other)


# What a forge lands first. Real git does the landing.


def git(clone: Path, *arguments: str) -> str:
    command = ["git", "-C", str(clone), "-c", "user.name=forge", "-c", "user.email=forge@git.example", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def land(ledger: LedgerBuilder, how: str, tip: str, clone: Path, extra: bytes = b"") -> None:
    """What the forge's button does with a merge request whose head is `tip`."""
    ledger.objects.set_ref("refs/heads/proposed", tip)
    subprocess.run(["git", "clone", "--quiet", "--template=", str(ledger.git_dir), str(clone)], check=True)
    proposed = "origin/proposed"
    match how:
        case "merge":
            git(clone, "merge", "--quiet", "--no-ff", "--no-edit", proposed)
        case "squash":
            git(clone, "merge", "--quiet", "--squash", proposed)
            git(clone, "commit", "--quiet", "--message", "Squashed by the forge")
        case "rebase":
            git(clone, "checkout", "--quiet", "-b", "work", proposed)
            git(clone, "rebase", "--quiet", "--force-rebase", "--keep-empty", "origin/main")
            git(clone, "checkout", "--quiet", "main")
            git(clone, "merge", "--quiet", "--ff-only", "work")
        case "fast-forward":
            git(clone, "merge", "--quiet", "--ff-only", proposed)
    if extra:
        file = clone / "items/contact/office-of-palad/main.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(extra)
        git(clone, "add", ".")
        git(clone, "commit", "--quiet", "--amend", "--no-edit")
    git(clone, "push", "--quiet", "origin", "main")
    for commit in git(clone, "rev-list", "origin/main").split():
        if commit not in ledger.trees:
            rows = git(clone, "ls-tree", "-r", commit).splitlines()
            parts = (row.replace("\t", " ").split(" ") for row in rows)
            ledger.trees[commit] = {path: (mode, oid) for mode, _, oid, path in parts}


WAYS = ("merge", "squash", "rebase", "fast-forward")


@pytest.mark.parametrize(
    ("how", "moved"), [*((way, False) for way in WAYS), *((way, True) for way in WAYS if way != "fast-forward")]
)
def test_what_a_forge_landed_waits_for_proof_and_then_is_trusted(
    ledger: LedgerBuilder, tmp_path: Path, how: str, moved: bool  # noqa: FBT001 - pytest gives it by name
) -> None:
    """In each of the four ways, also where main moved meanwhile; the proof is in main's ancestry."""
    draft = checked(ledger)
    if moved:
        ledger.publish_item(news("hr"))
    land(ledger, how, draft.tip, tmp_path / "clone")
    landed = ledger.verify()

    assert not landed.trusted
    assert landed.history.entries.get("items/service-manual/office-of-palad/main.yaml") is None
    assert all(row.findings[-1].code == "awaiting_proof" for row in landed.rejected)

    ledger.publish(record(draft), by=RECORDER)
    proven = ledger.verify()
    assert (proven.trusted, proven.history.is_trusted) == (True, True)
    assert "items/service-manual/office-of-palad/main.yaml" in proven.history.entries
    subprocess.run(
        ["git", "-C", str(ledger.git_dir), "merge-base", "--is-ancestor", draft.tip, "refs/heads/main"], check=True
    )


def sign_as_a_forge(payload: bytes, key: PgpKey, form: str) -> str:
    """With the forge's own OpenPGP key; GitHub's form, or gpg's."""
    issuer, made = subpacket(16, key.fingerprint[-8:]), subpacket(2, MADE.to_bytes(4, "big"))
    if form == "gpg's":
        return key.sign(payload)
    body = key.signature(payload, hashed=made + issuer, unhashed=b"")
    return armour(b"\xc2" + (len(body) - 192 + 0xC000).to_bytes(2, "big") + body) + "\n"


@pytest.mark.parametrize("form", ["GitHub's", "gpg's"])
def test_a_forge_that_signs_its_merges_is_a_stranger_and_its_landing_is_named(
    ledger: LedgerBuilder, tmp_path: Path, form: str
) -> None:
    draft, key = checked(ledger), PgpKey(KeyPair.rsa())
    land(ledger, "merge", draft.tip, tmp_path / "clone")
    tree = ledger.trees[ledger.head]
    signed = sign_commit(ledger.raw(ledger.head), sign_as_a_forge(ledger.raw(ledger.head), key, form))
    ledger.trees[ledger.move_main(ledger.objects.raw("commit", signed))] = tree
    landed = ledger.codes()

    ledger.publish(record(draft), by=RECORDER)
    assert landed == [["signature_unsupported" if form == "GitHub's" else "signer_unknown", "awaiting_proof"]]
    assert ledger.verify().trusted


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_extra_content_in_a_forges_merge_is_never_trusted(ledger: LedgerBuilder, tmp_path: Path, how: str) -> None:
    """The proof covers what was approved; what came along with it stays untrusted until it is restored."""
    draft = checked(ledger)
    (extra,) = contact().values()
    land(ledger, how, draft.tip, tmp_path / "clone", dump(extra))
    ledger.publish(record(draft), by=RECORDER)
    found = ledger.verify()

    assert not found.trusted
    assert set(found.history.untrusted) == {"items/contact/office-of-palad/main.yaml"}
    assert "items/service-manual/office-of-palad/main.yaml" in found.history.entries


def test_other_bytes_in_a_squash_are_put_right_by_the_proof(ledger: LedgerBuilder) -> None:
    draft = checked(ledger)
    ledger.land(manual("ฉบับที่ไม่มีใครอนุมัติ"), signed=False)
    ledger.publish(record(draft), by=RECORDER)

    assert ledger.verify().trusted
    (document,) = ledger.read("items/service-manual/office-of-palad/main.yaml")["content"]["documents"]
    assert document["title"] == {"th": "คู่มือการให้บริการ"}


def test_what_is_plainly_an_attack_is_not_called_a_landing(ledger: LedgerBuilder) -> None:
    """A changed rule, a strange path, a forged signature, a merge that somebody known signed without consent."""
    ledger.land({"policy/rules.yaml": rules(vouched=False)}, signed=False)
    ledger.land({".github/workflows/own.yaml": b"on: push\n"}, signed=False)
    forged = ledger.forge(ledger.publish(checked(ledger).approve("consent")), lambda raw: raw + b"more\n")
    ledger.move_main(forged)
    ledger.publish(ledger.prepare(manual(), base=ledger.anchor).approve("unit_check"))

    assert len(ledger.codes()) == 4
    assert [row for row in ledger.codes() if "awaiting_proof" in row] == []


def test_where_no_forge_is_in_use_nothing_waits_for_proof(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", office=reviewed_office())
    ledger.land(contact(), signed=False)

    assert ledger.codes() == [["signature_missing"]]
