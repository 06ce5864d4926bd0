"""What attachments say is found where the item is found, and gone from everywhere when the file must not be given."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from repo_schema.passages import Passage
from service.ledger import file_texts, text_reading
from service.ledger.text_reading import TextReader
from tests.attacks.test_tombstones import HEAD, MANUAL_ID, signed
from tests.service.test_api import client_of, get
from tests.support.files import docx, pdf, scan
from tests.support.ledger import LedgerBuilder, attachment, manual
from tests.support.tombstones import lifting, suppression_of_files, withdrawal

SENTENCES = ("ที่ปรึกษาโครงการก่อสร้างท่อระบายน้ำ หมู่ ๗ งบประมาณหนึ่งล้านบาท", "ผู้ติดต่อ Somsri-Secretname โทร ๐๓๘")
NAME = "รายละเอียด โครงการ.pdf"


def publish(ledger: LedgerBuilder, data: bytes, name: str = NAME, extension: str = "pdf", **more: Any) -> str:
    """A manual with this file; the file's SHA-256."""
    file, pointer = ledger.attach(data, extension)
    row = attachment(file, pointer, name)
    if extension == "docx":
        row["media_type"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ledger.publish_item(manual(attachments=[row], **more) | {file: pointer})
    return file.rpartition("/")[2].partition(".")[0]


def reader_of(client: TestClient) -> TextReader:
    reader: TextReader = client.app.state.text_reader  # type: ignore[attr-defined]
    return reader


def follow(client: TestClient) -> None:
    """What the two threads do."""
    client.app.state.follower.refresh()  # type: ignore[attr-defined]
    reader_of(client).catch_up()


def found(client: TestClient, q: str, **more: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = get(client, "/v1/items", q=q, **more)["items"]
    return rows


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "origin.git")


@pytest.fixture
def client(ledger: LedgerBuilder) -> Iterator[TestClient]:
    with client_of(ledger) as client:
        client.app.state.follower.start()  # type: ignore[attr-defined]
        yield client


def test_a_word_in_a_file_finds_the_item_and_says_which_file(ledger: LedgerBuilder, client: TestClient) -> None:
    sha256 = publish(ledger, pdf(*SENTENCES))
    follow(client)

    (row,) = found(client, "ท่อระบายน้ำ")
    assert row["id"] == MANUAL_ID
    assert row["excerpt"]["match"] == "ท่อระบายน้ำ"
    assert (row["excerpt"]["file"]["name"], row["excerpt"]["file"]["where"]) == (NAME, "หน้า 1")
    assert row["excerpt"]["file"]["href"].startswith(f"/v1/files/{sha256}/")
    assert client.get(row["excerpt"]["file"]["href"]).content == pdf(*SENTENCES)
    assert found(client, "คู่มือ")[0]["excerpt"]["file"] is None


@pytest.mark.parametrize(
    ("q", "is_found"),
    [
        ("หมู่ 7", True),
        ("หมู่ ๗ ท่อระบายน้ำ", True),
        ("คู่มือ ท่อระบายน้ำ", True),  # one word in the item, one in the file
        ("น้ำ", True),
        ("๗", True),
        ("โทร ที่ปรึกษา", True),
        ("somsri-secretname", True),
        ("ท่อระบายน้ำ ไม่มีคำนี้", False),
        ("ไม่มีคำนี้", False),
    ],
)
def test_all_words_are_looked_for_in_both(ledger: LedgerBuilder, client: TestClient, q: str, *, is_found: bool) -> None:
    publish(ledger, pdf(*SENTENCES))
    follow(client)

    assert bool(found(client, q)) is is_found


def test_an_excerpt_never_splits_a_cluster(ledger: LedgerBuilder, client: TestClient) -> None:
    publish(ledger, pdf("ก" + "ที่ปรึกษาเก้าอี้น้ำ" * 20 + "คำที่หา" + "น้ำเก้าอี้ที่ปรึกษา" * 20))
    follow(client)

    shown = found(client, "คำที่หา")[0]["excerpt"]
    assert shown["match"] == "คำที่หา"
    for text in (shown["before"].removeprefix("…"), shown["after"].removesuffix("…")):
        assert text[:1] not in "ิีึืุูั็่้๊๋์ำะา"
        assert text[-1:] not in "เแโใไ"


def test_past_versions_and_past_days_have_the_files_they_had(ledger: LedgerBuilder, client: TestClient) -> None:
    publish(ledger, pdf("ฉบับแรกกล่าวถึงสะพานไม้"))
    ledger.wait(30)
    first = ledger.read("items/service-manual/office-of-palad/main.yaml")["attachments"][0]["file"]
    file, pointer = ledger.attach(pdf("ฉบับหลังกล่าวถึงสะพานเหล็ก"))
    ledger.publish_item(manual(attachments=[attachment(file, pointer)]) | {file: pointer, first: None})
    follow(client)

    assert found(client, "สะพานไม้") == []
    assert [row["version"] for row in found(client, "สะพาน", versions="all")] == [2, 1]
    assert [row["version"] for row in found(client, "สะพานไม้", as_of="2025-10-10")] == [1]


def test_what_must_not_be_given_is_not_found_and_not_there(
    ledger: LedgerBuilder, client: TestClient, tmp_path: Path
) -> None:
    sha256 = publish(ledger, pdf(*SENTENCES))
    follow(client)
    kept = list((tmp_path / "index.sqlite.texts").iterdir())
    assert [file.name.partition(".")[0] for file in kept] == [sha256]
    assert "ท่อระบายน้ำ" in kept[0].read_text(encoding="utf-8")

    ledger.publish(signed(ledger.prepare(suppression_of_files(MANUAL_ID, sha256), by=HEAD)), by=HEAD)
    client.app.state.follower.refresh()  # type: ignore[attr-defined]
    assert found(client, "ท่อระบายน้ำ") == found(client, "Somsri-Secretname") == found(client, "น้ำ") == []
    held = b"".join(file.read_bytes() for file in tmp_path.glob("index.sqlite*") if file.is_file())
    for secret in ("Somsri-Secretname", "somsri-secretname", "ท่อระบายน้ำ"):
        assert secret.encode() not in held
    follow(client)
    assert not list((tmp_path / "index.sqlite.texts").iterdir())

    statement = lifting(MANUAL_ID)
    ledger.publish(signed(ledger.prepare(statement, by=HEAD), "chief"), by=HEAD)
    follow(client)
    assert len(found(client, "ท่อระบายน้ำ")) == 1


def test_of_a_withdrawn_version_no_file_is_searched(ledger: LedgerBuilder, client: TestClient) -> None:
    publish(ledger, pdf(*SENTENCES))
    follow(client)
    ledger.publish(signed(ledger.prepare(withdrawal(MANUAL_ID), by=HEAD)), by=HEAD)
    client.app.state.follower.refresh()  # type: ignore[attr-defined]

    assert found(client, "ท่อระบายน้ำ", versions="all") == []


def test_what_was_read_while_it_was_being_taken_down_is_not_put_in(ledger: LedgerBuilder, client: TestClient) -> None:
    sha256 = publish(ledger, pdf(*SENTENCES))
    client.app.state.follower.refresh()  # type: ignore[attr-defined]
    text = file_texts.text_of([Passage("หน้า 1", SENTENCES[0])])
    ledger.publish(signed(ledger.prepare(suppression_of_files(MANUAL_ID, sha256), by=HEAD)), by=HEAD)
    client.app.state.follower.refresh()  # type: ignore[attr-defined]

    assert client.app.state.follower.keep_text(sha256, text)  # type: ignore[attr-defined]
    assert found(client, "ท่อระบายน้ำ") == []
    with sqlite3.connect(ledger.git_dir.parent / "index.sqlite") as index:
        assert index.execute("SELECT count(*) FROM file_texts").fetchone() == (0,)
    index.close()


def test_a_file_is_read_once(ledger: LedgerBuilder, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many versions name it, and however often the index is built again."""
    publish(ledger, pdf(*SENTENCES))
    follow(client)
    monkeypatch.setattr(text_reading, "read_file", lambda *_, **__: pytest.fail("read again"))
    ledger.publish_item(
        {
            "items/service-manual/office-of-palad/main.yaml": ledger.read(
                "items/service-manual/office-of-palad/main.yaml"
            )
            | {"title": {"th": "ชื่อใหม่"}}
        }
    )
    follow(client)
    assert found(client, "ชื่อใหม่ ท่อระบายน้ำ")

    client.app.state.follower.start()  # type: ignore[attr-defined]
    assert found(client, "ท่อระบายน้ำ") == []
    assert reader_of(client).catch_up()
    assert found(client, "ท่อระบายน้ำ")


def test_what_no_page_shows_is_not_searched(ledger: LedgerBuilder, client: TestClient) -> None:
    """Comments, properties and notes are in the file for whoever looks; we do not hold them up."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    said = "<w:comment><w:p><w:r><w:t>ความลับในความเห็น</w:t></w:r></w:p></w:comment>"
    comment = f'<w:comments xmlns:w="{word}">{said}</w:comments>'
    core = "<coreProperties><creator>ผู้เขียนที่ไม่ควรเห็น</creator></coreProperties>"
    data = docx(parts={"word/comments.xml": comment, "docProps/core.xml": core})
    publish(ledger, data, "แผน.docx", "docx")
    follow(client)

    assert found(client, "แผนพัฒนาท้องถิ่น")
    assert found(client, "ความลับในความเห็น") == found(client, "ผู้เขียนที่ไม่ควรเห็น") == []


def test_a_file_that_comes_later_is_read_then(ledger: LedgerBuilder, client: TestClient, tmp_path: Path) -> None:
    sha256 = publish(ledger, pdf(*SENTENCES))
    here = ledger.store.path(sha256)
    here.rename(tmp_path / "aside")
    follow(client)
    assert found(client, "ท่อระบายน้ำ") == []
    (tmp_path / "aside").rename(here)
    reader_of(client)._not_before.clear()
    follow(client)

    assert found(client, "ท่อระบายน้ำ")


def test_a_picture_of_text_is_read_once_and_finds_nothing(ledger: LedgerBuilder, client: TestClient) -> None:
    publish(ledger, scan())
    follow(client)

    assert not reader_of(client).catch_up()
    assert found(client, "แผนพัฒนาท้องถิ่น") == []


def test_a_long_file_is_searched_as_far_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_texts, "CHARACTERS_AT_MOST", 10)
    text = file_texts.text_of([Passage("หน้า 1", "12345678"), Passage("หน้า 2", "abcdef"), Passage("หน้า 3", "x")])

    assert (text.lines, text.places) == (("12345678", "ab"), ("หน้า 1", "หน้า 2"))


def test_an_answer_from_before_a_file_was_read_is_not_kept(ledger: LedgerBuilder, client: TestClient) -> None:
    publish(ledger, pdf(*SENTENCES))
    client.app.state.follower.refresh()  # type: ignore[attr-defined]
    pages = {"/v1/items?q=ท่อระบายน้ำ": "application/json", "/search?q=ท่อระบายน้ำ": "text/html"}
    before = {address: client.get(address, headers={"Accept": form}) for address, form in pages.items()}
    reader_of(client).catch_up()

    for address, form in pages.items():
        again = client.get(address, headers={"Accept": form, "If-None-Match": before[address].headers["etag"]})
        assert again.status_code == 200
        assert "ท่อระบายน้ำ" in again.text
    assert NAME in client.get("/search?q=ท่อระบายน้ำ", headers={"Accept": "text/html"}).text
