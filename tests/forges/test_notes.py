"""The page on the merge request: one note, kept true, in which nobody's words do anything but be read."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.ledger.forges.common import MergeRequest
from service.ledger.forges.opening import TOKEN_VARIABLE
from service.ledger.markdown import code, link, plain
from service.ledger.note_page import MARKER
from tests.forges.test_forges import opened
from tests.support.editor import PULLS, Editor
from tests.support.forge import REPOSITORY, ROBOT, Replay, me, note, pull, replaying
from tests.support.ledger import MANUAL, manual
from tests.support.office import CHIEF, CLERK, HEAD, Office, git
from tests.support.reviewing import FORGE, RECORDER, proposed, switch_on

NOTES = f"/api/v1/repos/{REPOSITORY}/issues/1/comments"
SUBMISSION = f"service-manual/office-of-palad/main--{FORGE}-1"
SITE = "https://data.banbueng.example"


@pytest.fixture
def forge() -> Iterator[Replay]:
    with replaying() as replay:
        replay.bodies = {"/api/v1/user": me(), NOTES: []}
        yield replay


@pytest.fixture
def office(forge: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv(TOKEN_VARIABLE, "secret")
    return switch_on(Office(tmp_path), f"{forge.url}/{REPOSITORY}", vouched=True)


@pytest.fixture
def editor(office: Office, forge: Replay) -> Editor:
    return Editor(office, forge)


def imported(office: Office, *more: str) -> Any:
    done = office.cli(RECORDER, "reviews", "import", "--kind", "gitea", "--public-url", f"{SITE}/", *more)
    assert done.code == 0, done.text
    (row,) = done.json["submissions"]
    return row


def note_of(forge: Replay) -> str:
    (row,) = forge.bodies[NOTES]
    return str(row["body"])


# What is on it.


def test_one_note_follows_a_request_from_proposal_to_publication(office: Office, editor: Editor, forge: Replay) -> None:
    request = editor.write(1, manual())
    assert imported(office)["note"] == "added"
    first = note_of(forge)
    assert first.startswith(f"{MARKER}\n### ⏳ ยังรอ · Waiting")
    for words in (
        "เขียนในระบบเก็บงาน ผู้บันทึกลงนามแทน",
        "- ชื่อเรื่อง · Title: `",
        "`คู่มือการให้บริการ`",
        f"({forge.url}/{REPOSITORY}/src/commit/{request.head}/{MANUAL})",
        "โปรแกรมไม่พบสิ่งที่ต้องวินิจฉัย",
        "☐ ตรวจทาน · unit check: `",
        "☐ ให้ความเห็นชอบ · consent: `",
    ):
        assert words in first

    office.approve(SUBMISSION, HEAD)
    assert imported(office)["note"] == "edited"
    assert f"✓ `unit_check by {HEAD}`" in note_of(forge)
    editor.approve(request, "boonmee")
    assert imported(office)["note"] == "edited"
    last = note_of(forge)
    assert "✅ เผยแพร่แล้ว · Published" in last
    assert f"{SITE}/items/service-manual/office-of-palad/main/versions/1" in last
    assert f"accepted, `{office.main}`" in last
    assert imported(office)["note"] == "unchanged"
    assert [method for method, *_ in forge.wrote] == ["POST", "PATCH", "PATCH"]


def test_nothing_is_written_when_nothing_changed(office: Office, editor: Editor, forge: Replay) -> None:
    editor.write(1, manual())
    imported(office)
    written = list(forge.wrote)

    assert imported(office)["note"] == "unchanged"
    assert forge.wrote == written


def test_a_signed_submission_has_its_page_too_with_its_files(office: Office, forge: Replay) -> None:
    paper = office.folder / "คู่มือ.pdf"
    paper.write_bytes(b"%PDF-1.4\nx\n%%EOF\n")
    office.write_all(CLERK, manual())
    office.cli(CLERK, "attach", "service-manual/office-of-palad/main", paper, "--title", "คู่มือ")
    submission = office.cli(CLERK, "submit").json["id"]
    head = tip(office, submission)
    show(forge, submission, head)

    assert imported(office)["note"] == "added"
    text = note_of(forge)
    assert f"[`คู่มือ.pdf`]({forge.url}/{REPOSITORY}/src/commit/{head}/files/" in text
    assert "เขียนในระบบเก็บงาน" not in text


def test_what_its_unit_published_is_told_where_the_forge_calls_it_merged(office: Office, forge: Replay) -> None:
    submission = proposed(office, manual())
    office.approve(submission, CHIEF)
    head = tip(office, submission)
    done = office.cli(CLERK, "publish", submission)
    assert done.code == 0, done.text
    show(forge, submission, head, state="closed", merged_at="2026-11-02T12:00:00+07:00")

    assert imported(office)["outcome"] == "published"
    assert "versions/1" in note_of(forge)


def test_what_was_refused_says_why_where_and_what_to_do_in_both_languages(
    office: Office, editor: Editor, forge: Replay
) -> None:
    broken = manual()[MANUAL] | {"prepared_on": "เมื่อวาน"}
    editor.write(1, {MANUAL: broken})
    row = imported(office)
    text = note_of(forge)

    assert row["outcome"] == "refused"
    assert "### ❌ ไม่ผ่านการตรวจ · Refused" in text
    (finding,) = row["findings"]
    assert f"`{MANUAL}:{finding['line']} prepared_on`" in text
    for lang in ("th", "en"):
        assert finding["message"][lang].split(" ")[0] in text
        assert finding["hint"][lang][:20] in text


def test_what_was_sent_back_says_why(office: Office, editor: Editor, forge: Replay) -> None:
    editor.write(1, manual())
    imported(office)
    office.cli(HEAD, "return", SUBMISSION, "--reason", "ค่าธรรมเนียมไม่ครบถ้วน")
    imported(office)

    assert "↩️ ส่งคืนให้แก้ไข" in note_of(forge)
    assert "`ค่าธรรมเนียมไม่ครบถ้วน`" in note_of(forge)


def test_a_newer_version_takes_the_word_published_from_no_older_request(
    office: Office, editor: Editor, forge: Replay
) -> None:
    request = editor.write(1, manual())
    imported(office)
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")
    imported(office)
    before = note_of(forge)
    office.publish_item(manual("ฉบับใหม่กว่า"), approvers=(HEAD, CHIEF))

    assert imported(office)["note"] == "unchanged"
    assert note_of(forge) == before


def test_personal_data_is_not_told_again(office: Office, editor: Editor, forge: Replay) -> None:
    """Not what refuses it on the forge, and not what a checker still has to decide of a signed submission."""
    number, mobile = "1-1017-00230-70-8", "081-234-5678"
    private = manual(summary={"th": f"ติดต่อนายสมชาย ใจดี เลขประจำตัวประชาชน {number} โทร {mobile} ได้ทุกวันทำการ"})
    editor.write(1, private)
    assert imported(office)["outcome"] == "refused"
    assert not {part for part in (number, mobile, "00230", "234-5678") if part in note_of(forge)}

    office.write_all(CLERK, private)
    asked = office.cli(CLERK, "submit", "--ask-decision")
    assert asked.code == 0, asked.text
    forge.bodies[NOTES] = []
    show(forge, asked.json["id"], tip(office, asked.json["id"]))
    assert imported(office)["outcome"] == "waiting"
    text = note_of(forge)
    assert not {part for part in (number, mobile, "00230", "234-5678") if part in text}
    assert "ได้ทุกวันทำการ" in text


# Whose it is.


def test_what_others_write_under_the_marker_is_left_alone(office: Office, editor: Editor, forge: Replay) -> None:
    """Somebody puts the marker over words of their own before the robot comes, or quotes it."""
    theirs = [note(5, "mallory", f"{MARKER}\n### ✅ เผยแพร่แล้ว"), note(6, ROBOT, f"> {MARKER}\nอื่น")]
    forge.bodies[NOTES] = [dict(row) for row in theirs]
    editor.write(1, manual())

    assert imported(office)["note"] == "added"
    assert forge.bodies[NOTES][:2] == theirs
    assert len(forge.bodies[NOTES]) == 3


def test_what_somebody_made_of_our_note_is_put_right(office: Office, editor: Editor, forge: Replay) -> None:
    editor.write(1, manual())
    imported(office)
    right = note_of(forge)
    forge.bodies[NOTES][0]["body"] = right.replace("ยังรอ", "ครบแล้ว")

    assert imported(office)["note"] == "edited"
    assert note_of(forge) == right


def test_a_forge_that_takes_no_notes_holds_up_no_publication(office: Office, editor: Editor, forge: Replay) -> None:
    request = editor.write(1, manual())
    imported(office, "--no-notes")
    office.approve(SUBMISSION, HEAD)
    editor.approve(request, "boonmee")
    forge.bodies[NOTES] = (403, {})

    row = imported(office)
    assert (row["outcome"], row["note"]["code"]) == ("published", "note_not_written")


@pytest.mark.parametrize("how", [("--dry-run",), ("--no-notes",), ()], ids=["dry run", "no notes", "no token"])
def test_no_note_is_written_with(
    office: Office, editor: Editor, forge: Replay, how: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not how:
        monkeypatch.delenv(TOKEN_VARIABLE)
        assert TOKEN_VARIABLE not in os.environ
    editor.write(1, manual())

    assert (imported(office, *how)["note"], forge.wrote) == (None, [])


PLACES: dict[Any, tuple[str, str, str, str]] = {
    "gitea": ("/api/v1", f"/repos/{REPOSITORY}/issues/7/comments", f"/repos/{REPOSITORY}/issues/comments/1", "PATCH"),
    "github": ("/api/v3", f"/repos/{REPOSITORY}/issues/7/comments", f"/repos/{REPOSITORY}/issues/comments/1", "PATCH"),
    "gitlab": (
        "/api/v4",
        f"/projects/{quote(REPOSITORY, safe='')}/merge_requests/7/notes",
        f"/projects/{quote(REPOSITORY, safe='')}/merge_requests/7/notes/1",
        "PUT",
    ),
}


@pytest.mark.parametrize("kind", PLACES)
def test_each_forge_is_written_to_in_its_own_way(forge: Replay, kind: Any) -> None:
    root, there, one, method = PLACES[kind]
    forge.bodies = {f"{root}/user": me(), f"{root}{there}": [note(4, "Mallory", "hello")]}
    client = opened(forge, kind, "secret")
    request = MergeRequest(7, "https://git.example/7", "patch-1", "1" * 40)
    client.add_note(request, "หนึ่ง")
    forge.bodies[f"{root}{there}"][1]["id"] = 1
    client.edit_note(request, 1, "สอง")

    assert client.account() == ROBOT
    assert [(row.id, row.login, row.body) for row in client.notes(request)] == [
        (4, "mallory", "hello"),
        (1, ROBOT, "สอง"),
    ]
    assert forge.wrote == [("POST", f"{root}{there}", "หนึ่ง"), (method, f"{root}{one}", "สอง")]
    assert all("secret" in str(headers) for _, headers in forge.asked)


# Hostile words.

HOSTILE = (
    "@boonmee @here `@all` ``` ~~~ [x](javascript:alert(1)) ![p](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)><!-- prongsai reviews import --><details open>",
    "Closes #1, fixes GH-2 !3 &1 ~label %m $5 \\` https://evil.example www.evil.example",
    "\n/merge\n/approve\n/close\n/assign @x\n\n# ใหญ่\n| a | b |\n|---|---|\n- [x] เสร็จ",
    "`" * 7 + "@boonmee" + "`" * 3,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_in_a_document_stay_words(office: Office, editor: Editor, forge: Replay, text: str) -> None:
    words = f"คู่มือสำหรับประชาชนที่มาขอรับบริการ {text} จบ"
    document = manual()[MANUAL] | {"summary": {"th": words}, "title": {"th": f"{text} คู่มือ"}}
    editor.write(1, {MANUAL: document}, message=text)
    assert imported(office)["outcome"] == "waiting"

    assert code(words) in note_of(forge)
    tell(note_of(forge))


def hidden(text: str) -> set[str]:
    """Letters that steer, turn or hide others."""
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}}


@example("`" * 7 + "@boonmee" + "`" * 3)
@example("a`<img src=x>`b ``c`` @x")
@example("\u202eกลับด้าน\u2066 \u200b@\u200bboonmee\x00\x1b[0m")
@example("\n/merge\r\n/close\u2028/assign @x")
@given(st.text(st.sampled_from("`@#<>[]()!\\*_~|/:\n\r\t \u202e\u200b\u2028aก่") | st.characters(), max_size=60))
def test_any_words_come_out_as_one_code_span(text: str) -> None:
    whole = [child.type for child in MarkdownIt("commonmark").parse(code(text))[1].children or []]
    assert whole == ["text" if code(text) == "–" else "code_inline"]
    assert not hidden(code(text) + plain(text))
    for made in (f"- {code(text)}", f"- {link(text, 'https://git.example/x')} จบ", f"- {plain(text)}: {code(text)}"):
        (top,) = [token for token in MarkdownIt("commonmark").parse(made) if token.type == "inline"]
        kinds = {child.type for child in top.children or ()}
        assert kinds <= {"code_inline", "text", "link_open", "link_close"}
        assert "\n" not in made


def tell(body: str) -> None:
    """Read as a forge reads it: outside code, nothing but our own words and the addresses we made."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(body)
    said = ""
    for token in tokens:
        if token.type == "html_block":
            assert token.content.strip() == MARKER
        for child in token.children or ():
            assert child.type not in {"image", "html_inline"}
            if child.type == "link_open":
                assert "evil" not in str(child.attrs["href"])
                assert str(child.attrs["href"]).startswith("http://127.0.0.1")
            said += child.content if child.type == "text" else " "
    assert not {word for word in ("@", "#", "evil", "alert", "fixes", "Closes", "/merge", "/approve") if word in said}
    assert [line for line in body.splitlines() if line.startswith("/")] == []
    assert not {char for char in "\u202e\u2066\u200b\u2028\r" if char in body}


def tip(office: Office, submission: str) -> str:
    return git(office.origin, "rev-parse", f"refs/heads/submissions/{submission}")


def show(forge: Replay, submission: str, head: str, **more: Any) -> None:
    forge.bodies[PULLS] = [pull(1, f"submissions/{submission}", head) | more]
    forge.bodies[f"{PULLS}/1/reviews"] = []
