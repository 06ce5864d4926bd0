"""Attachments are Git LFS to everybody's tools; a damaged one is named, and brought from where it is whole."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from service.ledger.attachments import Store
from tests.attacks.test_tombstones import HEAD, MANUAL_ID, signed
from tests.support import files
from tests.support.forge_lfs import forge_of
from tests.support.ledger import LedgerBuilder, attachment, manual
from tests.support.office import git, run_here
from tests.support.tombstones import erasure


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    file, pointer = ledger.attach(files.scan())
    ledger.publish_item(manual(attachments=[attachment(file, pointer, "แผนที่.pdf")]) | {file: pointer})
    return ledger


def test_a_damaged_file_is_named_and_brought_from_another_repository(tmp_path: Path, ledger: LedgerBuilder) -> None:
    (pointer,) = ledger.verify().history.pointers.values()
    other = tmp_path / "other.git"
    shutil.copytree(ledger.git_dir, other)
    kept = Store(ledger.git_dir).path(pointer.sha256)
    kept.write_bytes(b"?" * pointer.size)
    words: list[str | Path] = ["verify", "--repo", ledger.git_dir, "--anchor", ledger.anchor]

    damaged = run_here([*words, "--format", "json"]).json
    told = run_here(words).out
    mended = run_here([*words, "--files-from", other, "--format", "json"])

    assert (damaged["files"]["damaged"], damaged["trusted"]) == (1, True)
    assert [found["expected"] for found in damaged["damaged_files"]] == [pointer.sha256]
    assert pointer.sha256 in told
    assert "--files-from" in told
    assert (mended.code, mended.json["files"]["present"], mended.json["damaged_files"]) == (0, 1, [])
    assert Store(ledger.git_dir).state(pointer) == "present"


def test_what_the_other_has_damaged_too_does_not_come(tmp_path: Path, ledger: LedgerBuilder) -> None:
    (pointer,) = ledger.verify().history.pointers.values()
    other = tmp_path / "other.git"
    shutil.copytree(ledger.git_dir, other)
    Store(other).path(pointer.sha256).write_bytes(b"forged")
    Store(ledger.git_dir).path(pointer.sha256).unlink()

    done = run_here(["verify", "--repo", ledger.git_dir, "--files-from", other, "--format", "json"])

    assert (done.json["files"]["missing"], Store(ledger.git_dir).state(pointer)) == (1, "missing")


@pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")
def test_the_real_git_lfs_reads_our_store(tmp_path: Path, ledger: LedgerBuilder) -> None:
    """A plain clone of a path remote, and the stock client: the file stands in the working folder under its path."""
    (path,) = ledger.verify().history.pointers
    clone = tmp_path / "clone"
    environment = os.environ | {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    origin = ledger.git_dir.as_uri()
    subprocess.run(["git", "clone", "--quiet", origin, clone], check=True, env=environment)
    assert (clone / path).read_bytes().startswith(b"version https://git-lfs")

    subprocess.run(["git", "lfs", "install", "--local"], cwd=clone, check=True, capture_output=True, env=environment)
    subprocess.run(["git", "lfs", "pull"], cwd=clone, check=True, capture_output=True, env=environment)
    listed = subprocess.run(["git", "lfs", "fsck"], cwd=clone, check=False, capture_output=True, env=environment)

    assert (clone / path).read_bytes() == files.scan()
    assert listed.returncode == 0, listed.stderr
    assert git(clone, "status", "--porcelain") == ""


def test_what_is_damaged_is_fetched_again_from_a_forge(tmp_path: Path, ledger: LedgerBuilder) -> None:
    """Who fetches asks as themselves: nothing in the repository that is verified says where, or runs a program."""
    (pointer,) = ledger.verify().history.pointers.values()
    kept = Store(ledger.git_dir).path(pointer.sha256)
    git(ledger.git_dir, "config", "lfs.url", "https://attacker.invalid/steal")
    git(ledger.git_dir, "config", "credential.helper", f"!touch {tmp_path}/stolen")
    with forge_of(ledger.git_dir, tmp_path / "forge") as forge:
        forge.store.add([kept.read_bytes()])
        kept.write_bytes(b"?" * pointer.size)
        words: list[str | Path] = ["verify", "--repo", ledger.git_dir, "--files-from", forge.url, "--format", "json"]
        mended = run_here(words)
        forge.password = True
        kept.unlink()
        refused = run_here(words)

    assert (mended.code, mended.json["files"]["present"], mended.json["damaged_files"]) == (0, 1, [])
    assert (refused.code, refused.codes) == (4, ["TransferError"])
    assert not (tmp_path / "stolen").exists()


def test_what_was_erased_is_not_brought_back(tmp_path: Path, ledger: LedgerBuilder) -> None:
    (pointer,) = ledger.verify().history.pointers.values()
    other = tmp_path / "other.git"
    shutil.copytree(ledger.git_dir, other)
    statement = ledger.prepare(erasure(MANUAL_ID, pointer.sha256), by=HEAD)
    ledger.publish(signed(statement, HEAD, "chief"), by=HEAD)
    Store(ledger.git_dir).path(pointer.sha256).unlink()

    done = run_here(["verify", "--repo", ledger.git_dir, "--files-from", other, "--format", "json"])

    assert done.json["files"]["erased"] == 1, done.text
    assert Store(ledger.git_dir).state(pointer) == "missing"
