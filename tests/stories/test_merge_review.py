"""An executive approves where they already are: in a real review system's page, on a phone; the item becomes public."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repo_schema.reviews import Forge
from service.ledger.recorder import import_reviews
from tests.support.board import ReviewBoard, is_installed, review_board
from tests.support.ledger import MANUAL, manual
from tests.support.office import CHIEF, CLERK, Office, git, run_here
from tests.support.reviewing import FORGE, LOGINS, RECORDER, proposed, switch_on

CHROMIUM = shutil.which("chromium")
SHOTS = Path(os.environ["SCREENSHOTS"]) if "SCREENSHOTS" in os.environ else None
"""Where to leave what was seen; nowhere, unless asked."""
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not is_installed(), reason="Review Board is not installed"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture
def phone() -> Iterator[Any]:
    """A page of a real browser, 360 points wide."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not where the story is skipped

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser.new_context(**PHONE).new_page()
        finally:
            browser.close()


def shoot(page: Any, name: str) -> None:
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def test_an_executive_approves_on_a_phone_and_the_item_becomes_public(tmp_path: Path, phone: Any) -> None:
    office = Office(tmp_path / "office")
    with review_board(tmp_path / "board", office.origin, *LOGINS.values()) as url:
        switch_on(office, f"{url}/r", "forge_review_by_time")
        submission = proposed(office, manual())
        head = git(office.origin, "rev-parse", f"refs/heads/submissions/{submission}")
        base = git(office.origin, "rev-parse", "main")
        words = ["git", "-C", str(office.origin), "diff", "--full-index", base, head]
        diff = subprocess.run(words, check=True, capture_output=True).stdout
        board = ReviewBoard(url, LOGINS[CLERK])
        number = board.propose(head, base, diff, "ขอเผยแพร่คู่มือการให้บริการ", LOGINS[CHIEF])

        read_page(office, submission, tmp_path / "page", phone)
        assert import_from(office, board, url) == [("waiting", ())]
        press_the_button(url, number, phone)
        ((outcome, strengths),) = import_from(office, board, url)

    assert (outcome, strengths) == ("published", ("forge_review_by_time",))
    assert office.published(MANUAL)["obligation"] == "service-manual"
    assert office.verify()["trusted"]
    shown = run_here(["show", submission, "--repo", office.origin, "--lang", "th"]).text
    assert "[พิจารณาในระบบเก็บงาน ผูกด้วยเวลา]" in shown


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


def press_the_button(url: str, number: int, phone: Any) -> None:
    login = LOGINS[CHIEF]
    phone.goto(f"{url}/account/login/")
    phone.fill("#id_username", login)
    phone.fill("#id_password", login)
    phone.locator("input[type=submit], button[type=submit]").first.tap()
    phone.wait_for_url("**/dashboard/**")
    phone.goto(f"{url}/r/{number}/")
    phone.get_by_text("Review", exact=True).first.tap()
    shoot(phone, "board")
    phone.locator("#action-unified-banner-ship-it").tap()
    shoot(phone, "button")
    with phone.expect_navigation(wait_until="networkidle"):
        phone.get_by_role("button", name="Post the review").tap()
    shoot(phone, "approved")
