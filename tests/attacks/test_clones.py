"""Clones that lie: what their git directory says of itself is never believed, and none of their programs is run.

`prongsai verify` runs here as its user runs it, in a process of its own, wherever a program could be started.
"""

import os
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from repo_schema.admission import AnchorError
from service.ledger import repository as door
from service.ledger.errors import (
    GitCommandError,
    LedgerError,
    ObjectDamagedError,
    ObjectMissingError,
    RepositoryUnavailableError,
)
from service.ledger.follower import Follower
from service.ledger.index import read_meta
from service.ledger.repository import Repository
from service.ledger.verifier import ForkedError, begin, extend, verify
from tests.attacks.attack import codes
from tests.support.ledger import CONTACT, MANUAL, LedgerBuilder, contact, dump, manual, news
from tests.support.objects import init_bare

PREPARER = "office-of-palad-preparer"


def git(where: Path, *arguments: str, check: bool = True) -> str:
    command = ["git", "-c", "protocol.file.allow=always", "-C", str(where), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if check and run.returncode:
        raise AssertionError(f"git {arguments}: {run.returncode}\n{run.stdout}{run.stderr}")
    return run.stdout.strip()


def prongsai_verify(repo: Path, anchor: str | None) -> subprocess.CompletedProcess[str]:
    pinned = ["--anchor", anchor] if anchor else []
    command = [sys.executable, "-m", "cli", "verify", "--repo", str(repo), *pinned]
    where = {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | where)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An office that has published three times."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    ledger.publish_item(contact("+6638000002"))
    return ledger


@pytest.fixture
def clone(ledger: LedgerBuilder, tmp_path: Path) -> Path:
    """A whole clone, with a working tree."""
    git(tmp_path, "clone", "--quiet", "--template=", str(ledger.git_dir), "clone")
    return tmp_path / "clone"


def loose(git_dir: Path, oid: str) -> Path:
    return git_dir / "objects" / oid[:2] / oid[2:]


def overwrite(file: Path, data: bytes) -> None:
    file.unlink()
    file.write_bytes(data)


def bring_objects(source: Path, target: Path) -> None:
    """Also those that no ref of the source names."""
    for file in (source / "objects").glob("??/*"):
        copy = loose(target, file.parent.name + file.name)
        copy.parent.mkdir(exist_ok=True)
        if not copy.exists():
            shutil.copy(file, copy)


def test_an_honest_clone_is_trusted(ledger: LedgerBuilder, clone: Path) -> None:
    """So that what follows is refused for its lie and nothing else."""
    run = prongsai_verify(clone, ledger.anchor)

    assert (run.returncode, ledger.head in run.stdout) == (0, True), run.stderr


# Objects.


@pytest.mark.parametrize("kind", ["commit", "blob", "tree"])
def test_replace_refs_change_nothing(ledger: LedgerBuilder, clone: Path, kind: str) -> None:
    """Neither for what is good nor for what is bad."""
    entry = ledger.tree_of(ledger.head)[CONTACT][1]
    forged = ledger.objects.blob(dump(contact("+6638000066")[CONTACT]))
    other = ledger.prepare(contact("+6638000066"))
    pairs = {
        "commit": (ledger.head, ledger.forge(ledger.head, lambda raw: raw + b"more\n")),
        "blob": (entry, forged),
        "tree": (git(clone, "rev-parse", "HEAD^{tree}"), other.tree),
    }
    old, new = pairs[kind]
    bring_objects(ledger.git_dir, clone / ".git")
    git(clone, "replace", "--force", old, new)
    if kind != "commit":
        shown = git(clone, "cat-file", "-p", old), git(clone, "--no-replace-objects", "cat-file", "-p", old)
        assert shown[0] != shown[1]

    with Repository(clone) as repository:
        found = verify(repository, anchor=ledger.anchor)
    assert (found.trusted, found.head) == (True, ledger.head)
    assert str(found.history.entries[CONTACT]) == f"100644:{entry}"


def test_a_rejected_change_is_not_replaced_by_a_good_one(ledger: LedgerBuilder) -> None:
    good = ledger.prepare(contact("+6638000003")).approved()
    main = ledger.head
    bad = ledger.land(contact("+6638000066"))
    ledger.objects.set_ref(f"refs/replace/{bad}", ledger.publish(good, first_parent=main))
    ledger.move_main(bad)

    assert codes(ledger.verify()) == (("restoration_differs",),)


WRONG_BYTES: dict[str, Callable[[bytes], bytes]] = {
    "other bytes": lambda _: zlib.compress(b"blob 6\0forged"),
    "a longer object": lambda _: zlib.compress(b"blob 300000\0" + b"x" * 300_000),
    "a length that is not true": lambda _: zlib.compress(b"blob 999999\0short"),
    "no object": lambda _: zlib.compress(b"nothing"),
    "no zlib": lambda _: b"\0\1\2\3",
    "half of it": lambda data: data[: len(data) // 2],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("wrong", WRONG_BYTES.values(), ids=WRONG_BYTES)
def test_a_damaged_object_is_not_believed(ledger: LedgerBuilder, wrong: Callable[[bytes], bytes]) -> None:
    """Could not tell: neither accepted nor rejected, however large it claims to be."""
    file = loose(ledger.git_dir, ledger.tree_of(ledger.head)[CONTACT][1])
    overwrite(file, wrong(file.read_bytes()))

    with pytest.raises((ObjectDamagedError, ObjectMissingError)):
        ledger.verify()


@pytest.mark.parametrize("which", ["content", "tree", "merge"])
def test_a_damaged_commit_or_tree_is_not_believed(ledger: LedgerBuilder, which: str) -> None:
    draft = ledger.prepare(contact("+6638000003")).approved()
    merge = ledger.publish(draft)
    oid = {"content": draft.content, "tree": draft.tree, "merge": merge}[which]
    other = {"content": draft.base, "tree": draft.tree, "merge": draft.base}[which]
    data = zlib.decompress(loose(ledger.git_dir, other).read_bytes())
    overwrite(loose(ledger.git_dir, oid), zlib.compress(data.replace(b"a", b"b", 1)))

    with pytest.raises(LedgerError):
        ledger.verify()


@pytest.mark.parametrize("what", ["missing", "damaged"])
def test_what_cannot_be_told_is_exit_4(ledger: LedgerBuilder, what: str) -> None:
    file = loose(ledger.git_dir, ledger.tree_of(ledger.head)[CONTACT][1])
    file.unlink()
    if what == "damaged":
        file.write_bytes(zlib.compress(b"blob 6\0forged"))

    run = prongsai_verify(ledger.git_dir, ledger.anchor)

    assert (run.returncode, "✓" in run.stdout) == (4, False), run.stderr


def test_a_git_that_dies_is_not_taken_for_success(ledger: LedgerBuilder) -> None:
    """A broken pipe to git is no broken pipe to whoever reads our output, which would be exit 0."""
    with Repository(ledger.git_dir) as repository:
        begin(repository, ledger.anchor)
        process = repository._objects._process
        assert process is not None
        process.kill()
        while process.poll() is None:
            time.sleep(0.01)

        with pytest.raises(GitCommandError):
            repository.read_commit(ledger.head)


def test_a_large_blob_is_hashed_before_it_is_called_large(ledger: LedgerBuilder) -> None:
    """Otherwise a clone could have any honest Change rejected: above all the one that took an office away."""
    large = ledger.objects.blob(b"#" * 300_000)
    with Repository(ledger.git_dir) as repository:
        assert repository.read_blob(large) is None
    overwrite(loose(ledger.git_dir, large), zlib.compress(b"blob 300001\0" + b"#" * 300_001))

    with Repository(ledger.git_dir) as repository, pytest.raises(ObjectDamagedError):
        repository.read_blob(large)


def test_a_tree_too_large_to_read_is_one_strange_entry(ledger: LedgerBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "TREE_LIMIT", 64 * len("100644 000\0" + 20 * "x"))  # cut there, it would parse
    clean = ledger.head
    ledger.land({f"files/{n:03}": b"x" for n in range(100)})
    found = ledger.verify()
    assert {code for row in codes(found) for code in row} == {"restoration_differs"}
    assert set(found.history.untrusted) == {"files"}

    ledger.restore(clean)
    assert ledger.verify().trusted


# The shape of the clone.


def make_shallow(clone: Path) -> None:
    (clone / ".git/shallow").write_text(git(clone, "rev-parse", "HEAD") + "\n")


def make_grafts(clone: Path) -> None:
    head, parent = git(clone, "rev-parse", "HEAD", "HEAD~2").split()
    (clone / ".git/info").mkdir(exist_ok=True)
    (clone / ".git/info/grafts").write_text(f"{head} {parent}\n")


def make_alternates(clone: Path) -> None:
    (clone / ".git/objects/info").mkdir(exist_ok=True)
    (clone / ".git/objects/info/alternates").write_text(str(clone.parent / "origin.git/objects") + "\n")


def make_partial(clone: Path) -> None:
    git(clone, "config", "extensions.partialClone", "origin")


def make_promisor(clone: Path) -> None:
    git(clone, "config", "remote.origin.promisor", "true")


def make_promisor_by_inclusion(clone: Path) -> None:
    (clone / ".git/more").write_text('[remote "elsewhere"]\n\tpromisor = true\n\turl = .\n')
    git(clone, "config", "include.path", "more")


def make_promisor_by_condition(clone: Path) -> None:
    (clone / ".git/more").write_text('[remote "elsewhere"]\n\tpromisor = true\n\turl = .\n')
    git(clone, "config", f"includeIf.gitdir:{clone}/.path", "more")


def make_promisor_of_the_working_tree(clone: Path) -> None:
    git(clone, "config", "extensions.worktreeConfig", "true")
    (clone / ".git/config.worktree").write_text('[remote "elsewhere"]\n\tpromisor = true\n\turl = .\n')


def make_sha256(clone: Path) -> None:
    shutil.rmtree(clone)
    git(clone.parent, "init", "--quiet", "--object-format=sha256", "clone")


UNTELLABLE = {
    "shallow": make_shallow,
    "grafts": make_grafts,
    "alternates": make_alternates,
    "a partial clone": make_partial,
    "a promisor": make_promisor,
    "a promisor in an included file": make_promisor_by_inclusion,
    "a promisor in a file included on a condition": make_promisor_by_condition,
    "a promisor for this working tree": make_promisor_of_the_working_tree,
    "SHA-256": make_sha256,
}


@pytest.mark.parametrize("spoil", UNTELLABLE.values(), ids=UNTELLABLE)
def test_a_clone_that_needs_trust_is_refused(clone: Path, spoil: Callable[[Path], None]) -> None:
    spoil(clone)

    with pytest.raises(RepositoryUnavailableError, match="cannot be verified without trusting it"):
        Repository(clone)


@pytest.mark.parametrize("spoil", UNTELLABLE.values(), ids=UNTELLABLE)
def test_a_service_on_such_a_clone_goes_on_with_what_it_had(
    ledger: LedgerBuilder, clone: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    index, known = tmp_path / "index.sqlite", ledger.head
    with Follower(clone, index, anchor=ledger.anchor) as follower:
        follower.start()
    ledger.publish_item(contact("+6638000009"))
    git(clone, "fetch", "--quiet", "origin")
    git(clone, "reset", "--quiet", "--hard", "origin/main")
    spoil(clone)

    with Follower(clone, index, anchor=ledger.anchor) as follower:
        with pytest.raises(RepositoryUnavailableError, match="cannot be verified without trusting it"):
            follower.start()
        assert follower.has_index()
        assert follower.trouble is not None
    meta = read_meta(index)
    assert meta is not None
    assert meta["head"] == known


def test_a_shallow_clone_by_git_itself_is_refused(ledger: LedgerBuilder, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", "--template=", f"file://{ledger.git_dir}", "shallow")

    assert prongsai_verify(tmp_path / "shallow", None).returncode == 4


@pytest.mark.parametrize("without", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
def test_a_promisor_runs_nothing(
    ledger: LedgerBuilder, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    """Were it not refused: git is told not to fetch, and allowed no transport, and each of the two is enough."""
    monkeypatch.setattr(door, "_LAZY_FETCH_CAN_BE_FORBIDDEN", (0, 0))
    monkeypatch.delitem(door._HOSTILE_ENVIRONMENT, without)
    if without == "GIT_ALLOW_PROTOCOL" and not knows_lazy_fetch(clone):
        pytest.skip("this git does not know GIT_NO_LAZY_FETCH")
    marker = poison_promisor(clone, tmp_path)
    oid = ledger.tree_of(ledger.head)[CONTACT][1]
    remove_object(clone / ".git", oid)

    with Repository(clone) as repository, pytest.raises(LedgerError):
        verify(repository, anchor=ledger.anchor)
    assert not marker.exists()

    git(clone, "cat-file", "-e", oid, check=False)
    assert marker.exists(), "the trap itself does not work: nothing was shown"


def knows_lazy_fetch(clone: Path) -> bool:
    """Distributions carry it back to versions older than the one that brought it."""
    program = Path(git(clone, "--exec-path")) / "git"
    return b"GIT_NO_LAZY_FETCH" in program.read_bytes()


def poison_promisor(clone: Path, tmp_path: Path) -> Path:
    """A remote that promises missing objects, and runs a command to bring them."""
    marker = tmp_path / "ran-uploadpack"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {marker}\n")
    evil.chmod(0o755)
    settings = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "evil",
        "remote.evil.promisor": "true",
        "remote.evil.url": str(tmp_path / "origin.git"),
        "remote.evil.uploadpack": str(evil),
        "protocol.allow": "always",
        "protocol.file.allow": "always",
        "protocol.ext.allow": "always",
    }
    for name, value in settings.items():
        git(clone, "config", name, value)
    return marker


def remove_object(git_dir: Path, oid: str) -> None:
    """Take one object out of a repository, packed or not."""
    for pack in (git_dir / "objects/pack").glob("*.pack"):
        data = pack.read_bytes()
        for file in pack.parent.glob(f"{pack.stem}.*"):
            file.unlink()
        command = ["git", "--git-dir", str(git_dir), "unpack-objects", "-q"]
        subprocess.run(command, input=data, check=True, capture_output=True)
    loose(git_dir, oid).unlink()


# Programs.


def test_no_program_of_the_clone_is_run(ledger: LedgerBuilder, clone: Path, tmp_path: Path) -> None:
    """Every setting by which a configuration can name one, and every hook."""
    marker = tmp_path / "ran"
    program = tmp_path / "evil"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {marker}\nexit 0\n')
    program.chmod(0o755)
    run = str(program)
    settings = {
        "core.fsmonitor": run,
        "core.hooksPath": str(tmp_path / "hooks"),
        "core.sshCommand": run,
        "core.pager": run,
        "core.editor": run,
        "core.askPass": run,
        "core.gitProxy": run,
        "core.alternateRefsCommand": run,
        "core.attributesFile": str(tmp_path / "attributes"),
        "core.commitGraph": "true",
        "diff.external": run,
        "diff.evil.command": run,
        "diff.evil.textconv": run,
        "filter.evil.smudge": run,
        "filter.evil.clean": run,
        "filter.evil.process": run,
        "gpg.program": run,
        "gpg.ssh.program": run,
        "gpg.ssh.defaultKeyCommand": run,
        "gpg.format": "ssh",
        "log.showSignature": "true",
        "credential.helper": f"!{run}",
        "pager.cat-file": run,
        "pager.rev-list": run,
        "pager.config": run,
        "interactive.diffFilter": run,
        "sequence.editor": run,
        "merge.evil.driver": run,
        "uploadpack.packObjectsHook": run,
        "trace2.eventTarget": str(tmp_path / "trace"),
        "remote.origin.uploadpack": run,
        "include.path": str(tmp_path / "included"),
        "alias.rev-list": f"!{run}",
        "alias.cat-file": f"!{run}",
        "alias.verify": f"!{run}",
        "maintenance.auto": "true",
        "gc.auto": "1",
    }
    for name, value in settings.items():
        git(clone, "config", "--file", str(clone / ".git/config"), name, value)
    (tmp_path / "included").write_text(f'[core]\n\tfsmonitor = {run}\n[alias]\n\tconfig = "!{run}"\n')
    (tmp_path / "attributes").write_text("* diff=evil filter=evil merge=evil\n")
    (clone / ".git/info").mkdir(exist_ok=True)
    shutil.copy(tmp_path / "attributes", clone / ".git/info/attributes")
    for folder in (tmp_path / "hooks", clone / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for hook in (
            "post-checkout",
            "reference-transaction",
            "post-index-change",
            "pre-auto-gc",
            "fsmonitor-watchman",
        ):
            shutil.copy(program, folder / hook)
    git(clone, "status", check=False)
    assert marker.exists(), "the trap itself does not work: nothing was shown"
    marker.unlink()

    found = prongsai_verify(clone, ledger.anchor)

    assert found.returncode == 0, found.stderr
    assert not marker.exists(), marker.read_text()


@pytest.mark.parametrize("cache", ["commit-graph", "commit-graphs/commit-graph-chain", "../pack/multi-pack-index"])
def test_no_cache_of_the_clone_is_believed(ledger: LedgerBuilder, clone: Path, cache: str) -> None:
    file = clone / ".git/objects/info" / cache
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"CGPH\x01\x01garbage" * 100)
    git(clone, "config", "core.commitGraph", "true")
    git(clone, "config", "core.multiPackIndex", "true")

    with Repository(clone) as repository:
        assert verify(repository, anchor=ledger.anchor).trusted


def test_a_commit_graph_of_another_history_is_not_believed(ledger: LedgerBuilder, clone: Path) -> None:
    """It says of the head that its parent is an older commit; git without our options believes it."""
    git(clone, "commit-graph", "write", "--reachable")
    graph = clone / ".git/objects/info/commit-graph"
    data = bytearray(graph.read_bytes())
    starts = {
        bytes(data[at : at + 4]): int.from_bytes(data[at + 4 : at + 12], "big") for at in range(8, 8 + 12 * data[6], 12)
    }
    oids = [data[at : at + 20].hex() for at in range(starts[b"OIDL"], starts[b"CDAT"], 20)]
    row = starts[b"CDAT"] + 36 * oids.index(ledger.head)
    data[row + 20 : row + 24] = oids.index(git(clone, "rev-parse", "HEAD~2")).to_bytes(4, "big")
    graph.chmod(0o644)
    graph.write_bytes(data)
    assert int(git(clone, "rev-list", "--count", "--first-parent", "HEAD")) == 3, "the trap itself does not work"

    with Repository(clone) as repository:
        found = verify(repository, anchor=ledger.anchor)
    assert (found.trusted, found.changes) == (True, 3)


# The chain.


def test_another_root_is_not_the_anchor(ledger: LedgerBuilder, tmp_path: Path) -> None:
    """A whole history of one's own is trusted by itself: the announced anchor is what it fails by."""
    forged = LedgerBuilder(tmp_path / "forged.git", contents={"README.md": b"# another\n"})
    forged.publish_item(contact("+6638000066"))
    with Repository(forged.git_dir) as repository:
        unpinned = verify(repository, anchor=None)
    assert (unpinned.trusted, unpinned.anchor_pinned, unpinned.as_json()["anchor_pinned"]) == (True, False, False)

    with pytest.raises(RepositoryUnavailableError):
        forged.verify(anchor=ledger.anchor)
    with Repository(ledger.git_dir) as repository:
        assert verify(repository, anchor=ledger.anchor).anchor_pinned


def test_an_anchor_beside_main_is_refused(ledger: LedgerBuilder) -> None:
    """Reachable from `main`, but no first parent of it."""
    side = ledger.prepare(news("hr")).approved()
    ledger.publish(side)

    with pytest.raises(LedgerError):
        ledger.verify(anchor=side.content)


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        ({"policy/rules.yaml": None}, "law_missing_document"),
        ({"evil.sh": b"rm"}, "path_not_allowed"),
        ({"policy/rules.yaml": b"a: [\n"}, "yaml_syntax"),
    ],
)
def test_an_anchor_that_holds_no_law_is_refused(tmp_path: Path, contents: dict[str, bytes | None], code: str) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git", contents=contents)

    with pytest.raises(AnchorError) as raised:
        ledger.verify()
    assert code in {finding.code for finding in raised.value.findings}


def known_up_to(ledger: LedgerBuilder, head: str) -> Callable[[], None]:
    """Somebody who has verified up to `head`, and is now shown `main`."""

    def look_again() -> None:
        with Repository(ledger.git_dir) as repository:
            history = begin(repository, ledger.anchor)
            extend(repository, history, head)
            extend(repository, history, ledger.head)

    return look_again


def test_a_longer_main_is_followed(ledger: LedgerBuilder) -> None:
    look_again = known_up_to(ledger, ledger.head)
    ledger.publish_item(contact("+6638000003"))
    look_again()


def roll_back(ledger: LedgerBuilder) -> None:
    ledger.move_main(git(ledger.git_dir, "rev-parse", "main~1"))


def rewrite(ledger: LedgerBuilder) -> None:
    """A forced push: the last publication again, otherwise."""
    ledger.move_main(git(ledger.git_dir, "rev-parse", "main~1"))
    ledger.publish_item(contact("+6638000066"))


def begin_again(ledger: LedgerBuilder) -> None:
    tree = ledger.write_tree(ledger.tree_of(ledger.head), {})
    ledger.move_main(ledger.commit(tree=tree, parents=[], by="admin", message="Begin\n"))


def foxtrot(ledger: LedgerBuilder) -> None:
    """The old head is there, and the parents are swapped."""
    main = ledger.head
    draft = ledger.prepare(news("hr"), base=git(ledger.git_dir, "rev-parse", "main~1")).approved()
    tree = ledger.write_tree(ledger.tree_of(main), news("hr"))
    ledger.move_main(ledger.commit(tree=tree, parents=[draft.tip, main], by="hr-preparer", message="Publish\n"))


def push_into_the_past(ledger: LedgerBuilder) -> None:
    """A merge of the known head into a line that left `main` long before."""
    main = ledger.head
    ledger.move_main(git(ledger.git_dir, "rev-parse", "main~2"))
    ledger.publish_item(news("hr"))
    ledger.move_main(
        ledger.commit(tree=ledger.write_tree(ledger.tree_of(main), {}), parents=[ledger.head, main],
                      by="hr-preparer", message="Publish\n")
    )  # fmt: skip


REWRITES = [roll_back, rewrite, begin_again, foxtrot, push_into_the_past]


@pytest.mark.parametrize("move", REWRITES, ids=[move.__name__.replace("_", " ") for move in REWRITES])
def test_a_head_that_does_not_extend_the_known_one_is_refused(
    ledger: LedgerBuilder, move: Callable[[LedgerBuilder], None]
) -> None:
    known = ledger.head
    look_again = known_up_to(ledger, known)
    move(ledger)

    with pytest.raises(ForkedError) as raised:
        look_again()
    finding = raised.value.finding
    assert (finding.code, finding.expected, finding.found) == ("history_rewritten", known, ledger.head)


@pytest.mark.parametrize("move", [foxtrot, push_into_the_past])
def test_a_swap_of_parents_shows_even_to_a_newcomer(
    ledger: LedgerBuilder, move: Callable[[LedgerBuilder], None]
) -> None:
    """The history that was pushed aside is there to be seen, and fails the run."""
    move(ledger)
    found = ledger.verify()

    assert "history_rewritten" in {code for row in codes(found) for code in row}
    assert not found.trusted


def test_a_swap_of_parents_is_not_mended_by_a_restoration(ledger: LedgerBuilder) -> None:
    push_into_the_past(ledger)
    ledger.restore(git(ledger.git_dir, "rev-parse", "main~1"))
    found = ledger.verify()

    assert found.history.is_trusted
    assert not found.trusted


def test_side_history_that_ends_in_nonsense_is_only_rejected(ledger: LedgerBuilder) -> None:
    nothing = ledger.objects.raw("commit", b"nothing\n")
    draft = ledger.prepare(manual("ฉบับใหม่"))
    content = ledger.commit(tree=draft.tree, parents=[nothing], by=PREPARER, message="Prepare\n")
    ledger.publish(draft, tips=[content])

    assert codes(ledger.verify()) == (("commit_grammar",),)
    assert MANUAL in ledger.verify().history.entries


def test_an_empty_repository_is_no_ledger(tmp_path: Path) -> None:
    init_bare(tmp_path / "empty.git")

    with Repository(tmp_path / "empty.git") as repository, pytest.raises(RepositoryUnavailableError):
        verify(repository, anchor=None)
    with pytest.raises(RepositoryUnavailableError):
        Repository(tmp_path)
