"""Personal data that somebody wants past the people who check, and decisions that somebody wants otherwise."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_schema.approvals import ApprovalForm, ApprovalFormError, parse_form, render_form
from repo_schema.manifests import Alteration, Entry
from repo_schema.privacy.decisions import BASES, KINDS, Decision, Spot
from repo_schema.privacy.submissions import ASKS
from repo_schema.requirements import requirements
from service.ledger.records import Names, provenance_record
from tests.support import files
from tests.support.guarded import Guarded, git
from tests.support.ledger import Draft, LedgerBuilder, attachment, contact, manual, news
from tests.support.world import template_law

NUMBER = "3-1006-00445-63-5"
PATH = "items/news/hr/first.yaml"
SPOT = Spot(PATH, "content.body.th", "national-id")
LAWFUL = Decision(SPOT, 1, "lawful", "consent")
BRANCH = "refs/heads/submissions/news/hr/first"
ASKING = f"Prepare\n\n{ASKS}\n"


def private(body: str = f"ผู้รับรางวัล {NUMBER}") -> dict[str, Any]:
    return news("hr", body=body)


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    ledger = LedgerBuilder(tmp_path / "own.git")
    ledger.publish_item(contact())
    return Guarded(ledger, tmp_path / "origin.git")


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    return sorted({line.split("[")[1].split("]")[0] for line in done.stderr.splitlines() if "✗ [" in line})


# The judge: what a signed form decides brings consent in, whatever the detectors of the day say.


def test_a_decided_finding_ends_the_exemption(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    draft = ledger.prepare(private("ไม่มีอะไร")).approve("unit_check", decisions=[LAWFUL])
    ledger.publish(draft)
    ledger.restore(ledger.anchor, by="admin")
    ledger.publish(draft.approve("consent"))

    assert ledger.codes() == [["missing_consent"]]
    assert ledger.verify().trusted


def test_the_authors_own_decision_brings_consent_in_too(tmp_path: Path) -> None:
    """Nobody hides what they found by having it decided a second time, without."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    draft = ledger.prepare(private("ไม่มีอะไร"), by="hr-head")
    draft.approve("unit_check", "hr-head", decisions=[LAWFUL]).approve("unit_check", "hr-head")
    ledger.publish(draft, by="hr-preparer")
    (codes,) = ledger.codes()

    assert "missing_consent" in codes


