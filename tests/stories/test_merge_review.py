"""An executive approves where they already are: in a real review system's page, on a phone; the item becomes public."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repo_schema.reviews import Forge
from service.ledger.noting import write_notes
from service.ledger.recorder import import_reviews
from tests.support.board import ReviewBoard, is_installed, review_board
from tests.support.browser import CHROMIUM, open_browser, shoot
from tests.support.editor import Editor
from tests.support.forge import Replay
from tests.support.ledger import MANUAL, manual
from tests.support.office import CHIEF, CLERK, HEAD, Office, git, run_here, serving
from tests.support.reviewing import FORGE, LOGINS, RECORDER, proposed, switch_on

PHONE: Any = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not is_installed(), reason="Review Board is not installed"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture
def phone() -> Iterator[Any]:
    """A page of a real browser, 360 points wide."""
    with open_browser() as browser:
        yield browser.new_context(**PHONE).new_page()


def test_an_executive_approves_on_a_phone_and_the_item_becomes_public(tmp_path: Path, phone: Any) -> None:
    office = Office(tmp_path / "office")
    with review_board(tmp_path / "board", office.origin, *LOGINS.values()) as url:
        switch_on(office, f"{url}/r", "forge_review_by_time")
        submission = proposed(office, manual())
        head = git(office.origin, "rev-parse", f"refs/heads/submissions/{submission}")
        base = git(office.origin, "rev-parse", "main")
        board = ReviewBoard(url, LOGINS[CLERK])
        number = board.propose(head, base, diff_of(office, base, head), "ขอเผยแพร่คู่มือการให้บริการ", LOGINS[CHIEF])

        read_page(office, submission, tmp_path / "page", phone)
        assert import_from(office, board, url) == [("waiting", ())]
        press_the_button(url, number, phone)
        ((outcome, strengths),) = import_from(office, board, url)

    assert (outcome, strengths) == ("published", ("forge_review_by_time",))
    assert office.published(MANUAL)["obligation"] == "service-manual"
    assert office.verify()["trusted"]
    shown = run_here(["show", submission, "--repo", office.origin, "--lang", "th"]).text
    assert "[พิจารณาในระบบเก็บงาน ผูกด้วยเวลา]" in shown


def test_what_a_clerk_wrote_on_the_web_is_approved_on_a_phone_and_shown_as_vouched_for(
    tmp_path: Path, phone: Any
) -> None:
    """Nobody but the unit's head ever signs: the recorder vouches, the note tells the executive what they approve."""
    office = Office(tmp_path / "office")
    with review_board(tmp_path / "board", office.origin, RECORDER, *LOGINS.values()) as url:
        switch_on(office, f"{url}/r", "forge_review_by_time", vouched=True)
        editor, base = Editor(office, Replay()), office.main
        head = editor.commit(manual(), base, login=LOGINS[CLERK])
        board = ReviewBoard(url, LOGINS[CLERK])
        number = board.propose(head, base, diff_of(office, base, head), "แก้ไขผ่านหน้าเว็บ", LOGINS[CHIEF])
        git(office.origin, "update-ref", f"refs/pull/{number}/head", head)
        assert import_from(office, board, url) == [("waiting", ())]
        (submission,) = office.submissions()
        office.approve(submission, HEAD)

        robot = ReviewBoard(url, RECORDER)
        assert note_from(office, robot, url) == {number: "added"}
        assert note_from(office, robot, url) == {number: "unchanged"}
        read_note(url, number, phone)
        press_the_button(url, number, phone)
        assert import_from(office, board, url) == [("published", ("forge_review_by_time",))]

    assert office.verify()["trusted"]
    with serving(office.origin, office.anchor) as server:
        phone.goto(f"http://127.0.0.1:{server.port}/items/service-manual/office-of-palad/main")
        shoot(phone, "vouched")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        body = phone.inner_text("body")
        assert "คู่มือการให้บริการ" in body
        assert "ผู้บันทึกลงนามแทน" in body


def note_from(office: Office, robot: ReviewBoard, url: str) -> dict[int, Any]:
    with office.workspace(RECORDER) as workspace:
        rows = import_reviews(workspace, Forge(FORGE, f"{url}/r", "forge_review_by_time"), robot)
        return write_notes(workspace, robot, rows)


def read_note(url: str, number: int, phone: Any) -> None:
    """The executive, on the board's own page: the change in words, and what is still needed."""
    log_in(url, phone)
    phone.goto(f"{url}/r/{number}/")
    note = phone.get_by_text("ยังรอ · Waiting").first
    note.wait_for(state="attached")
    if not note.is_visible():  # folded together, as the board does with what asks nothing of its reader
        phone.locator(".collapse-button").first.tap()
    note.wait_for()
    shoot(phone, "note")
    body = phone.inner_text("body")
    assert "คู่มือการให้บริการ" in body
    assert "ให้ความเห็นชอบ · consent" in body


def import_from(office: Office, board: ReviewBoard, url: str) -> list[tuple[str, tuple[str, ...]]]:
    with office.workspace(RECORDER) as workspace:
        rows = import_reviews(workspace, Forge(FORGE, f"{url}/r", "forge_review_by_time"), board)
    return [(row.outcome, tuple(review.strength for review in row.reviews)) for row in rows]


def read_page(office: Office, submission: str, folder: Path, phone: Any) -> None:
    """The page fits the phone: nothing is cut off at the side."""
    done = office.cli(CHIEF, "reviews", "page", submission, "--into", folder)
    assert done.code == 0, done.text
    phone.goto((folder / "index.html").as_uri())
    shoot(phone, "page")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.get_by_text("คู่มือการให้บริการ").first.is_visible()


def diff_of(office: Office, base: str, head: str) -> bytes:
    words = ["git", "-C", str(office.origin), "diff", "--full-index", base, head]
    return subprocess.run(words, check=True, capture_output=True).stdout


def log_in(url: str, phone: Any) -> None:
    login = LOGINS[CHIEF]
    phone.goto(f"{url}/account/login/")
    if phone.locator("#id_username").count():
        phone.fill("#id_username", login)
        phone.fill("#id_password", login)
        phone.locator("input[type=submit], button[type=submit]").first.tap()
        phone.wait_for_url("**/dashboard/**")


def press_the_button(url: str, number: int, phone: Any) -> None:
    log_in(url, phone)
    phone.goto(f"{url}/r/{number}/")
    phone.get_by_text("Review", exact=True).first.tap()
    shoot(phone, "board")
    phone.locator("#action-unified-banner-ship-it").tap()
    shoot(phone, "button")
    with phone.expect_navigation(wait_until="networkidle"):
        phone.get_by_role("button", name="Post the review").tap()
    shoot(phone, "approved")
