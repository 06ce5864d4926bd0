"""Content from a forge's own editor: folded for whoever wrote it, or refused in words. Real git, a replayed forge."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.guard.installing import install
from tests.support.editor import FEED, Editor
from tests.support.forge import REPOSITORY, Replay, gitea_pushed, replaying
from tests.support.ledger import CONTACT, MANUAL, contact, manual
from tests.support.office import CLERK, HEAD, Office, git, run_here
from tests.support.reviewing import FORGE, RECORDER, proposed, switch_on

SUBMISSION = f"service-manual/office-of-palad/main--{FORGE}-1"


@pytest.fixture
def forge() -> Iterator[Replay]:
    with replaying() as replay:
        yield replay


@pytest.fixture
def office(forge: Replay, tmp_path: Path) -> Office:
    return switch_on(Office(tmp_path), f"{forge.url}/{REPOSITORY}", vouched=True)


@pytest.fixture
def editor(office: Office, forge: Replay) -> Editor:
    return Editor(office, forge)


def imported(office: Office, *more: str) -> list[Any]:
    done = office.cli(RECORDER, "reviews", "import", "--kind", "gitea", *more)
    assert done.code == 0, done.text
    return list(done.json["submissions"])


def codes(row: Any) -> list[str]:
    return [finding["code"] for finding in row["findings"]]


# What is meant to work.


def test_what_is_written_on_the_forge_becomes_public_without_its_branch_moving(office: Office, editor: Editor) -> None:
    """A clerk who never saw git, a head who signs, an executive who presses a button."""
    request = editor.write(1, manual())
    (dry,) = imported(office, "--dry-run")
    assert (dry["id"], dry["vouched"], office.submissions()) == (SUBMISSION, True, [])

    (row,) = imported(office)
    assert (row["id"], row["outcome"], codes(row)) == (SUBMISSION, "waiting", ["missing_unit_check", "missing_consent"])
    assert git(office.origin, "rev-parse", f"submissions/{SUBMISSION}^{{tree}}") == git(
        office.origin, "rev-parse", f"{request.head}^{{tree}}"
    )
    assert git(office.origin, "rev-parse", "patch-1") == request.head
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")
    (row,) = imported(office)

    assert (row["outcome"], row["findings"]) == ("published", [])
    assert office.published(MANUAL)["obligation"] == "service-manual"
    assert office.verify()["trusted"]
    assert git(office.origin, "rev-parse", "patch-1") == request.head
    assert office.submissions() == []
    before = office.refs()
    (row,) = imported(office)  # the merge request is still open there; nothing is folded again
    assert (row["outcome"], row["id"], row["commit"], office.refs()) == ("published", SUBMISSION, office.main, before)


def test_it_is_shown_as_vouched_for(office: Office, editor: Editor) -> None:
    request = editor.write(1, manual())
    imported(office)
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")
    imported(office)

    shown = run_here(["show", "service-manual/office-of-palad/main", "--repo", office.origin, "--lang", "th"]).text
    assert "เขียนในระบบเก็บงาน ผู้บันทึกลงนามแทน" in shown


def test_whoever_checks_it_reads_that_nobody_signed_it_in_person(office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    imported(office)

    assert f"ผู้บันทึกลงนามแทน · written on a forge, vouched for by the recorder ({FORGE}:kanya)" in office.cli(
        HEAD, "review", SUBMISSION, json=False
    ).text


def test_a_second_run_changes_nothing(office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    imported(office)
    before = office.refs()
    imported(office)

    assert office.refs() == before


def test_several_commits_of_one_hand_become_one(office: Office, editor: Editor) -> None:
    editor.write(1, contact())
    request = editor.write(1, contact("+6638000002"))

    (row,) = imported(office)
    assert row["outcome"] == "waiting"
    message = git(office.origin, "log", "-1", "--format=%B", f"submissions/{row['id']}")
    assert message == f"prongsai vouched v1\n\naccount: {FORGE} kanya\nhead: {request.head}"
    assert git(office.origin, "rev-parse", f"submissions/{row['id']}^") == office.main


def test_rows_of_one_second_may_come_in_any_order(office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    editor.shuffle()

    assert imported(office)[0]["outcome"] == "waiting"


def test_a_branch_in_the_recorders_place_is_replaced_and_holds_up_nobody(office: Office, editor: Editor) -> None:
    """Somebody knows what the recorder will call it, and puts something else there first."""
    other = editor.commit(contact(), office.main)
    git(office.origin, "update-ref", f"refs/heads/submissions/{SUBMISSION}", other)
    editor.write(1, manual())

    assert imported(office)[0]["outcome"] == "waiting"
    assert git(office.origin, "rev-parse", f"submissions/{SUBMISSION}") != other


def test_what_needs_no_consent_is_published_by_its_unit(office: Office, editor: Editor) -> None:
    editor.write(1, contact())
    (row,) = imported(office)
    office.approve(row["id"], HEAD)

    assert office.cli(CLERK, "publish", row["id"]).code == 0
    assert office.published(CONTACT)["obligation"] == "contact"
    assert office.verify()["trusted"]


def test_main_moving_on_elsewhere_voids_nothing(office: Office, editor: Editor) -> None:
    request = editor.write(1, manual())
    office.publish_item(contact())
    imported(office)
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")

    assert imported(office)[0]["outcome"] == "published"
    assert office.verify()["trusted"]


def test_a_guarded_repository_takes_it_under_its_own_name_alone(office: Office, editor: Editor) -> None:
    install(office.origin, anchor=office.anchor)
    editor.write(1, manual())
    assert imported(office)[0]["outcome"] == "waiting"

    other = f"refs/heads/submissions/contact/office-of-palad/main--{FORGE}-1"
    words = ["git", "push", "--quiet", "origin", f"refs/remotes/origin/submissions/{SUBMISSION}:{other}"]
    done = subprocess.run(words, cwd=office.desk(RECORDER), capture_output=True, text=True, check=False)
    assert "guard_branch_name" in done.stderr
    assert office.submissions() == [SUBMISSION]


# Whose it is.


def by_two_in_turn(_office: Office, editor: Editor) -> None:
    """The head of the unit, who will check it, writes into the clerk's branch."""
    editor.write(1, manual())
    editor.write(1, manual("แก้โดยผู้ตรวจ"), login="kanya", pushed_by="prasit")


