"""The legal officer hands the pack to the assessor, and a year later, on appeal, the same one again."""

from pathlib import Path

import pytest

from repo_schema.moments import parse_moment
from tests.support.ledger import START, contact
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Clock, Office, git, run_here

AS_OF = "2025-12-31"
NAME = f"pack/oit-2563/{AS_OF}"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "office", begun=START)
    office.publish_item(contact(), clock=Clock(START + 86_400))
    return office


def test_a_pack_is_frozen_and_given_again(office: Office, tmp_path: Path) -> None:
    first = office.cli(CHIEF, "pack", "oit-2563", "--as-of", AS_OF, "--into", tmp_path / "first", "--freeze")
    assert first.code == 0, first.text
    assert first.json["tag"] == NAME
    assert first.json["frozen_by"] == {"person": CHIEF, "office": "chief-executive"}
    office.publish_item(contact("+6638000009"), clock=Clock(parse_moment("2026-02-01")))

    copy = tmp_path / "copy"
    git(tmp_path, "clone", "--quiet", "--template=", str(office.origin), str(copy))
    where = ("--repo", copy, "--anchor", office.anchor, "--into", tmp_path / "again", "--format", "json")
    again = run_here(("pack", "--again", NAME, *where))
    assert again.code == 0, again.text
    assert again.json["files"] == first.json["files"]
    for kind in ("csv", "html", "xlsx"):
        name = f"oit-2563-{AS_OF}.{kind}"
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
    assert git(copy, "tag", "--list") == NAME


def test_what_the_officer_reads(office: Office, tmp_path: Path) -> None:
    words = ("pack", "oit-2563", "--as-of", AS_OF, "--into", tmp_path / "out", "--lang", "th")
    told = office.cli(CLERK, *words, json=False)

    assert told.code == 0
    assert told.out.startswith("oit-2563 ณ 31 ธันวาคม 2568 (ค.ศ. 2025): ")
    assert "✗ O1 โครงสร้างหน่วยงาน [ยังไม่มี]" in told.out
    assert f"เขียนแล้ว: {tmp_path}/out/oit-2563-{AS_OF}.csv" in told.out


def test_a_tag_once_set_is_not_set_again(office: Office, tmp_path: Path) -> None:
    words = ("pack", "oit-2563", "--as-of", AS_OF, "--freeze", "--into")
    office.desk(CHIEF)  # cloned before, so that the chief does not know of the tag
    assert office.cli(ADMIN, *words, tmp_path / "one").code == 0
    before = office.refs()
    for person, folder, code in ((ADMIN, "two", "tag_exists"), (CHIEF, "three", "PushRefusedError")):
        refused = office.cli(person, *words, tmp_path / folder)
        assert refused.codes == [code]
        assert not (tmp_path / folder).exists()
    assert office.refs() == before
    assert git(office.desk(CHIEF), "tag", "--list") == "", "what the shared repository did not take is not kept"


@pytest.mark.parametrize(
    ("arguments", "code", "codes"),
    [
        (["oit-2570"], 1, ["pack_framework_unknown"]),
        (["oit-2563", "--as-of", "2019-01-01"], 1, ["pack_framework_unknown"]),
        (["--again", "pack/oit-2563/2020-01-01"], 1, ["pack_tag_missing"]),
        (["--again", "../../heads/main"], 1, ["pack_tag_missing"]),
        (["oit-2563", "--as-of", "2568-12-31"], 2, ["usage"]),
        (["oit-2563", "--again", NAME], 2, ["usage"]),
        ([], 2, ["usage"]),
    ],
)
def test_a_mistake_is_named_and_writes_nothing(
    office: Office, tmp_path: Path, arguments: list[str], code: int, codes: list[str]
) -> None:
    done = office.cli(CLERK, "pack", *arguments, "--into", tmp_path / "out")

    assert (done.code, done.codes) == (code, codes)
    assert not (tmp_path / "out").exists()


def test_a_clerk_freezes_nothing(office: Office, tmp_path: Path) -> None:
    before = office.refs()
    done = office.cli(HEAD, "pack", "oit-2563", "--as-of", AS_OF, "--into", tmp_path / "out", "--freeze")

    assert (done.code, done.codes) == (1, ["pack_signer_not_allowed"])
    assert office.refs() == before
