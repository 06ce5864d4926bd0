"""The whole public history as one file, with which a stranger needs neither us nor a network."""

import io
import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.ledger.bundling import Bundles
from service.ledger.errors import LedgerError
from service.ledger.repository import Repository
from tests.service.test_api import PDF, assert_problem, client_of, make_ledger
from tests.support.ledger import CONTACT, DAY, START, LedgerBuilder, contact, manual, news
from tests.support.office import git, run_here
from tests.support.receiver import receive
from tests.support.tombstones import lifting, suppression
from tests.support.witnessing import BRANCH, checkpoint, office_with_witness, witnessed

ADDRESS = "/v1/repository.bundle"
CONTACT_ID, HEAD = "contact/office-of-palad/main", "office-of-palad-head"
SECRET = "ร่างที่ยังไม่มีใครอนุมัติ"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """Published, received and witnessed; and something that waits."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_witness())
    ledger.publish_item(contact())
    receive(ledger, START + DAY)
    witnessed(ledger, checkpoint(ledger), at=START + 2 * DAY)
    ledger.publish_item(news())
    waiting = ledger.prepare(manual(SECRET)).approve("unit_check")
    ledger.objects.set_ref("refs/heads/submissions/service-manual/office-of-palad/main", waiting.tip)
    ledger.objects.set_ref("refs/tags/secret", waiting.tip)
    return ledger


def fetch(client: TestClient, to: Path) -> Path:
    response = client.get(ADDRESS)
    assert response.status_code == 200, response.text
    to.write_bytes(response.content)
    return to


def test_a_clone_of_it_verifies_offline(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with client_of(ledger) as client:
        bundle = fetch(client, tmp_path / "it.bundle")
    ledger.git_dir.rename(tmp_path / "gone.git")

    subprocess.run(["git", "clone", "-q", bundle, tmp_path / "copy"], check=True, capture_output=True)
    done = run_here(["verify", "--repo", tmp_path / "copy", "--anchor", ledger.anchor, "--format", "json"])

    assert (done.code, done.json["trusted"], done.json["changes"]) == (0, True, 2)
    assert len(done.json["witnesses"]) == 1
    assert done.json["receipts"]["received"] is not None
    assert git(tmp_path / "copy", "status", "--porcelain", "--branch") == "## main...origin/main"


def test_it_holds_what_is_public_and_nothing_else(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with client_of(ledger) as client:
        bundle = fetch(client, tmp_path / "it.bundle")

    names = [line.split()[1] for line in git(tmp_path, "bundle", "list-heads", str(bundle)).splitlines()]
    assert names == ["HEAD", "refs/heads/main", "refs/heads/prongsai/receipts", BRANCH]
    git(tmp_path, "clone", "-q", "--bare", str(bundle), "copy.git")
    listed = git(tmp_path / "copy.git", "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    blobs = [line.split()[0] for line in listed if " blob " in line]
    assert blobs
    assert not any(SECRET in git(tmp_path / "copy.git", "cat-file", "blob", blob) for blob in blobs)


def test_it_is_made_once_and_again_only_when_a_public_branch_moved(ledger: LedgerBuilder) -> None:
    folder = ledger.git_dir.parent
    with client_of(ledger) as client:
        first = client.get(ADDRESS)
        (made,) = folder.glob("*.bundle")
        stamp = made.stat().st_mtime_ns
        ledger.objects.set_ref("refs/heads/submissions/other", ledger.head)
        again = client.get(ADDRESS, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, made.stat().st_mtime_ns) == (304, stamp)
        receive(ledger, START + 5 * DAY)
        after = client.get(ADDRESS)

    assert after.headers["etag"] != first.headers["etag"]
    assert [file.name for file in folder.glob("index.sqlite*.bundle")] != [made.name]
    assert len(list(folder.glob("*.bundle"))) == 1
    assert not list(folder.glob("*.making"))


def test_parts_of_it_put_together_are_it(ledger: LedgerBuilder) -> None:
    with client_of(ledger) as client:
        whole = client.get(ADDRESS)
        part = client.get(ADDRESS, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})

    assert (part.status_code, part.content) == (206, whole.content[100:])
    assert whole.headers["content-type"] == "application/x-git-bundle"
    assert whole.headers["prongsai-head"] == ledger.head


def test_main_is_the_head_that_was_verified(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """Whatever arrived since, or took its place."""
    with client_of(ledger) as client:
        verified = ledger.head
        ledger.move_main(ledger.anchor)
        bundle = fetch(client, tmp_path / "it.bundle")

    assert git(tmp_path, "bundle", "list-heads", str(bundle)).splitlines()[1] == f"{verified} refs/heads/main"


def test_it_lacks_what_is_suppressed_until_that_is_given_back(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """The text leaves with the statement; who verifies such a copy is told that it cannot be told, and of what."""
    taken = ledger.tree_of(ledger.head)[CONTACT][1]
    ledger.publish_item(contact("+6638000009"))
    found = [look_into(ledger, tmp_path / "before", taken)]
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
    found.append(look_into(ledger, tmp_path / "meanwhile", taken))
    lifted = ledger.prepare(lifting(CONTACT_ID), by=HEAD).approve("take_down", "chief", "chief-executive")
    ledger.publish(lifted, by=HEAD)
    found.append(look_into(ledger, tmp_path / "after", taken))

    assert found == [(True, 0), (False, 4), (True, 0)]
    with client_of(ledger) as client:
        whole = fetch(client, tmp_path / "whole.bundle")
    subprocess.run(["git", "clone", "-q", whole, tmp_path / "clone"], check=True, capture_output=True)


def test_it_keeps_a_text_that_another_version_still_shows(ledger: LedgerBuilder, tmp_path: Path) -> None:
    text = ledger.tree_of(ledger.head)[CONTACT][1]
    ledger.publish_item(contact("+6638000009"))
    ledger.publish_item(contact())
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)

    assert ledger.tree_of(ledger.head)[CONTACT][1] == text
    assert look_into(ledger, tmp_path / "copy", text) == (True, 0)


def look_into(ledger: LedgerBuilder, folder: Path, blob: str) -> tuple[bool, int]:
    """Whether the bundle of now, opened as docs/erasing.md says, holds `blob`; and how verifying it ends."""
    (ledger.git_dir.parent / "index.sqlite").unlink(missing_ok=True)
    with client_of(ledger) as client:
        bundle = fetch(client, folder.with_suffix(".bundle"))
    git(folder.parent, "init", "-q", "--bare", "--initial-branch=main", folder.name)
    head, *_ = git(folder, "bundle", "unbundle", str(bundle)).split()
    git(folder, "update-ref", "refs/heads/main", head)
    has = subprocess.run(["git", "cat-file", "-e", blob], cwd=folder, check=False, capture_output=True).returncode == 0
    done = run_here(["verify", "--repo", folder, "--anchor", ledger.anchor, "--format", "json"])
    assert done.code == 0 or blob in done.out
    return has, done.code


def test_attachments_stay_outside_and_are_not_missed(tmp_path: Path) -> None:
    """As it is documented: a checkout would stop where git-lfs is set up, for there is nowhere to get them from."""
    ledger = make_ledger(tmp_path / "origin.git")
    with client_of(ledger) as client:
        bundle = fetch(client, tmp_path / "it.bundle")
    git(tmp_path, "clone", "-q", "--no-checkout", str(bundle), "copy")
    done = run_here(["verify", "--repo", tmp_path / "copy", "--anchor", ledger.anchor, "--format", "json"])

    assert PDF not in bundle.read_bytes()
    assert (done.code, done.json["trusted"], done.json["files"]["missing"]) == (0, True, 1)


def test_a_repository_that_cannot_be_read_is_no_defect(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with client_of(ledger) as client:
        ledger.git_dir.rename(tmp_path / "gone.git")
        assert_problem(client.get(ADDRESS), "repository_unavailable")
        assert not list(tmp_path.glob("*.making"))


def test_an_object_that_is_missing_leaves_no_half_file(ledger: LedgerBuilder, tmp_path: Path) -> None:
    with client_of(ledger) as client:
        tree = ledger.tree_of(ledger.head)["policy/units.yaml"][1]
        (ledger.git_dir / "objects" / tree[:2] / tree[2:]).unlink()
        assert_problem(client.get(ADDRESS), "repository_unavailable")
    assert not [*tmp_path.glob("*.making"), *tmp_path.glob("*.bundle")]


def test_who_waits_too_long_is_asked_to_come_again(ledger: LedgerBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    make = Bundles.make
    monkeypatch.setattr("service.api.bundle._PATIENCE", 0.05)
    monkeypatch.setattr(Bundles, "make", lambda self, head, **more: (gate.wait(30), make(self, head, **more))[1])
    with client_of(ledger) as client:
        refused = client.get(ADDRESS)
        assert_problem(refused, "repository_unavailable")
        assert refused.headers["retry-after"] == "10"
        gate.set()
        deadline = time.monotonic() + 30
        while client.get(ADDRESS).status_code != 200:
            assert time.monotonic() < deadline


def test_closing_ends_git(ledger: LedgerBuilder) -> None:
    """A server that is told to stop does not wait for a large history to be packed."""
    blob = ledger.objects.blob(os.urandom(4 << 20))
    tree = ledger.write_tree({}, {"large": ("100644", blob)})
    tip = ledger.commit(tree=tree, parents=[], by="admin", message="Large\n")
    with Repository(ledger.git_dir) as repository:

        class Closing(io.BytesIO):
            def write(self, data: Any) -> int:
                repository.close()
                return super().write(data)

        with pytest.raises(LedgerError):
            repository.pack([tip], Closing())
