"""Every refusal through the product's own commands: exit code, finding, words that help, and nothing changed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli import taking_down
from service.ledger import approving, publishing
from service.ledger.errors import RefusedError
from service.ledger.verifier import ForkedError
from tests.support import files
from tests.support import office as support
from tests.support.ledger import CONTACT, MANUAL, contact, dump, item, manual
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, ROOT, Completed, Office, git, run_here

CONTACT_ID = "contact/office-of-palad/main"
MANUAL_ID = "service-manual/office-of-palad/main"
POWERS = "items/powers-duties/hr/main.yaml"
EXAMPLES = ROOT / "tests" / "examples"
THAI = re.compile(r"[ก-๛]")
PDF = files.pdf("แผนที่ตั้งสำนักงาน")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def assert_refused(done: Completed, *codes: str, code: int = 1, names: tuple[str, ...] = ()) -> None:
    """The promised exit code; just these findings; each says in Thai what, where and what next."""
    assert done.code == code, done.text
    assert done.codes == list(codes), done.text
    told = done.json
    rows = [told["error"]] if "error" in told else told["findings"]
    for row in rows:
        assert THAI.search(row["message"]["th"]), row
        assert THAI.search(row["hint"]["th"]), row
        assert row["message"]["en"], row
        assert row["hint"]["en"], row
        assert not re.search(r"[{}]|\bNone\b", row["message"]["th"] + row["hint"]["th"]), row
        assert "–" not in row["message"]["th"] or row["code"].startswith("missing_"), row
    said = " ".join(row["message"]["th"] + row["hint"]["th"] for row in rows)
    assert [name for name in names if name not in said] == []


def powers(**more: Any) -> dict[str, Any]:
    """An item of another unit; it needs no consent either."""
    content = {
        "body": {"th": "หน้าที่และอำนาจขององค์การบริหารส่วนตำบลตามกฎหมายจัดตั้ง"},
        "legal_basis": [{"law": {"th": "พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. ๒๕๓๗"}, "section": "มาตรา ๖๖"}],
    }
    period = {"kind": "as_of", "date": "2025-10-01"}
    return item(POWERS, "document_set", period, content, **more)


# Documents.

ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
HOSTILE: dict[str, tuple[str, bytes]] = {
    "malformed": ("yaml_syntax", b"schema: contact/v1\ntitle: [th\nunit: x\n"),
    "oversized": ("yaml_too_large", b"summary: " + b"x" * (300 << 10)),
    "a bomb of aliases": ("yaml_alias", ALIASES.encode()),
    "nested without end": ("yaml_too_deep", b"a: " + b"[" * 5000 + b"]" * 5000),
    "more values than any form": ("yaml_too_many_nodes", b"a: [" + b"1," * 60_000 + b"1]"),
    "a key twice": ("yaml_duplicate_key", b"schema: contact/v1\nunit: hr\nunit: legal\n"),
    "a tag that runs code": ("yaml_tag", b"a: !!python/object/apply:os.system [id]\n"),
    "saved as TIS-620": ("yaml_not_utf8", "title: ข้อมูล\n".encode("tis-620")),
    "a byte order mark": ("yaml_byte_order_mark", b"\xef\xbb\xbfschema: contact/v1\n"),
    "text that turns around": ("yaml_control_character", "title: ก\u202eข\n".encode()),
    "two documents": ("yaml_several_documents", b"a: 1\n---\nb: 2\n"),
    "nothing": ("yaml_empty", b""),
    "a form nobody knows": ("schema_unknown", b"schema: contact/v9\n"),
}


@pytest.mark.parametrize(("code", "data"), HOSTILE.values(), ids=HOSTILE)
def test_a_document_that_cannot_be_trusted_is_not_read(office: Office, code: str, data: bytes) -> None:
    office.write(CLERK, CONTACT, data)
    before = office.snapshot()

    assert_refused(office.cli(CLERK, "check"), code, names=(CONTACT,))
    assert_refused(office.cli(CLERK, "submit"), code, names=(CONTACT,))
    assert office.snapshot() == before


def test_a_mistake_is_told_with_its_line_and_field(office: Office) -> None:
    text = dump(contact()[CONTACT]).decode().replace("'20170'", "20170")
    line = next(at for at, row in enumerate(text.split("\n"), start=1) if "postcode" in row)
    office.write(CLERK, CONTACT, text.encode())

    done = office.cli(CLERK, "check")

    assert_refused(done, "schema_wrong_type", names=(CONTACT, f"บรรทัดที่ {line}", "content.address.postcode"))
    assert (done.json["findings"][0]["line"], done.json["findings"][0]["field"]) == (line, "content.address.postcode")


# What an item says of itself.


def test_an_obligation_nobody_has(office: Office) -> None:
    assert_refused(office.cli(CLERK, "new", "weather"), "item_obligation_unknown", names=("weather",))
    office.write_all(CLERK, moved(contact(), "weather/office-of-palad/main"))
    assert_refused(office.cli(CLERK, "submit"), "item_obligation_unknown", names=("weather",))


def test_a_unit_that_is_not_responsible(office: Office) -> None:
    refused = office.cli(CLERK, "new", "contact", "--unit", "legal")
    assert_refused(refused, "item_unit_not_responsible", names=("legal", "office-of-palad"))
    office.write_all(CLERK, moved(contact(), "contact/legal/main"))
    assert_refused(office.cli(CLERK, "submit"), "item_unit_not_responsible", names=("legal", "office-of-palad"))


def moved(contents: dict[str, Any], identity: str) -> dict[str, Any]:
    """The document at another path, saying so."""
    obligation, unit, _ = identity.split("/")
    (document,) = contents.values()
    return {f"items/{identity}.yaml": document | {"obligation": obligation, "unit": unit}}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"unit": "legal"}, "item_unit_differs"),
        ({"obligation": "laws"}, "item_obligation_differs"),
        ({"period": {"kind": "fiscal_year", "fiscal_year": 2569}}, "item_period_kind"),
        ({"schema": "document_set/v1"}, "schema_"),
    ],
    ids=["unit", "obligation", "period", "schema"],
)
def test_a_document_that_says_otherwise_than_its_path(office: Office, changed: dict[str, Any], code: str) -> None:
    office.write(CLERK, CONTACT, contact()[CONTACT] | changed)

    done = office.cli(CLERK, "submit")

    assert done.code == 1
    assert all(found.startswith(code) for found in done.codes), done.text
    assert office.submissions() == []


def test_a_period_that_is_not_the_name_of_the_file(office: Office) -> None:
    path = "items/annual-plan/policy-plan/2568.yaml"
    office.write("nipa", path, yaml.safe_load((EXAMPLES / "annual-plan/valid/2569.yaml").read_text("utf-8")))

    assert_refused(office.cli("nipa", "submit"), "item_name_differs", names=("2568", "2569"))


def test_an_item_is_never_deleted(office: Office) -> None:
    office.publish_item(contact())
    (office.desk(CLERK) / CONTACT).unlink()

    assert_refused(office.cli(CLERK, "submit"), "item_deleted", names=(CONTACT,))


# Keys.


def test_a_key_that_policy_does_not_know(office: Office) -> None:
    item_id = office.submit(CLERK, contact())
    office.write_all("stranger", contact("+6638000009"))
    before = office.refs()

    for act in (["submit"], ["approve", item_id], ["publish", item_id], ["return", item_id, "--reason", "ไม่เห็นด้วย"]):
        refused = office.cli("stranger", *act)
        assert_refused(refused, "key_unknown_to_policy", names=(support.public_key("stranger"),))
    assert office.refs() == before


@pytest.mark.parametrize(
    "settings",
    [
        {"gpg.format": "openpgp"},
        {"user.signingkey": ""},
        {"user.signingkey": "nowhere/id_ed25519"},
        {"user.signingkey": "ssh-ed25519 AAAA"},
    ],
    ids=["not ssh", "none", "no such file", "no key at all"],
)
def test_a_clone_that_cannot_sign(office: Office, settings: dict[str, str]) -> None:
    office.write_all(CLERK, contact())
    for name, value in settings.items():
        git(office.desk(CLERK), "config", "--replace-all", name, value)

    refused = office.cli(CLERK, "submit")

    assert_refused(refused, "key_not_configured", code=4, names=("git config user.signingkey",))
    assert office.submissions() == []


def test_a_private_key_that_is_not_there(office: Office, tmp_path: Path) -> None:
    """The public half says who it would be; only the private one signs."""
    shutil.copy(support.keys() / f"{CLERK}.pub", tmp_path / "key.pub")
    office.write_all(CLERK, contact())
    git(office.desk(CLERK), "config", "--replace-all", "user.signingkey", str(tmp_path / "key.pub"))

    assert_refused(office.cli(CLERK, "submit"), "key_not_configured", code=4)


def test_a_clerk_of_another_unit(office: Office) -> None:
    office.write_all("nipa", contact())

    assert_refused(office.cli("nipa", "submit"), "author_not_allowed", names=("nipa", "office-of-palad"))
    assert office.submissions() == []


# Approving.


def test_nobody_approves_their_own_work(office: Office) -> None:
    """The clerk reviews for this unit too, but not this."""
    item_id = office.submit(CLERK, contact())
    before = office.refs()

    assert_refused(office.cli(CLERK, "approve", item_id), "approval_by_author", names=(CLERK,))
    assert office.refs() == before


def test_what_changed_since_it_was_shown_is_not_signed(office: Office) -> None:
    item_id = office.submit(CLERK, contact("+6638000001"))
    shown = office.cli(HEAD, "review", item_id).json["content"]
    office.submit(CLERK, contact("+6638000002"))
    before = office.refs()
    now = office.cli(CHIEF, "inbox").json["submissions"][0]["content"]

    assert_refused(office.cli(HEAD, "approve", item_id), "submission_changed", names=(shown, now))
    assert_refused(office.cli(HEAD, "approve", item_id, "--expect", shown), "submission_changed")
    assert office.refs() == before
    assert made_by(office, HEAD) == []
    assert office.cli(HEAD, "review", item_id).code == 0
    assert office.cli(HEAD, "approve", item_id).code == 0


def made_by(office: Office, person: str) -> list[str]:
    """Every commit in the person's clone, reachable or not, that names them."""
    listed = git(office.desk(person), "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
    commits = [row.split()[1] for row in listed.splitlines() if row.startswith("commit ")]
    authors = git(office.desk(person), "show", "-s", "--format=%H %an", *commits).splitlines()
    return [row.split()[0] for row in authors if row.endswith(f" {person}")]


def test_somebody_whose_step_it_is_not(office: Office) -> None:
    item_id = office.submit(CLERK, contact())

    assert_refused(office.cli("suda", "approve", item_id), "step_none_due", names=("suda", "head-of-office-of-palad"))
    assert_refused(office.cli(HEAD, "approve", item_id, "--step", "consent"), "step_none_due", names=(HEAD,))


def test_one_person_signs_one_step(office: Office) -> None:
    item_id = office.submit(CLERK, contact())
    office.approve(item_id, HEAD)

    assert_refused(office.cli(HEAD, "approve", item_id), "step_none_due")


def test_a_submission_that_is_not_there(office: Office) -> None:
    for act, *more in (["review"], ["approve"], ["publish"], ["return", "--reason", "ไม่ถูกต้อง"]):
        done = office.cli(HEAD, act, "nothing/at/all", *more)
        assert_refused(done, "submission_unknown", names=("nothing/at/all",))


def test_a_return_is_an_approvers(office: Office) -> None:
    item_id = office.submit(CLERK, contact())

    assert_refused(office.cli("suda", "return", item_id, "--reason", "ไม่เห็นด้วย"), "return_not_allowed", names=("suda",))
    assert office.verify()["changes"] == 0


def test_what_was_sent_back_stays_back(office: Office) -> None:
    item_id = office.submit(CLERK, contact())
    office.approve(item_id, HEAD)
    assert office.cli(HEAD, "return", item_id, "--reason", "หมายเลขโทรศัพท์ผิด").code == 0

    assert_refused(office.cli(CLERK, "publish", item_id), "returned")
    assert office.verify()["trusted"] is True


# Publishing.


def test_nothing_is_published_unchecked_or_without_consent(office: Office) -> None:
    item_id = office.submit(CLERK, manual())

    assert_refused(office.cli(CLERK, "publish", item_id), "missing_unit_check", "missing_consent")
    office.approve(item_id, HEAD)
    assert_refused(office.cli(CLERK, "publish", item_id), "missing_consent", names=("chief-executive",))
    assert_refused(office.cli(HEAD, "publish", item_id, "--consent"), "step_none_due", names=(HEAD,))
    assert git(office.origin, "rev-parse", "main") == office.anchor


def test_consent_does_not_stand_for_the_check(office: Office) -> None:
    item_id = office.submit(CLERK, manual())

    assert_refused(office.cli(CHIEF, "publish", item_id, "--consent"), "missing_unit_check")


def test_somebody_who_may_not_publish(office: Office) -> None:
    item_id = office.submit(CLERK, contact())
    office.approve(item_id, HEAD)

    assert_refused(office.cli("nipa", "publish", item_id), "publisher_not_allowed", names=("nipa",))
    assert office.main == office.anchor


def test_publishing_twice(office: Office) -> None:
    item_id = office.submit(CLERK, contact())
    office.approve(item_id, HEAD)
    assert office.cli(CLERK, "publish", item_id).code == 0
    head = office.main

    assert_refused(office.cli(CLERK, "publish", item_id), "submission_unknown", names=(item_id,))
    assert office.main == head


def test_submitting_twice(office: Office) -> None:
    office.submit(CLERK, contact())

    assert_refused(office.cli(CLERK, "submit"), "already_submitted")


def test_submitting_what_is_published(office: Office) -> None:
    office.publish_item(contact())

    assert_refused(office.cli(CLERK, "submit"), "nothing_to_submit")


def test_a_submission_that_another_publication_overtook(office: Office) -> None:
    """Nothing stale is signed or published; submitting again prepares it anew."""
    stale = office.submit(CLERK, manual("คู่มือฉบับแรก"))
    office.approve(stale, HEAD, CHIEF)
    office.publish_item(contact() | manual("คู่มือฉบับที่สอง"), by=HEAD, approvers=(CLERK, CHIEF))
    head = office.main

    assert_refused(office.cli(HEAD, "publish", stale), "stale", names=(MANUAL,))
    assert_refused(office.cli(HEAD, "approve", stale), "stale", names=(MANUAL,))
    assert office.main == head
    again = office.cli(CLERK, "submit", MANUAL, "--replace-newer")
    assert again.code == 0, again.text
    office.approve(stale, HEAD, CHIEF)
    assert office.cli(CLERK, "publish", stale).code == 0
    assert office.verify()["trusted"] is True


# The working folder.


def test_strays_are_left_where_they_are(office: Office) -> None:
    """Told, untouched, and not taken along."""
    strays = ["notes.txt", "items/contact/office-of-palad/ร่าง ฉบับ๑.docx", "items/Contact.yaml", ".DS_Store"]
    for stray in strays:
        office.write(CLERK, stray, b"mine")
    office.write_all(CLERK, contact())

    checked = office.cli(CLERK, "check").json
    item_id = office.submit(CLERK, {})
    office.approve(item_id, HEAD)
    assert office.cli(CLERK, "publish", item_id).code == 0

    assert {row["path"] for row in checked["warnings"]} == set(strays)
    assert {row["code"] for row in checked["warnings"]} == {"path_not_allowed"}
    assert [(office.desk(CLERK) / stray).read_bytes() for stray in strays] == [b"mine"] * len(strays)
    landed = git(office.origin, "diff", "--name-only", office.anchor, "main")
    assert landed == CONTACT


def test_names_that_deceive_are_told_and_left(office: Office) -> None:
    names = ["items/contact/office-of-palad/ma\nin.yaml", "items/contact/office-of-palad/main.yaml ", "x\u202e.yaml"]
    for name in names:
        office.write(CLERK, name, b"a: 1\n")

    done = office.cli(CLERK, "check")

    assert (done.code, {row["path"] for row in done.json["warnings"]}) == (0, set(names))


def test_a_colleagues_file_does_not_go_along(office: Office) -> None:
    office.write_all(CLERK, contact() | powers())

    several = office.cli(CLERK, "submit")
    forbidden = office.cli(CLERK, "submit", "--together")
    one = office.cli(CLERK, "submit", CONTACT)

    assert_refused(several, "submission_several", names=(CONTACT, POWERS))
    assert_refused(forbidden, "author_not_allowed", names=(CLERK, "hr"))
    assert (one.code, one.json["paths"]) == (0, [CONTACT])
    assert (office.desk(CLERK) / POWERS).is_file()


def start_merge(clone: Path) -> None:
    """A merge of the person's own that ends in a conflict."""
    git(clone, "switch", "--quiet", "--create", "side")
    (clone / "README.md").write_text("theirs\n", encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "--message", "theirs")
    git(clone, "switch", "--quiet", "main")
    (clone / "README.md").write_text("ours\n", encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "--message", "ours")
    with pytest.raises(subprocess.CalledProcessError):
        git(clone, "merge", "--quiet", "side")


def test_a_merge_in_the_middle(office: Office) -> None:
    """Refused where the working folder matters, and never disturbed."""
    office.write_all(CLERK, contact())
    start_merge(office.desk(CLERK))
    before = git(office.desk(CLERK), "status", "--porcelain=v2")

    assert_refused(office.cli(CLERK, "check"), "working_tree_foreign", names=("MERGE_HEAD",))
    assert_refused(office.cli(CLERK, "submit"), "working_tree_foreign", names=("MERGE_HEAD",))
    assert office.cli(CLERK, "inbox").code == 0
    assert git(office.desk(CLERK), "status", "--porcelain=v2") == before
    assert office.submissions() == []


def test_a_merge_in_the_middle_outlives_a_colleagues_publication(office: Office) -> None:
    """`main` moves on; what is being merged here stays exactly as it is."""
    desk = office.desk(CLERK)
    git(desk, "switch", "--quiet", "--create", "side")
    (desk / "README.md").write_text("theirs\n", encoding="utf-8")
    git(desk, "commit", "--quiet", "--all", "--message", "theirs")
    git(desk, "switch", "--quiet", "main")
    git(desk, "merge", "--quiet", "--no-ff", "--no-commit", "side")
    before = git(desk, "status", "--porcelain=v2", "--branch"), git(desk, "rev-parse", "HEAD")
    office.publish_item({POWERS: powers()[POWERS]}, by="malee", approvers=("somchai",))

    assert office.cli(CLERK, "inbox").code == 0

    after = git(desk, "status", "--porcelain=v2", "--branch"), git(desk, "rev-parse", "HEAD")
    assert re.sub("# branch.ab .*", "", after[0]) == re.sub("# branch.ab .*", "", before[0])
    assert after[1] == before[1]


def test_a_newer_version_is_not_overwritten_unseen(office: Office) -> None:
    """A colleague was quicker: refused, nothing of either lost; then said to have been seen, and it goes."""
    office.publish_item(contact("+6638000001"))
    assert office.cli(HEAD, "inbox").code == 0
    office.write_all(CLERK, contact("+6638000003"))
    mine = (office.desk(CLERK) / CONTACT).read_bytes()
    office.publish_item(contact("+6638000002"), by=HEAD, approvers=(CLERK,))

    for _ in range(2):
        assert_refused(office.cli(CLERK, "submit"), "published_meanwhile", names=(CONTACT, "--replace-newer"))
        assert (office.desk(CLERK) / CONTACT).read_bytes() == mine
    again = office.cli(CLERK, "submit", "--replace-newer")
    assert again.code == 0, again.text
    office.approve(CONTACT_ID, HEAD)
    published = office.cli(CLERK, "publish", CONTACT_ID)
    assert (published.code, published.json["edited_meanwhile"]) == (0, [])
    assert office.published(CONTACT)["content"]["phones"][0]["number"] == "+6638000003"
    assert git(office.desk(CLERK), "status", "--porcelain") == ""


def test_publishing_keeps_what_the_publisher_is_writing(office: Office) -> None:
    """Someone publishes a submission while the next text of it stands half-written in their editor."""
    item_id = office.submit(CLERK, contact("+6638000001"))
    office.approve(item_id, HEAD)
    office.write_all(CLERK, contact("+6638000002"))
    mine = (office.desk(CLERK) / CONTACT).read_bytes()

    done = office.cli(CLERK, "publish", item_id)

    assert (done.code, done.json["edited_meanwhile"]) == (0, [CONTACT])
    assert (office.desk(CLERK) / CONTACT).read_bytes() == mine


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_symbolic_link_is_not_followed(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_bytes(dump(contact()[CONTACT]))
    place = office.desk(CLERK) / CONTACT
    place.parent.mkdir(parents=True)
    place.symlink_to(secret)

    assert_refused(office.cli(CLERK, "check"), "symlink_refused", names=(CONTACT,))
    assert_refused(office.cli(CLERK, "submit"), "symlink_refused", names=(CONTACT,))
    assert office.submissions() == []


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_folder_that_is_a_link_is_not_entered(office: Office, tmp_path: Path) -> None:
    """A published item's folder swapped for one that lies elsewhere."""
    office.publish_item(contact("+6638000001"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "main.yaml").write_bytes(dump(contact("+6638000009")[CONTACT]))
    folder = (office.desk(CLERK) / CONTACT).parent
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)

    assert_refused(office.cli(CLERK, "submit"), "symlink_refused", names=(CONTACT,))


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_stray_link_is_in_nobodys_way(office: Office, tmp_path: Path) -> None:
    """Also when `main` moved on and the folder follows."""
    (office.desk(CLERK) / "shortcut").symlink_to(tmp_path)
    (office.desk(CLERK) / "broken").symlink_to(tmp_path / "nowhere")
    office.publish_item({POWERS: powers()[POWERS]}, by="malee", approvers=("somchai",))

    item_id = office.submit(CLERK, contact())

    assert (office.desk(CLERK) / POWERS).is_file()
    assert (office.desk(CLERK) / "shortcut").is_symlink()
    assert git(office.origin, "diff", "--name-only", "main", f"submissions/{item_id}") == CONTACT


@pytest.mark.skipif(os.name == "nt", reason="there are no modes there")
def test_the_executable_bit_is_ignored(office: Office) -> None:
    office.publish_item(contact("+6638000001"))
    (office.desk(CLERK) / CONTACT).chmod(0o755)
    assert_refused(office.cli(CLERK, "submit"), "nothing_to_submit")

    office.write_all(CLERK, contact("+6638000002"))
    item_id = office.submit(CLERK, {})

    assert git(office.origin, "ls-tree", f"submissions/{item_id}", CONTACT).startswith("100644 ")


def test_a_clone_on_a_branch_of_its_own(office: Office) -> None:
    """Work committed on another branch is submitted as the files it changes, never as those commits."""
    office.write_all(CLERK, contact())
    desk = office.desk(CLERK)
    git(desk, "switch", "--quiet", "--create", "draft")
    git(desk, "add", "--all")
    git(desk, "commit", "--quiet", "--message", "draft")

    item_id = office.submit(CLERK, {})

    assert git(office.origin, "rev-parse", f"submissions/{item_id}^") == office.anchor
    assert git(desk, "symbolic-ref", "--short", "HEAD") == "draft"


def test_a_form_being_filled_in_is_not_overwritten(office: Office) -> None:
    office.write_all(CLERK, contact())

    refused = office.cli(CLERK, "new", "contact")

    assert refused.code == 4
    assert CONTACT in refused.json["error"]["message"]["th"]
    assert (office.desk(CLERK) / CONTACT).read_bytes() == dump(contact()[CONTACT])


# Attachments.


def make_file(folder: Path, name: str = "แผนที่.pdf", data: bytes = PDF) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def test_files_that_may_not_be_attached(office: Office, tmp_path: Path) -> None:
    office.write_all(CLERK, contact())
    whole = make_file(tmp_path)
    with (tmp_path / "huge.pdf").open("wb") as huge:
        huge.truncate(100 * 1024 * 1024 + 1)
    (tmp_path / "link.pdf").symlink_to(whole)
    before = office.snapshot()

    def attach(name: str) -> Completed:
        return office.cli(CLERK, "attach", CONTACT_ID, tmp_path / name)

    assert_refused(attach(make_file(tmp_path, "empty.pdf", b"").name), "file_empty", names=("empty.pdf",))
    assert_refused(attach("huge.pdf"), "file_too_large", names=("huge.pdf", "104857600"))
    assert_refused(attach("link.pdf"), "symlink_refused", names=("link.pdf",))
    assert_refused(attach("missing.pdf"), "LedgerError", code=4, names=("missing.pdf",))
    assert_refused(attach("."), "LedgerError", code=4, names=(str(tmp_path),))
    assert_refused(attach(make_file(tmp_path, "noextension").name), "file_extension_unknown", names=("noextension",))
    nowhere = office.cli(CLERK, "attach", MANUAL_ID, whole)
    assert_refused(nowhere, "LedgerError", code=4, names=(MANUAL, "prongsai new service-manual"))
    assert office.snapshot() == before


def submit_with_file(office: Office, tmp_path: Path) -> tuple[str, str]:
    """A submission with an attachment; its id and the file's digest."""
    office.write_all(CLERK, contact())
    done = office.cli(CLERK, "attach", CONTACT_ID, make_file(tmp_path))
    assert done.code == 0, done.text
    return office.submit(CLERK, {}), Path(done.json["file"]).stem


def stored(git_dir: Path, sha256: str) -> Path:
    return git_dir / "lfs/objects" / sha256[:2] / sha256[2:4] / sha256


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_an_attachment_that_is_not_whole_is_not_published(office: Office, tmp_path: Path, trouble: str) -> None:
    """Found at publication; attached and submitted again, it goes through."""
    item_id, sha256 = submit_with_file(office, tmp_path)
    office.approve(item_id, HEAD)
    file = stored(office.origin, sha256)
    file.write_bytes(b"other bytes") if trouble == "damaged" else file.unlink()

    refused = office.cli(CLERK, "publish", item_id)

    code = "file_damaged" if trouble == "damaged" else "file_missing_in_store"
    assert_refused(refused, code, names=(f"files/{sha256[:2]}/{sha256}.pdf",))
    assert office.main == office.anchor
    shutil.copy(stored(office.desk(CLERK) / ".git", sha256), file)
    assert office.cli(CLERK, "publish", item_id).code == 0
    assert office.verify()["files"]["present"] == 1


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_an_attachment_that_is_not_whole_is_not_submitted(office: Office, tmp_path: Path, trouble: str) -> None:
    office.write_all(CLERK, contact())
    sha256 = Path(office.cli(CLERK, "attach", CONTACT_ID, make_file(tmp_path)).json["file"]).stem
    file = stored(office.desk(CLERK) / ".git", sha256)
    file.write_bytes(b"other bytes") if trouble == "damaged" else file.unlink()

    code = "file_damaged" if trouble == "damaged" else "file_missing_in_store"
    for act in ("check", "submit"):
        assert_refused(office.cli(CLERK, act), code, names=(f"files/{sha256[:2]}/{sha256}.pdf",))
    assert office.submissions() == []


def test_a_pointer_that_is_no_pointer(office: Office) -> None:
    path = f"files/ab/ab{'0' * 62}.pdf"
    office.write_all(CLERK, contact() | {path: b"%PDF-1.7"})

    assert_refused(office.cli(CLERK, "submit"), "pointer_invalid", names=(path,))


def test_a_file_that_is_named_and_not_there(office: Office) -> None:
    path = f"files/ab/ab{'0' * 62}.pdf"
    row = {"file": path, "name": "แผนที่.pdf", "media_type": "application/pdf", "bytes": 10, "role": "original"}
    office.write_all(CLERK, contact(attachments=[row | {"title": {"th": "แผนที่"}}]))

    assert_refused(office.cli(CLERK, "submit"), "attachment_missing", names=(CONTACT, path))


# The machine.

FROM_A_CLONE: list[list[str]] = [
    ["new", "contact"],
    ["attach", CONTACT_ID, "file.pdf"],
    ["check"],
    ["submit"],
    ["inbox"],
    ["review", CONTACT_ID],
    ["approve", CONTACT_ID],
    ["return", CONTACT_ID, "--reason", "ไม่ถูกต้อง"],
    ["publish", CONTACT_ID],
]
FROM_ANY_COPY: list[list[str]] = [["verify"], ["log"], ["show", CONTACT_ID], ["diff", CONTACT_ID]]


@pytest.mark.parametrize("command", FROM_A_CLONE + FROM_ANY_COPY, ids=lambda words: words[0])
def test_where_there_is_no_repository(tmp_path: Path, command: list[str]) -> None:
    done = run_here([*command, "--repo", tmp_path, "--format", "json"])

    assert_refused(done, "RepositoryUnavailableError", code=4, names=(str(tmp_path), "--repo"))


@pytest.mark.parametrize("command", FROM_A_CLONE, ids=lambda words: words[0])
def test_nobody_works_in_the_shared_repository_itself(office: Office, command: list[str]) -> None:
    done = run_here([*command, "--repo", office.origin, "--format", "json"])

    assert_refused(done, "RepositoryUnavailableError", code=4, names=(str(office.origin), "git clone"))


def test_the_shared_repository_is_gone(office: Office, tmp_path: Path) -> None:
    """Could not tell; when it is back, the same command does it."""
    office.write_all(CLERK, contact())
    away = office.origin.rename(tmp_path / "away.git")

    for command in FROM_A_CLONE:
        done = office.cli(CLERK, *command)
        assert_refused(done, "RemoteUnreachableError", code=4, names=(str(office.origin), "git remote -v"))
    assert run_here(["verify", "--repo", office.desk(CLERK)]).code == 0
    away.rename(office.origin)
    assert office.cli(CLERK, "submit").code == 0


def test_a_clone_of_nothing(office: Office) -> None:
    git(office.desk(CLERK), "remote", "remove", "origin")

    assert_refused(office.cli(CLERK, "inbox"), "remote_missing", code=4, names=("origin", "git remote add"))


def test_the_shared_repository_refuses(office: Office) -> None:
    """A rule of the forge: its reason is told, nothing is lost."""
    hook = office.origin / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho closed for the holidays >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    office.write_all(CLERK, contact())
    refused = [office.cli(CLERK, "submit")]
    hook.rename(hook.with_name("open"))
    item_id = office.submit(CLERK, {})
    hook.with_name("open").rename(hook)
    refused += [office.cli(HEAD, "approve", item_id), office.cli(HEAD, "return", item_id, "--reason", "หมายเลขผิด")]
    hook.unlink()
    office.approve(item_id, HEAD)
    hook.write_text("#!/bin/sh\necho closed for the holidays >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    refused += [office.cli(CLERK, "publish", item_id)]

    for done in refused:
        assert_refused(done, "PushRefusedError", code=4, names=("closed for the holidays",))
    assert office.main == office.anchor


def test_another_anchor_than_the_announced_one(office: Office) -> None:
    other = "0" * 40
    git(office.desk(CLERK), "config", "--replace-all", "prongsai.anchor", other)

    done = office.cli(CLERK, "inbox")
    verified = run_here(["verify", "--repo", office.origin, "--anchor", other, "--format", "json"])

    for refused in (done, verified):
        assert_refused(refused, "RepositoryUnavailableError", code=4, names=(other,))


def test_a_shared_repository_whose_history_was_rewritten(office: Office) -> None:
    """Whoever has the old head in an open workspace is told, and keeps what they had."""
    office.publish_item(contact())
    with office.workspace(CLERK) as workspace:
        git(office.origin, "update-ref", "refs/heads/main", office.anchor)
        with pytest.raises(ForkedError) as forked:
            workspace.refresh()
    assert forked.value.finding.code == "history_rewritten"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["weather"],
        ["new"],
        ["check", "--nope"],
        ["verify", "--format", "xml"],
        ["approve", "x", "--step", "dance"],
        ["attach", "x", "y", "--role", "dance"],
        ["show", "x", "--as-of", "yesterday"],
        ["init", "somewhere"],
        ["serve", "--port", "0"],
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_a_command_line_that_cannot_be_understood(office: Office, words: list[str], monkeypatch: Any) -> None:
    monkeypatch.chdir(office.desk(CLERK))
    done = run_here(words)
    told = run_here([*words, "--format", "json"]) if "--format" not in words else None

    assert done.code == 2, done.text
    assert "✗" in done.err or "Usage" in done.text
    if told is not None and words:
        assert_refused(told, "usage", code=2, names=("--help",))


def test_a_defect_of_ours_is_told_as_one(office: Office, monkeypatch: Any, tmp_path: Path) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cli.reviewers.list_pending", fail)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    done = office.cli(CLERK, "inbox")

    assert_refused(done, "bug", code=3)
    (log,) = tmp_path.glob("prongsai-bug-*.log")
    assert str(log) in done.json["error"]["hint"]["th"]
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written(office: Office, tmp_path: Path) -> None:
    place = tmp_path / "no/such/folder/signers"
    done = run_here(["verify", "--repo", office.origin, "--allowed-signers", place, "--format", "json"])

    assert_refused(done, "storage_failed", code=4, names=(str(place),))


# Beginning.


def begin(folder: Path, text: str, *, key: str = ADMIN, into: str = "new") -> Completed:
    (folder / "office.yaml").write_text(text, encoding="utf-8")
    source = folder / "office.yaml"
    return run_here(["init", folder / into, "--from", source, "--key", support.keys() / key, "--format", "json"])


def where_one_does_it_all(text: str) -> str:
    """The same office, but in the Palad's one person prepares, heads and reviews."""
    told = yaml.safe_load(re.sub(r"since: (\d{4}-\d\d-\d\d)", r"since: '\1'", text))
    for row in told["offices"]:
        if row["units"] == ["office-of-palad"]:
            row["holders"] = [{"person": CLERK, "since": support.SINCE}]
    next(row for row in told["people"] if row["id"] == HEAD)["units"] = []
    return dump(told).decode()


def test_an_office_that_cannot_begin(tmp_path: Path) -> None:
    """Each told with what is wrong; nothing is left behind."""
    text = support.office_text()
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/something").touch()
    (tmp_path / "file").touch()
    before = sorted(tmp_path.iterdir())

    assert_refused(begin(tmp_path, text, into="taken"), "LedgerError", code=4, names=("taken",))
    assert_refused(begin(tmp_path, text, into="file"), "LedgerError", code=4, names=("file",))
    assert_refused(begin(tmp_path, text, key=CLERK), "key_unknown_to_policy")
    assert_refused(begin(tmp_path, "schema: office/v1\n- x"), "yaml_syntax", names=("office.yaml",))
    assert begin(tmp_path, dump(contact()[CONTACT]).decode()).codes == ["schema_wrong_value"]
    assert_refused(begin(tmp_path, where_one_does_it_all(text)), "law_unsatisfiable", names=("office-of-palad",))
    missing = run_here(["init", tmp_path / "new", "--from", tmp_path / "none.yaml", "--format", "json"])
    assert_refused(missing, "LedgerError", code=4, names=("none.yaml",))
    (tmp_path / "office.yaml").unlink()
    assert sorted(tmp_path.iterdir()) == before


# Trying without doing.


def test_a_dry_run_changes_nothing(office: Office, tmp_path: Path) -> None:
    """Refs, working folders and attachments, also where `main` has moved on meanwhile."""
    pdf = make_file(tmp_path)
    item_id = office.submit(CLERK, contact())
    office.cli(CLERK, "attach", CONTACT_ID, pdf)
    office.desk(CHIEF)
    office.desk(HEAD)
    office.publish_item({POWERS: powers()[POWERS]}, by="malee", approvers=("somchai",))
    other = make_file(tmp_path, "อื่น.pdf", PDF + b"other")
    acts: list[tuple[str, list[str | Path]]] = [
        (CLERK, ["new", "service-manual"]),
        (CLERK, ["attach", CONTACT_ID, other]),
        (CLERK, ["submit"]),
        (HEAD, ["approve", item_id]),
        (HEAD, ["return", item_id, "--reason", "หมายเลขโทรศัพท์ผิด"]),
    ]
    before = office.snapshot()
    for person, words in acts:
        done = office.cli(person, *words, "--dry-run")
        assert done.code == 0, done.text
        assert office.snapshot() == before, words
    office.approve(item_id, HEAD)
    before = office.snapshot()
    assert office.cli(CLERK, "publish", item_id, "--dry-run").code == 0
    assert office.snapshot() == before


def test_a_dry_run_refuses_what_the_act_would(office: Office) -> None:
    item_id = office.submit(CLERK, manual())

    assert_refused(office.cli(CLERK, "publish", item_id, "--dry-run"), "missing_unit_check", "missing_consent")


# Interrupted.


@pytest.mark.skipif(os.name == "nt", reason="there are no process groups there")
def test_ctrl_c_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    """Pressed while the key is asked to sign."""
    office.write_all(CLERK, contact())
    slow = tmp_path / "slow-signer"
    slow.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    git(office.desk(CLERK), "config", "gpg.ssh.program", str(slow))
    before = office.snapshot()
    process = subprocess.Popen(
        support.command(["submit"]),
        cwd=office.desk(CLERK),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "started").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everyone in the group
    _, told = process.communicate(timeout=30)

    assert process.returncode == 130, told
    assert "หยุดตามคำสั่ง" in told
    assert office.snapshot() == before
    git(office.desk(CLERK), "config", "--unset", "gpg.ssh.program")
    assert office.cli(CLERK, "submit").code == 0


Act = Callable[[Office], list[str]]


def ready_to_submit(office: Office, tmp_path: Path) -> tuple[str, list[str]]:
    office.publish_item(contact("+6638000001"))
    office.write_all(CLERK, contact("+6638000002"))
    office.cli(CLERK, "attach", CONTACT_ID, make_file(tmp_path))
    return CLERK, ["submit"]


def ready_to_approve(office: Office, tmp_path: Path) -> tuple[str, list[str]]:
    ready_to_submit(office, tmp_path)
    office.submit(CLERK, {})
    office.desk(HEAD)
    return HEAD, ["approve", CONTACT_ID]


def ready_to_return(office: Office, tmp_path: Path) -> tuple[str, list[str]]:
    ready_to_approve(office, tmp_path)
    return HEAD, ["return", CONTACT_ID, "--reason", "หมายเลขโทรศัพท์ผิด"]


def ready_to_publish(office: Office, tmp_path: Path) -> tuple[str, list[str]]:
    ready_to_approve(office, tmp_path)
    office.approve(CONTACT_ID, HEAD)
    return CLERK, ["publish", CONTACT_ID]


READY = {"submit": ready_to_submit, "approve": ready_to_approve, "return": ready_to_return, "publish": ready_to_publish}
DONE_ALREADY = {
    "submit": {"already_submitted"},
    "approve": {"step_none_due"},
    "return": {"return_not_allowed", "returned"},
    "publish": {"submission_unknown"},
}


def assert_survives_kills(tmp_path: Path, act: str, points: range) -> int:
    """Killed before each of these git commands and run again, the act is done, once; how many kills there were."""
    first = Office(tmp_path / "first")
    person, words = READY[act](first, tmp_path)
    offices = [first.copy_to(tmp_path / f"killed-{point}") for point in points]
    desks = [str(office.desk(person)) for office in offices]
    jobs = [[point, [*words, "--repo", desk]] for point, desk in zip(points, desks, strict=True)]
    command = [sys.executable, "-m", "tests.support.crash", json.dumps(jobs)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout
    results: list[int] = json.loads(told)
    assert set(results) <= {0, -signal.SIGKILL}
    for office, result, point in zip(offices, results, points, strict=True):
        office.anchor = first.anchor
        before = office.verify()
        assert (before["trusted"], before["rejected"]) == (True, []), (act, point)
        again = office.cli(person, *words)
        if result == 0:
            assert set(again.codes) <= DONE_ALREADY[act], again.text
        else:
            assert again.code == 0 or set(again.codes) <= DONE_ALREADY[act], (point, again.text)
        assert_act_done(office, act)
        shutil.rmtree(office.folder)
    return results.count(-signal.SIGKILL)


def assert_act_done(office: Office, act: str) -> None:
    rows = office.cli(HEAD, "inbox").json["submissions"]
    states = [(row["state"], len(row["signed"])) for row in rows]
    expected = {"submit": [("waiting", 0)], "approve": [("ready", 1)], "return": [("returned", 0)], "publish": []}
    assert states == expected[act]
    told = office.verify()
    assert (told["trusted"], told["rejected"]) == (True, [])
    assert told["changes"] == (2 if act in {"return", "publish"} else 1)
    number = office.published(CONTACT)["content"]["phones"][0]["number"]
    assert number == ("+6638000002" if act == "publish" else "+6638000001")
    if act == "publish":
        assert told["files"]["present"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="kills by signal, from a forked process")
@pytest.mark.parametrize("act", READY)
def test_a_command_killed_in_the_middle_is_run_again(tmp_path: Path, act: str) -> None:
    assert assert_survives_kills(tmp_path, act, range(6, 40, 11)) > 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="kills by signal, from a forked process")
@pytest.mark.parametrize("act", READY)
def test_a_command_killed_anywhere_is_run_again(tmp_path: Path, act: str) -> None:
    """Before every second git command, until it runs to its end."""
    assert assert_survives_kills(tmp_path, act, range(1, 60, 2)) > 5


# Two at a time.


def ready_for_two(office: Office) -> None:
    """Two submissions of two units, each wanting only to be published."""
    office.approve(office.submit(CLERK, contact()), HEAD)
    office.approve(office.submit("malee", powers()), "somchai")


def test_whoever_publishes_second_builds_on_the_first(office: Office) -> None:
    """Both looked at the same `main`; both are published."""
    ready_for_two(office)
    with office.workspace(CLERK) as one, office.workspace("malee") as two:
        first = publishing.publish(one, CONTACT_ID)
        second = publishing.publish(two, "powers-duties/hr/main")

    assert git(office.origin, "rev-list", "--first-parent", "main").split() == [
        second.commit,
        first.commit,
        office.anchor,
    ]
    assert office.verify()["accepted"] == 2
    assert office.submissions() == []


def test_two_publish_at_the_same_moment(office: Office) -> None:
    """As two commands on two machines."""
    ready_for_two(office)
    with ThreadPoolExecutor(2) as pool:
        acts = [(CLERK, CONTACT_ID), ("malee", "powers-duties/hr/main")]
        results = list(pool.map(lambda act: office.run(act[0], "publish", act[1]), acts))

    assert [done.code for done in results] == [0, 0], [done.text for done in results]
    told = office.verify()
    assert (told["trusted"], told["accepted"]) == (True, 2)
    assert office.submissions() == []


def test_two_sign_at_the_same_moment(office: Office) -> None:
    """Head and executive looked at the same tip; both signatures stand."""
    item_id = office.submit(CLERK, manual())
    with office.workspace(HEAD) as one, office.workspace(CHIEF) as two:
        approving.approve(one, item_id)
        approving.approve(two, item_id)

    assert office.cli(CLERK, "inbox").json["submissions"][0]["state"] == "ready"
    assert office.cli(CLERK, "publish", item_id).code == 0


def test_the_same_submission_published_by_two(office: Office) -> None:
    """The second finds it published, and publishes nothing."""
    item_id = office.submit(CLERK, contact())
    office.approve(item_id, HEAD)
    with office.workspace(CLERK) as one, office.workspace(HEAD) as two:
        publishing.publish(one, item_id)
        with pytest.raises(RefusedError) as refused:
            publishing.publish(two, item_id)

    assert [finding.code for finding in refused.value.findings] == ["stale"]
    assert office.verify()["accepted"] == 1


def test_signing_while_the_author_resubmits(office: Office) -> None:
    """What the head looked at is gone: nothing is signed."""
    item_id = office.submit(CLERK, contact("+6638000001"))
    with office.workspace(HEAD) as workspace:
        office.submit(CLERK, contact("+6638000002"))
        with pytest.raises(RefusedError) as refused:
            approving.approve(workspace, item_id)

    assert [finding.code for finding in refused.value.findings] == ["submission_changed"]
    assert office.cli(CLERK, "inbox").json["submissions"][0]["signed"] == []


def test_publishing_while_the_author_resubmits(office: Office) -> None:
    """What was approved is published; what was submitted meanwhile still waits."""
    item_id = office.submit(CLERK, contact("+6638000001"))
    office.approve(item_id, HEAD)
    with office.workspace(HEAD) as workspace:
        office.submit(CLERK, contact("+6638000002"))
        publishing.publish(workspace, item_id)

    assert office.published(CONTACT)["content"]["phones"][0]["number"] == "+6638000001"
    assert office.submissions() == [item_id]


def test_the_commands_that_take_down_offer_what_the_schemas_know() -> None:
    folder = ROOT / "repo_schema" / "schemas"
    kinds = ("withdrawal", "suppression", "erasure")
    known = [json.loads((folder / f"{kind}.v1.json").read_text(encoding="utf-8"))["properties"] for kind in kinds]

    assert [set(row["authority"]["enum"]) for row in known] == [set(taking_down.Authority)] * 3
    assert set().union(*(row["reason"]["enum"] for row in known)) == set(taking_down.Reason)