def in_anothers_name(_office: Office, editor: Editor) -> None:
    """The commit says the clerk, the forge saw somebody else."""
    editor.write(1, manual(), login="kanya", pushed_by="prasit")


def with_anothers_suggestion(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(), message="ปรับตามข้อเสนอแนะ\n\nCo-Authored-By: prasit <prasit@noreply.example>")


def with_a_commit_that_says_another(_office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    editor.write(1, manual("อีกฉบับ"), email="prasit@noreply.example")


def of_an_account_that_nobody_owns(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(), login="stranger")


def of_an_account_of_another_unit(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(), login="boonmee")


def with_a_push_in_between_that_is_hidden(_office: Office, editor: Editor) -> None:
    """A colleague hides their activity, writes into the branch, and its owner edits once more on top."""
    editor.write(1, manual())
    editor.write(1, manual("แก้โดยผู้ตรวจ"), login="kanya", pushed_by="prasit")
    editor.write(1, manual("แก้ซ้ำโดยเจ้าของ"))
    editor.hide("prasit")


def on_a_branch_that_somebody_hidden_made(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(), login="kanya", pushed_by="prasit")
    editor.write(1, manual("แก้โดยเจ้าของ"))
    editor.hide("prasit")


def where_all_pushes_are_hidden(_office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    editor.hide("kanya")


def from_the_branch_that_the_recorder_uses(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(), branch=f"submissions/{SUBMISSION}")


def from_another_repository(_office: Office, editor: Editor) -> None:
    request = editor.write(1, manual())
    there = {"label": "patch-1", "ref": "patch-1", "sha": request.head, "repo": {"id": 2, "full_name": "kanya/copy"}}
    editor.alter(1, head=there)


def on_top_of_what_a_colleague_signed(office: Office, editor: Editor) -> None:
    submission = office.submit(CLERK, manual())
    tip = git(office.origin, "rev-parse", f"submissions/{submission}")
    git(office.origin, "update-ref", "-d", f"refs/heads/submissions/{submission}")
    editor.write(1, manual("แก้บนหน้าเว็บ"), start=tip)


def with_another_branch_merged_in(office: Office, editor: Editor) -> None:
    first = editor.write(1, manual())
    office.publish_item(contact())
    merged = editor.commit({}, first.head, office.main)
    editor.move(1, merged, login="kanya", pushed_by="kanya")


def from_no_main(office: Office, editor: Editor) -> None:
    tree = git(office.origin, "rev-parse", "main^{tree}")
    root = git(office.origin, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit-tree", tree, "-m", "x")
    editor.write(1, manual(), start=root)


# What is in it.


def the_rules_themselves(office: Office, editor: Editor) -> None:
    rules = git(office.origin, "show", "main:policy/rules.yaml") + "\n# \n"
    editor.write(1, {"policy/rules.yaml": rules.encode()}, login="boonmee")


def a_program_that_the_forge_runs(_office: Office, editor: Editor) -> None:
    editor.write(1, {".gitlab-ci.yml": b"check:\n  script: [make]\n"})


def a_path_without_a_rule(_office: Office, editor: Editor) -> None:
    editor.write(1, {"items/evil.yaml": b"a: 1\n"})


def a_document_of_no_shape(_office: Office, editor: Editor) -> None:
    editor.write(1, {MANUAL: b"schema: manual/v1\n"})


def a_citizens_number(_office: Office, editor: Editor) -> None:
    editor.write(1, manual(summary={"th": "ติดต่อนายสมชาย เลขประจำตัวประชาชน 1-1017-00230-70-8 ได้ทุกวันทำการ"}))


def a_file_that_is_not_there(_office: Office, editor: Editor) -> None:
    sha = "ab" * 32
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha}\nsize 12\n"
    path = f"files/ab/{sha}.pdf"
    row = {
        "file": path,
        "name": "คู่มือ.pdf",
        "media_type": "application/pdf",
        "bytes": 12,
        "role": "original",
        "title": {"th": "คู่มือ"},
    }
    editor.write(1, manual(attachments=[row]) | {path: pointer.encode()})


REFUSED: dict[Callable[[Office, Editor], None], set[str]] = {
    by_two_in_turn: {"fold_several_authors"},
    in_anothers_name: {"fold_several_authors"},
    with_anothers_suggestion: {"fold_several_authors"},
    with_a_commit_that_says_another: {"fold_several_authors"},
    of_an_account_that_nobody_owns: {"review_account_unknown"},
    of_an_account_of_another_unit: {"author_not_allowed"},
    with_a_push_in_between_that_is_hidden: {"fold_pusher_unknown"},
    on_a_branch_that_somebody_hidden_made: {"fold_pusher_unknown"},
    where_all_pushes_are_hidden: {"fold_pusher_unknown"},
    from_the_branch_that_the_recorder_uses: {"fold_name_taken"},
    from_another_repository: {"fold_foreign"},
    on_top_of_what_a_colleague_signed: {"fold_signed"},
    with_another_branch_merged_in: {"fold_merge_commit"},
    from_no_main: {"fold_too_long"},
    the_rules_themselves: {"review_out_of_scope"},
    a_program_that_the_forge_runs: {"review_out_of_scope"},
    a_path_without_a_rule: {"path_not_allowed"},
    a_document_of_no_shape: {"schema_unknown"},
    a_citizens_number: {"privacy_national_id"},
    a_file_that_is_not_there: {"file_missing_in_store"},
}


@pytest.mark.parametrize("play", REFUSED, ids=lambda play: play.__name__)
def test_what_cannot_be_vouched_for_is_refused_in_words(
    office: Office, editor: Editor, play: Callable[[Office, Editor], None]
) -> None:
    play(office, editor)
    before = office.refs()
    (row,) = imported(office)

    assert (row["outcome"], set(codes(row))) == ("refused", REFUSED[play])
    assert all(finding["message"]["th"] and finding["hint"]["th"] for finding in row["findings"])
    assert office.refs() == before


def test_its_author_neither_checks_nor_consents(office: Office, editor: Editor) -> None:
    """The head of the unit wrote it: no signature of theirs counts, nor their review of their own words."""
    request = editor.write(1, manual(), login="prasit")
    imported(office)
    own = office.cli(HEAD, "approve", SUBMISSION)
    assert own.codes == ["approval_by_author"]
    editor.approve(request, "prasit")

    (row,) = imported(office)
    assert (row["outcome"], row["reviews"]) == ("waiting", [])


def test_where_policy_does_not_allow_it_nothing_is_folded(tmp_path: Path, forge: Replay) -> None:
    office = switch_on(Office(tmp_path), f"{forge.url}/{REPOSITORY}", vouched=False)
    Editor(office, forge).write(1, manual())
    before = office.refs()
    (row,) = imported(office)

    assert (row["outcome"], codes(row), office.refs()) == ("refused", ["vouching_not_allowed"], before)


def test_a_draft_and_a_closed_merge_request_are_left_alone(office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    editor.alter(1, draft=True)
    assert imported(office) == []
    editor.alter(1, draft=False)
    assert imported(office)[0]["outcome"] == "waiting"
    editor.alter(1, draft=True)
    assert (imported(office), office.submissions()) == ([], [])
    editor.alter(1, draft=False, state="closed")
    assert imported(office) == []


# Heads that move.


def test_a_push_after_the_folding_voids_what_was_signed(office: Office, editor: Editor) -> None:
    request = editor.write(1, manual())
    imported(office)
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")
    old = git(office.origin, "rev-parse", f"submissions/{SUBMISSION}")
    editor.write(1, manual("แก้หลังตรวจและเห็นชอบแล้ว"))

    (row,) = imported(office)
    assert (row["outcome"], set(codes(row))) == (
        "waiting",
        {"review_head_differs", "missing_unit_check", "missing_consent"},
    )
    assert git(office.origin, "rev-parse", f"submissions/{SUBMISSION}") != old


def test_a_forced_push_back_and_forth_counts_only_for_what_stands_there(office: Office, editor: Editor) -> None:
    """A, approved; then B; then A again: folded anew each time, and signed anew."""
    first = editor.write(1, manual())
    imported(office)
    office.approve(SUBMISSION, HEAD)
    second = editor.write(1, manual("ฉบับที่สอง"), start=office.main)
    imported(office)
    editor.move(1, first.head, login="kanya", pushed_by="kanya")
    editor.approve(second, "boonmee")

    (row,) = imported(office)
    assert (row["outcome"], set(codes(row))) == (
        "waiting",
        {"review_head_differs", "missing_unit_check", "missing_consent"},
    )


def test_a_refused_push_takes_away_what_was_folded_before(office: Office, editor: Editor) -> None:
    """Or the unit would go on approving what its author replaced."""
    editor.write(1, manual())
    imported(office)
    editor.write(1, {MANUAL: b"schema: manual/v1\n"})

    (row,) = imported(office)
    assert (row["outcome"], office.submissions()) == ("refused", [])


def test_closing_the_merge_request_takes_it_away(office: Office, editor: Editor) -> None:
    editor.write(1, manual())
    imported(office)
    editor.alter(1, state="closed")

    assert imported(office) == []
    assert office.submissions() == []


def test_a_head_that_the_forges_git_does_not_hold_yet_is_read_again_later(office: Office, editor: Editor) -> None:
    old = editor.write(1, manual())
    editor.write(1, manual("ใหม่กว่า"))
    git(office.origin, "update-ref", "refs/pull/1/head", old.head)

    (row,) = imported(office)
    assert (row["outcome"], codes(row), office.submissions()) == ("refused", ["fold_head_moved"], [])


def test_what_was_sent_back_is_not_folded_again(office: Office, editor: Editor) -> None:
    """Not even when its branch is gone; a new commit is a new beginning."""
    editor.write(1, manual())
    imported(office)
    returned = office.cli(HEAD, "return", SUBMISSION, "--reason", "ค่าธรรมเนียมไม่ครบถ้วน")
    assert returned.code == 0, returned.text
    (row,) = imported(office)
    assert (row["outcome"], codes(row)) == ("returned", ["returned"])

    git(office.origin, "update-ref", "-d", f"refs/heads/submissions/{SUBMISSION}")
    (row,) = imported(office)
    assert (row["outcome"], codes(row), office.submissions()) == ("refused", ["returned"], [])
    editor.write(1, manual("ครบถ้วนแล้ว"))
    assert imported(office)[0]["outcome"] == "waiting"


def test_a_colleagues_signed_submission_is_never_displaced(office: Office, editor: Editor) -> None:
    submission = proposed(office, manual())
    tip = git(office.origin, "rev-parse", f"submissions/{submission}")
    editor.write(1, manual("ฉบับจากหน้าเว็บ"), branch=f"submissions/{submission}--web")
    imported(office)

    assert git(office.origin, "rev-parse", f"submissions/{submission}") == tip
    assert SUBMISSION in office.submissions()


def test_a_forge_that_tells_nothing_holds_up_nobody_else(office: Office, editor: Editor, forge: Replay) -> None:
    editor.write(1, manual())
    forge.bodies[FEED] = (403, {})

    (row,) = imported(office)
    assert codes(row) == ["fold_pusher_unknown"]


def test_a_feed_that_contradicts_the_head_proves_nothing(office: Office, editor: Editor, forge: Replay) -> None:
    request = editor.write(1, manual())
    rows = forge.bodies[FEED]
    forge.bodies[FEED] = [gitea_pushed("kanya", "patch-1", "9" * 40, request.head, 99), *rows]

    assert codes(imported(office)[0]) == ["fold_pusher_unknown"]
