"""What a forge is given to read: a check that really runs, and owners that policy names; changed only as policy is."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.editor import Editor
from tests.support.forge import Replay
from tests.support.ledger import MANUAL, manual
from tests.support.office import ADMIN, CHIEF, CLERK, ROOT, Office, command, git
from tests.support.reviewing import proposed, switch_on

CHECKS = {
    "gitlab": ".gitlab-ci.yml",
    "gitea": ".gitea/workflows/prongsai.yaml",
    "github": ".github/workflows/prongsai.yaml",
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return switch_on(Office(tmp_path), "https://git.banbueng.example/banbueng/disclosure")


@pytest.mark.parametrize("kind", CHECKS)
def test_what_is_set_up_becomes_part_of_the_repository_by_the_rules_of_policy(office: Office, kind: str) -> None:
    done = office.cli(ADMIN, "reviews", "setup", "--kind", kind)
    assert (done.code, done.json["files"]) == (0, sorted([CHECKS[kind], "CODEOWNERS"]))

    submission = office.submit(ADMIN, read(office, done.json["files"]))
    refused = office.cli(ADMIN, "publish", submission)
    assert refused.codes == ["missing_chief_executive"]
    office.approve(submission, CHIEF)
    assert office.cli(ADMIN, "publish", submission).code == 0
    assert office.verify()["trusted"]
    owners = git(office.origin, "show", "main:CODEOWNERS").splitlines()
    assert "/items/*/office-of-palad/ @boonmee @prasit" in owners
    assert "/policy/ @boonmee" in owners


def read(office: Office, paths: list[str]) -> dict[str, bytes]:
    return {path: (office.desk(ADMIN) / path).read_bytes() for path in paths}


def test_a_dry_run_writes_nothing(office: Office) -> None:
    before = office.snapshot()
    assert office.cli(ADMIN, "reviews", "setup", "--kind", "gitea", "--dry-run").code == 0
    assert office.snapshot() == before


def lines_of(kind: str, text: str) -> list[str]:
    document: Any = yaml.safe_load(text)
    if kind == "gitlab":
        return list(document["prongsai"]["script"])
    return [step["run"] for step in document["jobs"]["prongsai"]["steps"] if "run" in step]


@pytest.mark.parametrize("kind", CHECKS)
def test_the_check_runs_as_a_forge_would_run_it(office: Office, kind: str, tmp_path: Path) -> None:
    submission = proposed(office, manual())
    (*before, page) = run_check(office, kind, f"submissions/{submission}", tmp_path)

    assert [done.returncode for done in (*before, page)] == [0, 0, 0], page.stdout + page.stderr
    text = (tmp_path / "work/page/index.html").read_text(encoding="utf-8")
    assert "คู่มือการให้บริการ" in text


@pytest.mark.parametrize("kind", CHECKS)
def test_what_is_written_in_the_forges_editor_is_checked_there_too(office: Office, kind: str, tmp_path: Path) -> None:
    """Before the recorder comes: the clerk sees at once what is wrong, and where."""
    editor = Editor(office, Replay())
    editor.write(1, manual())
    editor.write(2, {MANUAL: manual()[MANUAL] | {"prepared_on": "เมื่อวาน"}}, branch="patch-2")
    good = run_check(office, kind, "patch-1", tmp_path / "good")
    bad = run_check(office, kind, "patch-2", tmp_path / "bad")

    assert [done.returncode for done in good] == [0, 0, 0], good[-1].stdout + good[-1].stderr
    assert [done.returncode for done in bad] == [0, 0, 1]
    assert "prepared_on" in bad[-1].stdout + bad[-1].stderr


def run_check(office: Office, kind: str, branch: str, folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """Every line but the installing one, in a detached clone without a key."""
    office.cli(ADMIN, "reviews", "setup", "--kind", kind)
    text = (office.desk(ADMIN) / CHECKS[kind]).read_text(encoding="utf-8")
    folder.mkdir(exist_ok=True)
    work = folder / "work"
    git(folder, "clone", "--quiet", "--template=", "--branch", branch, str(office.origin), str(work))
    git(work, "checkout", "--quiet", "--detach")
    tool = folder / "bin"
    tool.mkdir()
    (tool / "prongsai").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {" ".join(command([]))} "$@"\n')
    (tool / "prongsai").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tool}:{os.environ['PATH']}",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": branch,
        "BRANCH": branch,
    }
    lines = [line for line in lines_of(kind, text) if not line.startswith("pip install")]
    return [
        subprocess.run(["sh", "-ec", line], cwd=work, env=environment, capture_output=True, text=True, check=False)
        for line in lines
    ]


# The page.


def test_the_page_shows_the_whole_change_in_thai_and_its_files(office: Office, tmp_path: Path) -> None:
    paper = tmp_path / "คู่มือ.pdf"
    paper.write_bytes(b"%PDF-1.4\nx\n%%EOF\n")
    hostile = "<script>alert(1)</script>"
    office.write_all(CLERK, manual(hostile))
    attached = office.cli(CLERK, "attach", "service-manual/office-of-palad/main", paper, "--title", "คู่มือ")
    assert attached.code == 0, attached.text
    sent = office.cli(CLERK, "submit")
    assert sent.code == 0, sent.text
    done = office.cli(CHIEF, "reviews", "page", sent.json["id"], "--into", tmp_path / "page")
    page = (tmp_path / "page/index.html").read_text(encoding="utf-8")

    assert done.code == 0
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "ค่าธรรมเนียม" in page  # a field's own name, below the content
    assert done.json["content"] in page
    assert "src=" not in page
    assert "http-equiv" in page
    assert (tmp_path / "page/files/1/คู่มือ.pdf").read_bytes() == paper.read_bytes()
    assert 'href="files/1/' in page
    again = office.cli(CHIEF, "reviews", "page", sent.json["id"], "--into", tmp_path / "page")
    assert again.code == 4
