"""A name in the text of an item, erased from the history too: what goes, what git refuses, what still works."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from repo_schema.layout import submission_id
from service.app import create_app
from service.ledger.repository import find_git_dir
from service.settings import Settings
from tests.support.guarded import Guarded
from tests.support.guarded import git as plain_git
from tests.support.ledger import CONTACT, Draft, LedgerBuilder, contact, news
from tests.support.office import CHIEF, CLERK, HEAD, Office, git, run_here
from tests.support.tombstones import erasure_of_texts, row_of

ITEM = "contact/office-of-palad/main"
LEAK = "นางสมศรีไม่ควรเห็น"


def leaking() -> dict[str, object]:
    return contact("+6638000001", title={"th": f"ติดต่อ {LEAK}"})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A name was published, and then a version without it."""
    office = Office(tmp_path / "office")
    office.publish_item(leaking(), approvers=(HEAD,))
    office.publish_item(contact("+6638000002"), approvers=(HEAD,))
    return office


def erase(office: Office) -> str:
    """Proposed by the head, signed by the chief executive, published; nothing is gone yet."""
    asked = office.cli(HEAD, "erase", ITEM, "--from", "1", "--to", "1", "--reason", "personal_data")
    assert asked.code == 0, asked.text
    office.approve(asked.json["id"], CHIEF)
    assert office.cli(HEAD, "publish", asked.json["id"]).code == 0
    return str(asked.json["statement"])