def test_what_was_decided_is_told_and_never_what_was_found(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish(ledger.prepare(private()).approve("unit_check", decisions=[LAWFUL]).approve("consent"))
    made = []
    ledger.verify(sink=lambda verdict, history: made.append((verdict, Names(history.laws_since(0)))))
    verdict, names = made[-1]
    record = provenance_record(verdict.provenance, names)

    assert record["checked"][0]["decisions"] == [
        {"rule": "national-id", "path": PATH, "where": "content.body.th", "decision": "lawful", "basis": "consent"}
    ]
    assert NUMBER not in str(record)


OBLIGATIONS = sorted(template_law().catalogue.obligations)


@given(
    st.lists(st.sampled_from(OBLIGATIONS), min_size=1, max_size=4), st.sampled_from(["hr", "legal", "office-of-palad"])
)
def test_a_decided_finding_always_brings_consent_in_and_takes_nothing_away(obligations: list[str], unit: str) -> None:
    law = template_law()
    paths = [f"items/{obligation}/{unit}/main.yaml" for obligation in obligations]

    plain, decided = requirements(law, paths), requirements(law, paths, decided=True)

    assert "consent" in {need.step for need in decided}
    assert set(plain) <= set(decided)


TAMPERED: dict[str, Callable[[str], str]] = {
    "removed": lambda text: "".join(
        line for line in text.replace("approval v3", "approval v1").splitlines(keepends=True) if "finding: " not in line
    ),
    "another kind": lambda text: text.replace("lawful:consent", "false_positive"),
    "another basis": lambda text: text.replace("lawful:consent", "lawful:public_task"),
    "another place": lambda text: text.replace("content.body.th", "content.headline.th"),
    "another rule": lambda text: text.replace("national-id", "phone"),
    "another version": lambda text: text.replace("national-id/1", "national-id/2"),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
@pytest.mark.parametrize("consented", [False, True], ids=["without consent", "with consent"])
def test_a_decision_altered_or_removed_after_signing_accepts_nothing(
    tmp_path: Path, tamper: Callable[[str], str], *, consented: bool
) -> None:
    """The signature goes with it; so does the check that the decision stood in."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    draft = ledger.prepare(private()).approve("unit_check", decisions=[LAWFUL])
    draft.tip = ledger.forge(draft.tip, lambda raw: tamper(raw.decode()).encode())
    ledger.publish(draft.approve("consent") if consented else draft)
    found = ledger.verify()

    assert (found.accepted, found.trusted) == (0, False)
    assert PATH not in found.history.entries


def test_a_decided_check_taken_out_of_the_chain_leaves_it_unchecked(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    draft = ledger.prepare(private())
    before = draft.tip
    draft.approve("unit_check", decisions=[LAWFUL])
    draft.tip = before
    ledger.publish(draft)

    assert ledger.codes() == [["missing_unit_check"]]


decisions = st.builds(
    lambda spot, version, kind, basis: Decision(spot, version, kind, basis if kind == "lawful" else None),
    st.builds(
        Spot,
        st.sampled_from([PATH, "files/aa/x.pdf"]),
        st.sampled_from(["title.th", "หน้า 3", "Sheet1!B4"]),
        st.sampled_from(["phone", "national-id"]),
    ),
    st.integers(1, 9999),
    st.sampled_from([kind for kind in KINDS if kind != "examined"]),
    st.sampled_from(BASES),
)
MANIFEST = {path: Alteration(None, Entry("100644", "a" * 40)) for path in (PATH, "files/aa/x.pdf")}


@given(st.lists(decisions, max_size=6, unique_by=lambda row: row.spot))
def test_a_form_says_its_decisions_in_one_way(rows: list[Decision]) -> None:
    form = ApprovalForm(
        "unit_check", "head", MANIFEST, privacy_considered=True, decisions=tuple(sorted(rows, key=_spot))
    )
    text = render_form(form)

    assert parse_form(text) == form
    assert text.startswith("prongsai approval v3\n" if rows else "prongsai approval v1\n")


@given(st.lists(decisions, min_size=1, max_size=4, unique_by=lambda row: row.spot), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_no_other_spelling_of_a_form_is_one(rows: list[Decision], data: st.DataObject) -> None:
    """Lines in another order, twice, in an older version, or altered to nothing known."""
    text = render_form(ApprovalForm("unit_check", "head", MANIFEST, privacy_considered=True, decisions=tuple(rows)))
    lines = text.splitlines(keepends=True)
    line = next(row for row in lines if row.startswith("finding: "))
    at = lines.index(line)
    spoilt = data.draw(
        st.sampled_from(
            [
                [*lines[:at], line, *lines[at:]],
                [*lines[:at], *lines[at + 1 :], line],
                [text.replace("approval v3", "approval v1")],
                [text.replace("approval v3", "approval v2")],
                [text.replace("approval v3", "approval v4")],
                [text.replace("step: unit_check", "step: consent").replace("privacy: considered\n", "")],
                [text.replace("/1 ", "/01 ")],
                [text.replace(f" {rows[0].spot.path} ", " items/news/hr/other.yaml ")],
                [text.replace(rows[0].spot.where, "\u202e")],
            ]
        )
    )
    if "".join(spoilt) != text:
        with pytest.raises(ApprovalFormError):
            parse_form("".join(spoilt))


def test_only_what_cannot_be_read_is_examined() -> None:
    for rule, kind in (("unreadable", "lawful:consent"), ("phone", "examined"), ("phone", "lawful")):
        text = render_form(ApprovalForm("unit_check", "h", MANIFEST, privacy_considered=True, decisions=(LAWFUL,)))
        with pytest.raises(ApprovalFormError):
            parse_form(text.replace("national-id/1 lawful:consent", f"{rule}/1 {kind}"))


def _spot(row: Decision) -> Spot:
    return row.spot


# The guard: what is personal or secret beyond doubt does not land undecided.


def checked(guarded: Guarded, *rows: Decision, message: str = ASKING, **more: Any) -> Draft:
    return guarded.ledger.prepare(private(), message=message).approve("unit_check", decisions=rows, **more)


def land(guarded: Guarded, draft: Draft) -> subprocess.CompletedProcess[str]:
    guarded.ledger.publish(draft)
    return guarded.push("main")


def test_what_was_decided_and_consented_to_lands(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare(private(), message=ASKING)
    first = guarded.push(f"{draft.tip}:{BRANCH}")
    draft.approve("unit_check", decisions=[LAWFUL]).approve("consent")
    second = guarded.push(f"{draft.tip}:{BRANCH}")
    done = land(guarded, draft)

    assert [first.returncode, second.returncode, done.returncode] == [0, 0, 0], first.stderr + done.stderr
    assert guarded.main == guarded.ledger.head


def test_a_submission_that_does_not_ask_is_refused(guarded: Guarded) -> None:
    draft = guarded.ledger.prepare(private())
    done = guarded.push(f"{draft.tip}:{BRANCH}")

    assert (told(done), guarded.at(BRANCH)) == (["privacy_national_id"], "")
    assert "00445" not in done.stderr


def undecided_check(guarded: Guarded) -> Draft:
    """The checker of an exempt item signs without a word, and it would need no consent."""
    return checked(guarded)


def decided_elsewhere(guarded: Guarded) -> Draft:
    return checked(guarded, replace(LAWFUL, spot=SPOT._replace(where="title.th"))).approve("consent")


def decided_of_another_rule(guarded: Guarded) -> Draft:
    return checked(guarded, replace(LAWFUL, spot=SPOT._replace(rule="phone"))).approve("consent")


def said_to_be_masked(guarded: Guarded) -> Draft:
    return checked(guarded, Decision(SPOT, 1, "masked")).approve("consent")


def said_to_be_removed(guarded: Guarded) -> Draft:
    return checked(guarded, Decision(SPOT, 1, "removed")).approve("consent")


def decided_by_another_units_head(guarded: Guarded) -> Draft:
    draft = checked(guarded)
    return draft.approve("unit_check", "office-of-palad-head", decisions=[LAWFUL]).approve("consent")


def decided_by_its_author(guarded: Guarded) -> Draft:
    draft = guarded.ledger.prepare(private(), by="hr-head", message=ASKING)
    return draft.approve("unit_check", "hr-head", decisions=[LAWFUL]).approve("consent")


def in_a_comment(guarded: Guarded) -> Draft:
    data = guarded.ledger.prepare(news("hr"))
    path, text = PATH, git(guarded.ledger.git_dir, "show", f"{data.tip}:{PATH}").stdout
    return guarded.ledger.prepare({path: f"{text}# {NUMBER}\n".encode()}, message=ASKING).approve("unit_check")


REFUSED = [
    undecided_check,
    decided_elsewhere,
    decided_of_another_rule,
    said_to_be_masked,
    said_to_be_removed,
    decided_by_another_units_head,
    in_a_comment,
]


@pytest.mark.parametrize("play", REFUSED, ids=lambda play: play.__name__)
@pytest.mark.parametrize("submitted", [False, True], ids=["at once", "submitted before"])
def test_what_is_not_decided_does_not_land(
    guarded: Guarded, play: Callable[[Guarded], Draft], *, submitted: bool
) -> None:
    """Whether or not its blobs were in the shared repository already."""
    draft = play(guarded)
    if submitted:
        assert guarded.push(f"{draft.tip}:{BRANCH}").returncode == 0
    done = land(guarded, draft)

    assert told(done) == ["privacy_national_id"], done.stderr
    assert guarded.ledger.head != guarded.main


def test_an_author_decides_nothing(guarded: Guarded) -> None:
    done = land(guarded, decided_by_its_author(guarded))

    assert "approval_by_author" in told(done)


def test_it_is_refused_in_a_message_a_name_and_an_approval(guarded: Guarded) -> None:
    """Asking helps nothing: nobody can decide of a message."""
    ledger = guarded.ledger
    message = ledger.prepare(news("hr"), message=f"ของ {NUMBER}\n\n{ASKS}\n")
    said = told(guarded.push(f"{message.tip}:{BRANCH}"))
    digits = NUMBER.replace("-", "")
    named = ledger.prepare(news("hr", name=NUMBER))
    name = told(guarded.push(f"{named.tip}:refs/heads/submissions/news/hr/{NUMBER}"))
    tag = told(guarded.push(f"{guarded.main}:refs/tags/{NUMBER}"))
    git(
        ledger.git_dir,
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@x",
        "tag",
        "-a",
        "-m",
        f"เลขบัตร {digits}",
        "t",
        guarded.main,
    )
    annotated = told(guarded.push("refs/tags/t"))
    landed = ledger.prepare(news("hr")).approve("unit_check")
    ledger.publish(landed, message=f"เผยแพร่ให้ {NUMBER}\n")
    merge = told(guarded.push("main"))

    assert [said, name, tag, annotated, merge] == [["privacy_national_id"]] * 5


def test_a_return_does_not_carry_it_in(guarded: Guarded) -> None:
    ledger = guarded.ledger
    draft = ledger.prepare(manual())
    ledger.send_back(draft, reason={"th": f"ลบเลข {NUMBER} ออกก่อน"})
    done = guarded.push("main")

    assert told(done) == ["privacy_national_id"], done.stderr


def test_it_is_gone_again_without_a_trace_of_its_value_in_any_decision(guarded: Guarded) -> None:
    """What is masked is decided of what stood there before; the form never held it."""
    ledger = guarded.ledger
    lawful = ledger.prepare(private(), message=ASKING).approve("unit_check", decisions=[LAWFUL]).approve("consent")
    assert land(guarded, lawful).returncode == 0
    masked = ledger.prepare(private("ผู้รับรางวัล 3-1006-xxxxx-xx-x"))
    masked.approve("unit_check", decisions=[Decision(SPOT, 1, "masked")]).approve("consent")

    assert land(guarded, masked).returncode == 0
    assert "00445" not in git(ledger.git_dir, "log", "--format=%B", "main").stdout


# What an attachment says.


def attached(ledger: LedgerBuilder, data: bytes) -> dict[str, Any]:
    """The office's contact, with this PDF."""
    path, pointer = ledger.attach(data)
    return {path: pointer} | contact(attachments=[attachment(path, pointer)])


@pytest.mark.parametrize(
    ("data", "rule"),
    [(files.pdf(f"ผู้รับเงิน {NUMBER}"), "national-id"), (files.scan(), "unreadable")],
    ids=["a number in a PDF", "a scan nobody can read"],
)
def test_what_an_attachment_says_is_looked_at_at_the_door(guarded: Guarded, data: bytes, rule: str) -> None:
    """Landing, whatever tool submitted it: until somebody else in office decided what was found in it."""
    ledger = guarded.ledger
    before = guarded.main
    contents = attached(ledger, data)
    (file,) = (path for path in contents if path.startswith("files/"))
    ledger.publish(ledger.prepare(contents).approve("unit_check"))

    refused = guarded.push("main")
    assert guarded.main == before
    assert told(refused) == [f"privacy_{rule.replace('-', '_')}"]
    assert "00445" not in refused.stderr

    ledger.move_main(before)
    spot = Spot(file, "ทั้งไฟล์" if rule == "unreadable" else "หน้า 1", rule)
    decided = Decision(spot, 1, "examined") if rule == "unreadable" else Decision(spot, 1, "lawful", "consent")
    ledger.publish(ledger.prepare(contents).approve("unit_check", decisions=[decided]).approve("consent"))
    landed = guarded.push("main")
    assert landed.returncode == 0, landed.stderr
