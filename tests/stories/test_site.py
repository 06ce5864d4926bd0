"""The reading site as people have it: on a phone and at a desk, by keyboard alone, without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import files
from tests.support.browser import CHROMIUM, open_browser, shoot
from tests.support.ledger import LedgerBuilder, attachment, manual
from tests.support.office import serving
from tests.support.site import CONTACT, HOSTILE, LARGE, MANUAL, build, pages

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
WIDTHS = {"phone": 360, "narrow": 320, "desk": 1280}
EVERY_PAGE = pages() | {"problem": "/nothing/here"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server; its address."""
    ledger = build(tmp_path_factory.mktemp("site") / "origin.git")
    with serving(ledger.git_dir, ledger.anchor) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A phone without script, as the pages have to do without it."""
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="th-TH"
    )
    yield context.new_page()
    context.close()


def heading(page: Any) -> str:
    words: str = page.get_by_role("heading", level=1).inner_text()
    return words


def test_a_citizen_reads_an_item_from_the_first_page(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="ข้อมูลการติดต่อ").click()
    page.get_by_role("main").get_by_role("link", name="ข้อมูลติดต่อสำนักงาน").click()

    assert heading(page) == "ข้อมูลติดต่อสำนักงาน"
    assert page.get_by_role("heading", name="ตรวจสอบแล้ว").is_visible()
    assert page.get_by_role("link", name="+6638000002").is_visible()
    page.get_by_role("link", name="English").click()
    assert heading(page) == "How to reach us"


def test_a_journalist_compares_two_versions(page: Any) -> None:
    page.goto(CONTACT)
    page.get_by_role("link", name="ประวัติ").click()
    page.get_by_role("link", name="เปลี่ยนอะไรจากฉบับที่ 1").click()

    assert page.locator("del").first.inner_text() == "ที่เปิดเผย"
    assert "+6638000002" in page.locator("ins").all_inner_texts()
    page.get_by_label("ฉบับก่อน").fill("2")
    page.get_by_role("button", name="เทียบ").click()
    assert page.get_by_text("เนื้อหาเหมือนกันทุกตัวอักษร").is_visible()


def test_anyone_goes_to_a_day_gone_by_and_back(page: Any) -> None:
    page.goto(CONTACT)
    page.get_by_label("ดูข้อมูล ณ วันที่").fill("2025-10-10")
    page.get_by_role("button", name="แสดง").click()

    assert page.get_by_text("ข้อมูล ณ สิ้นวันที่ 10 ตุลาคม 2568").is_visible()
    assert page.get_by_role("link", name="+6638000001").is_visible()
    page.get_by_role("link", name="กลับสู่ปัจจุบัน").click()
    assert page.get_by_role("link", name="+6638000002").is_visible()


def test_searching_thai_finds_it_however_it_is_written(page: Any) -> None:
    page.goto("/")
    page.get_by_label("ค้นหาในข้อมูลที่เผยแพร่แล้ว").fill("รางระบายนํ้า")  # nikhahit and aa for am
    page.get_by_role("button", name="ค้นหา").click()

    assert page.locator("mark").first.inner_text() == "รางระบายน้ำ"


def test_the_keyboard_alone_is_enough(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "ข้ามไปยังเนื้อหา"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("คู่มือ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("href") == MANUAL:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{MANUAL}")

    assert heading(page) == "ข้อมูลที่เปิดเผย"


def test_a_paper_is_fetched_when_somebody_opens_it(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(MANUAL)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/papers/" in url]
    page.get_by_role("link", name="เปิดดูในหน้านี้").click()
    page.wait_for_load_state("networkidle")

    assert [url for url in asked if "/papers/" in url]
    picture = page.get_by_role("img", name="หน้า 1 จาก 1")
    assert picture.is_visible()
    assert picture.evaluate("image => image.naturalWidth") == 1000


def test_script_in_a_paper_runs_in_nobodys_browser(browser: Any, tmp_path: Path) -> None:
    """A PDF that no look at its bytes kept out, its script in a compressed part; its reader has script on."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(files.scripted_pdf())
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "จริง.pdf")]) | {file: pointer})
    said: list[str] = []

    def note(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    with serving(ledger.git_dir, ledger.anchor) as server:
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.port}")
        page = context.new_page()
        page.on("dialog", note)
        page.goto(MANUAL)
        page.get_by_role("link", name="เปิดดูในหน้านี้").click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1500)
        shown = page.get_by_role("img", name="หน้า 1 จาก 1").evaluate("image => image.naturalWidth")
        context.close()

    assert (shown, said) == (1000, [])


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_page_fits_its_screen_moves_nothing_and_asks_nobody(browser: Any, site: str, name: str) -> None:
    for device, width in WIDTHS.items():
        context = browser.new_context(base_url=site, viewport={"width": width, "height": 740})
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("dialog", lambda dialog, said=said: said.append(dialog.message))
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(EVERY_PAGE[name])
        page.wait_for_load_state("networkidle")

        assert page.evaluate("document.documentElement.scrollWidth") <= width, device
        assert page.evaluate("window.moved") == 0, device
        assert [url for url in asked if not url.startswith(site)] == []
        assert [text for text in said if "404" not in text] == []  # no policy was broken, nothing ran
        shoot(page, f"{name}-{width}")
        context.close()


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_machine_finds_no_barrier(browser: Any, site: str, name: str, lang: str) -> None:
    """axe-core, WCAG 2.2 A and AA and its best practices, on every type of page."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - not where the story is skipped

    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"/en{EVERY_PAGE[name]}" if lang == "en" else EVERY_PAGE[name])
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    told = [(row["id"], [node["target"] for node in row["nodes"]][:3]) for row in found.response["violations"]]
    context.close()

    assert found.response["passes"]
    assert told == []


def test_print_leaves_the_text_and_drops_the_controls(page: Any) -> None:
    page.goto(CONTACT)
    page.emulate_media(media="print")

    assert page.get_by_text("+6638000002").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()


def test_large_text_and_long_words_stay_on_the_page(browser: Any, site: str) -> None:
    """WCAG 1.4.4 and 1.4.10: twice the size, 320 points wide."""
    context = browser.new_context(base_url=site, viewport={"width": 320, "height": 740})
    page = context.new_page()
    for address in (HOSTILE, LARGE):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    context.close()