def blobs(folder: Path) -> Iterator[bytes]:
    """Every object there is in the repository at `folder`, whoever names it."""
    listed = git(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    for line in listed.splitlines():
        oid, kind = line.split()
        if kind == "blob":
            yield subprocess.run(["git", "cat-file", "blob", oid], cwd=folder, check=True, capture_output=True).stdout


def says_it(folder: Path) -> bool:
    return any(LEAK.encode() in blob for blob in blobs(folder))


def tried(where: Path, *arguments: str) -> int:
    return subprocess.run(["git", *arguments], cwd=where, check=False, capture_output=True).returncode


def fed(where: Path, text: str, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=where, input=text.encode(), check=True, capture_output=True)
    return done.stdout


def verified(folder: Path, office: Office) -> Any:
    found = run_here(["verify", "--repo", folder, "--anchor", office.anchor, "--no-cache", "--format", "json"])
    assert found.code == 0, found.text
    return found.json


@pytest.mark.parametrize("store", ["loose", "packed"])
def test_the_text_goes_and_every_proof_holds(office: Office, store: str) -> None:
    if store == "packed":
        git(office.origin, "repack", "-a", "-d", "--write-bitmap-index")
        git(office.origin, "multi-pack-index", "write")
    statement = erase(office)
    before = office.verify()
    assert says_it(office.origin)

    looked = office.cli(HEAD, "erase", "--report").json["repositories"]
    assert {row["outcome"] for place in looked for row in place["texts"]} == {"to_destroy"}
    assert says_it(office.origin)
    done = office.cli(HEAD, "erase").json["repositories"]
    assert {row["outcome"] for place in done for row in place["texts"]} == {"destroyed"}
    assert done[1]["statements"][-1]["path"] == statement
    assert [row["version"] for row in done[1]["statements"][-1]["texts"]] == [1]

    for folder in (office.origin, office.desk(HEAD)):
        assert not says_it(folder)
        assert not list((find_git_dir(folder) / "objects" / "pack").glob("*.erasing"))
        found = verified(folder, office)
        assert found == before | {"texts": {"erased": 1, "unread": 1}, "remembered": 0}
    assert says_it(office.desk(CLERK))  # an older clone keeps it, until somebody there runs the same
    assert office.cli(CLERK, "erase").code == 0
    assert not says_it(office.desk(CLERK))
    again = office.cli(HEAD, "erase").json["repositories"]
    assert {row["outcome"] for place in again for row in place["texts"]} == {"gone"}


def test_work_goes_on_in_clones_that_were_there(office: Office) -> None:
    erase(office)
    office.cli(HEAD, "erase")

    for folder in (HEAD, CLERK):
        office.cli(folder, "inbox")
        assert office.cli(folder, "log").code == 0
        assert office.cli(folder, "show", ITEM, "--version", "1").codes == ["item_withheld"]
        assert office.cli(folder, "show", ITEM).code == 0
    office.publish_item(contact("+6638000003"), approvers=(HEAD,))
    assert office.verify()["trusted"]
    git(office.desk(CLERK), "fetch", "--quiet")
    git(office.desk(CLERK), "gc", "--quiet")  # it has the text still
    assert office.cli(CLERK, "status").code == 0


def test_what_git_refuses_then_and_what_works(office: Office, tmp_path: Path) -> None:
    """Each line of the table in docs/erasing.md."""
    erase(office)
    assert run_here(["erase", "--repo", office.origin, "--anchor", office.anchor]).code == 0
    origin, address = office.origin, f"file://{office.origin}"
    main = office.main

    assert tried(tmp_path, "clone", "--quiet", address, "over-the-network") != 0
    assert tried(origin, "bundle", "create", str(tmp_path / "all.bundle"), "main") != 0
    assert tried(origin, "gc", "--quiet") != 0
    assert tried(origin, "gc", "--auto", "--quiet") == 0  # switched off, so that no push meets it
    assert tried(origin, "fsck", "--connectivity-only") != 0

    assert tried(tmp_path, "clone", "--quiet", str(origin), "by-path") == 0
    assert verified(tmp_path / "by-path", office)["trusted"]

    assert tried(tmp_path, "clone", "--quiet", "--filter=blob:none", address, "for-reading") == 0
    assert (tmp_path / "for-reading" / CONTACT).is_file()

    pack = tmp_path / "main.bundle"
    listed = git(origin, "rev-list", "--objects", "--missing=allow-any", "main")
    packed = fed(origin, listed, "pack-objects", "--quiet", "--stdout")
    pack.write_bytes(f"# v2 git bundle\n{main} refs/heads/main\n\n".encode() + packed)
    assert tried(tmp_path, "clone", "--quiet", str(pack), "from-bundle") != 0
    opened = tmp_path / "opened"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(opened))
    git(opened, "bundle", "unbundle", str(pack))
    git(opened, "update-ref", "refs/heads/main", main)
    git(opened, "checkout", "--quiet", "main")
    assert verified(opened, office)["trusted"]
    git(opened, "remote", "add", "origin", address)
    office.publish_item(contact("+6638000003"), approvers=(HEAD,))
    git(opened, "pull", "--quiet", "origin", "main")
    assert verified(opened, office)["head"] == office.main


def test_the_bundle_that_is_served_holds_nothing_that_was_erased(office: Office, tmp_path: Path) -> None:
    """From the statement on, whether the bytes are destroyed yet or not; and what it holds still verifies."""
    erase(office)
    for number in range(2):
        with TestClient(create_app(Settings(office.origin, tmp_path / f"{number}.sqlite", office.anchor))) as client:
            served = client.get("/v1/repository.bundle")
            assert client.get("/v1/verification").json()["texts"] == {"erased": 1, "unread": number}
        assert served.status_code == 200, served.text
        bundle, opened = tmp_path / f"{number}.bundle", tmp_path / f"opened-{number}"
        bundle.write_bytes(served.content)
        git(tmp_path, "init", "--quiet", "--initial-branch=main", str(opened))
        git(opened, "bundle", "unbundle", str(bundle))
        git(opened, "update-ref", "refs/heads/main", office.main)
        assert not says_it(opened)
        assert verified(opened, office)["texts"] == {"erased": 1, "unread": 1}
        assert run_here(["erase", "--repo", office.origin, "--anchor", office.anchor]).code == 0
    assert not says_it(office.origin)


