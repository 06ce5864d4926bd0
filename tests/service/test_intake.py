"""A person's file is looked at before it is stored, at every door, and stored whole or not at all."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from repo_schema.pointers import render_pointer
from service.ledger.attachments import Store
from service.ledger.desk import Desk
from service.ledger.errors import RefusedError
from service.ledger.intake import take_in
from service.ledger.preparing import propose
from service.ledger.workspace import open_workspace
from tests.support import files
from tests.support.ledger import CONTACT, attachment, contact, dump
from tests.support.office import CLERK, HEAD, ROOT, Office

CONTACT_ID = "contact/office-of-palad/main"
LONG_NAME = "ก" * 82 + ".pdf"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def stored(office: Office, person: str = CLERK) -> list[Path]:
    return [file for file in (office.desk(person) / ".git/lfs").rglob("*") if file.is_file()]


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a program": ("รายงาน.pdf", b"MZ\x90\x00" + bytes(99), "file_executable"),
    "a password": ("รายงาน.pdf", files.locked_pdf(), "file_password"),
    "macros": ("รายงาน.xlsx", files.macro_xlsx(), "file_macros"),
    "another type": ("รายงาน.pdf", files.xlsx(), "file_type_differs"),
    "an archive": ("รายงาน.zip", files.zipped({"a": "b"}), "file_extension_unknown"),
    "two things at once": ("รายงาน.pdf", files.pdf() + files.zipped({"a": "b"}), "file_polyglot"),
}


@pytest.mark.parametrize(("name", "data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_published_is_not_attached(
    office: Office, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    office.write_all(CLERK, contact())
    (tmp_path / name).write_bytes(data)
    before = office.snapshot()

    for words in ([], ["--dry-run"]):
        done = office.cli(CLERK, "attach", CONTACT_ID, tmp_path / name, *words)

        assert (done.code, [found["code"] for found in done.json["findings"]]) == (1, [code])
        assert name in done.json["findings"][0]["message"]["th"]
    assert office.snapshot() == before


def test_the_type_is_told_by_the_content(office: Office, tmp_path: Path) -> None:
    office.write_all(CLERK, contact())
    (tmp_path / LONG_NAME).write_bytes(files.pdf())

    done = office.cli(CLERK, "attach", CONTACT_ID, tmp_path / LONG_NAME)

    assert (done.json["media_type"], done.json["name"]) == ("application/pdf", LONG_NAME)


def test_a_name_of_86_thai_letters_goes_the_whole_way(office: Office) -> None:
    """Longer than most file systems hold: made on one that does, kept whole, and cut only where it is laid out here."""
    name = "ก" * 86 + ".pdf"
    contents = smuggle(office, files.pdf("แผนที่ตั้งสำนักงาน"), name=name)
    submission = office.submit(CLERK, contents)

    (shown,) = office.cli(HEAD, "review", submission).json["files"]
    office.approve(submission, HEAD)
    published = office.cli(CLERK, "publish", submission)

    assert published.code == 0, published.text
    assert (shown["name"], shown["state"]) == (name, "present")
    assert Path(shown["place"]).read_bytes() == files.pdf("แผนที่ตั้งสำนักงาน")
    assert office.published(CONTACT)["attachments"][0]["name"] == name


def smuggle(office: Office, data: bytes, **row: Any) -> dict[str, Any]:
    """A file put into the store by hand, and the item that names it."""
    pointer = Store(office.desk(CLERK) / ".git").add([data])
    file = f"files/{pointer.sha256[:2]}/{pointer.sha256}.pdf"
    named = attachment(file, render_pointer(pointer)) | row
    return contact(attachments=[named]) | {file: render_pointer(pointer)}


def test_a_file_put_in_by_hand_is_refused_when_it_is_checked_and_submitted(office: Office) -> None:
    office.write_all(CLERK, smuggle(office, b"MZ\x90\x00" + bytes(99)))

    for act in ("check", "submit"):
        done = office.cli(CLERK, act)
        assert (done.code, done.json["findings"][0]["code"]) == (1, "file_executable")
    assert office.submissions() == []


def test_a_type_that_the_item_calls_otherwise_is_told_with_its_line(office: Office) -> None:
    office.write_all(CLERK, smuggle(office, files.pdf("แผนที่ตั้ง"), media_type="text/html"))

    done = office.cli(CLERK, "check")

    (found,) = done.json["findings"]
    assert (found["code"], found["path"], found["found"]) == ("file_media_type_differs", CONTACT, "text/html")
    assert "text/html" in (office.desk(CLERK) / CONTACT).read_text(encoding="utf-8").splitlines()[found["line"] - 1]


def test_what_another_tool_submitted_meets_the_same_look_when_it_is_published(office: Office) -> None:
    contents = smuggle(office, files.macro_xlsx())
    with office.workspace(CLERK) as workspace:
        raw = {path: value if isinstance(value, bytes) else dump(value) for path, value in contents.items()}
        done = propose(workspace, raw)
    assert office.cli(HEAD, "approve", done.id, "--decide", "1=examined").code == 0

    refused = office.cli(CLERK, "publish", done.id)

    assert (refused.code, refused.json["findings"][0]["code"]) == (1, "file_macros")
    assert office.main == office.anchor


def test_a_file_that_changes_while_it_is_read_is_not_attached(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program goes on writing: what would be kept is neither the old nor the new."""
    file = tmp_path / "รายงาน.pdf"
    file.write_bytes(files.pdf() + b"%" * (3 << 20))
    reading, written = threading.Event(), threading.Event()

    def write() -> None:
        reading.wait(20)
        with file.open("r+b") as other:
            other.seek(-1, 2)
            other.write(b"!")
        written.set()

    real = Store.add

    def add(store: Store, chunks: Any, **more: Any) -> Any:
        def slowly() -> Any:
            yield from chunks
            reading.set()
            written.wait(20)

        return real(store, slowly(), **more)

    monkeypatch.setattr(Store, "add", add)
    writer = threading.Thread(target=write)
    writer.start()
    with open_workspace(Desk(office.desk(CLERK))) as workspace, pytest.raises(RefusedError) as refused:
        take_in(workspace, file)
    writer.join()

    assert [finding.code for finding in refused.value.findings] == ["file_changed_while_read"]
    assert stored(office) == []


def test_a_disk_that_is_full_half_way_leaves_nothing(office: Office, tmp_path: Path) -> None:
    """A real limit on what the process may write, met in the middle of the file."""
    office.write_all(CLERK, contact())
    file = tmp_path / "รายงาน.pdf"
    file.write_bytes(files.pdf() + b"%" * (3 << 20))
    before = office.snapshot()
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20));"
        "from cli.main import run; run()"
    )
    words = ["attach", CONTACT_ID, str(file), "--repo", str(office.desk(CLERK))]

    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, check=False)

    assert done.returncode == 4, done.stderr.decode()
    assert "พื้นที่ว่างในดิสก์" in done.stderr.decode()
    assert office.snapshot() == before
    assert stored(office) == []
