"""A store from which the blob of an item's text was taken: what git does with it, and that nothing is claimed of it."""

import subprocess
from pathlib import Path

from tests.support.ledger import CONTACT, LedgerBuilder, contact
from tests.support.office import git, run_here


def test_git_refuses_to_copy_it_whole_and_we_refuse_to_judge_it(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    blob = ledger.tree_of(ledger.head)[CONTACT][1]
    ledger.publish_item(contact("+6638000002"))
    (ledger.git_dir / "objects" / blob[:2] / blob[2:]).unlink()

    def tried(*arguments: str) -> int:
        return subprocess.run(["git", *arguments], cwd=tmp_path, check=False, capture_output=True).returncode

    address = f"file://{ledger.git_dir}"
    assert tried("clone", "--quiet", address, "whole") != 0
    assert tried("-C", str(ledger.git_dir), "bundle", "create", "../all.bundle", "main") != 0
    git(ledger.git_dir, "config", "uploadpack.allowFilter", "true")
    assert tried("clone", "--quiet", "--no-checkout", "--filter=blob:none", address, "partial") == 0

    done = run_here(["verify", "--repo", ledger.git_dir, "--anchor", ledger.anchor, "--format", "json"])
    assert (done.code, done.json["error"]["code"]) == (4, "ObjectMissingError")