def test_a_clone_for_verifying_is_made_over_the_network(office: Office, tmp_path: Path) -> None:
    """The commands of docs/erasing.md, as they stand there."""
    erase(office)
    run_here(["erase", "--repo", office.origin, "--anchor", office.anchor])
    page = (Path(__file__).parents[2] / "docs/erasing.md").read_text(encoding="utf-8")
    commands = page.partition("The same over the network")[2].partition("```sh\n")[2].partition("```")[0]
    script = commands.replace("ssh://…", f"file://{office.origin}")
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, check=True, capture_output=True)
    assert verified(tmp_path / "copy", office)["texts"] == {"erased": 1, "unread": 1}


def test_nothing_is_gone_before_two_have_signed(office: Office) -> None:
    asked = office.cli(HEAD, "erase", ITEM, "--from", "1", "--to", "1", "--reason", "personal_data")
    assert asked.json["published"] is None
    assert office.cli(HEAD, "erase").json["repositories"][1]["texts"] == []
    assert office.cli(HEAD, "publish", asked.json["id"]).codes == ["missing_take_down"]
    assert says_it(office.origin)


def test_the_version_that_stands_is_replaced_first(office: Office) -> None:
    asked = office.cli(HEAD, "erase", ITEM, "--from", "1", "--to", "2", "--reason", "personal_data")
    assert asked.codes == ["erasure_text_stands"]


def test_the_guard_lets_no_push_bring_it_back(tmp_path: Path) -> None:
    """Neither as a version, nor along with something else from a clone too old to know what is there."""
    ledger = LedgerBuilder(tmp_path / "pusher.git")
    ledger.publish_item(leaking())
    ledger.publish_item(contact("+6638000002"))
    guarded = Guarded(ledger, tmp_path / "origin.git")
    told = ledger.prepare(news("hr"))
    stale = tmp_path / "stale.git"
    shutil.copytree(ledger.git_dir, stale)
    row = row_of(ledger.verify().history, ITEM, 1)
    draft = ledger.prepare(erasure_of_texts(ITEM, row), by="office-of-palad-head")
    ledger.publish(draft.approve("take_down", "chief", "chief-executive"), by="office-of-palad-head")
    assert guarded.push("main").returncode == 0
    assert run_here(["erase", "--repo", guarded.path, "--anchor", ledger.anchor]).code == 0
    assert not says_it(guarded.path)

    def branch(draft: Draft) -> str:
        entries = {path: after for path, (_, after) in draft.manifest.items()}
        return f"{draft.tip}:refs/heads/submissions/{submission_id(entries, draft.base)}"

    refused = guarded.push(branch(ledger.prepare(leaking())))
    assert "text_erased" in refused.stderr
    refused = plain_git(stale, "push", str(guarded.path), branch(told))
    assert "guard_object_erased" in refused.stderr
    assert not says_it(guarded.path)
    assert guarded.push(branch(told)).returncode == 0
    ledger.publish_item(news("legal"))
    assert guarded.push("main").returncode == 0
    assert not says_it(guarded.path)


KILLS = {
    "the pack put aside": (
        "import os, service.ledger.unpacking as unpacking",
        "unpacking.overwrite = lambda file: os.kill(os.getpid(), 9)",
    ),
    "a new pack beside the old": ("import os, pathlib", "pathlib.Path.rename = lambda *_: os.kill(os.getpid(), 9)"),
}


@pytest.mark.long
@pytest.mark.parametrize("lines", KILLS.values(), ids=KILLS)
def test_a_killed_erasing_of_text_is_run_again(office: Office, tmp_path: Path, lines: tuple[str, ...]) -> None:
    git(office.origin, "repack", "-a", "-d")
    erase(office)
    git(office.origin, "repack", "-a", "-d")
    command = f"sys.argv = ['prongsai', 'erase', '--repo', {str(office.origin)!r}]"
    program = "\n".join([*lines, "import sys", command, "from cli.main import run", "run()"])
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert office.verify()["trusted"]

    assert run_here(["erase", "--repo", office.origin]).code == 0
    packs = find_git_dir(office.origin) / "objects" / "pack"
    assert not says_it(office.origin)
    assert not list(packs.glob("*.erasing"))
    assert verified(office.origin, office)["texts"] == {"erased": 1, "unread": 1}
