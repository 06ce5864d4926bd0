"""What the object builder writes is a real repository to stock git."""

import os
import subprocess
import zlib
from pathlib import Path

import pytest

from repo_schema.commits import CommitGrammarError, Ident, parse_commit, parse_links
from repo_schema.keys import canonical_key
from service.ledger.errors import ObjectDamagedError, ObjectMissingError
from service.ledger.repository import Repository, UnfitObjectError
from service.ledger.signatures import verify_commit, write_allowed_signers
from tests.support.keys import KeyPair
from tests.support.objects import ObjectStore, init_bare, render_commit, sign_commit

SOMCHAI = Ident("somchai", "hr@banbueng.example", 1_759_280_400, "+0700")


def git(git_dir: Path, *arguments: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(git_dir), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    command = ["git", "--git-dir", str(git_dir), *arguments]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise AssertionError(f"git {arguments}: {run.returncode}\n{run.stdout}{run.stderr}")
    return run.stdout


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return init_bare(tmp_path / "origin.git")


def build_history(store: ObjectStore, key: KeyPair) -> list[str]:
    """Three signed commits: a root, a change on a side branch and its merge."""
    entry = ("100644", store.blob("ประกาศ\n".encode()))
    before = store.tree({"a/b/c.yaml": entry, "a.b": entry, "a-b/x": entry, "a0": entry})
    after = store.tree({"a/b/c.yaml": entry, "a/b/ค.yaml": entry, "a.b": entry, "a0": entry})
    root = store.commit(before, (), SOMCHAI, SOMCHAI, "เริ่มต้น\n", key)
    change = store.commit(after, (root,), SOMCHAI, SOMCHAI, "แก้ไข\n", key)
    merge = store.commit(after, (root, change), SOMCHAI, SOMCHAI, "เผยแพร่\n", key)
    store.set_ref("refs/heads/main", merge)
    return [root, change, merge]


@pytest.mark.parametrize(
    "key", [KeyPair.ed25519(), KeyPair.ecdsa(384), KeyPair.rsa()], ids=["ed25519", "ecdsa", "rsa"]
)
def test_git_checks_reads_and_verifies_what_was_built(store: ObjectStore, tmp_path: Path, key: KeyPair) -> None:
    commits = build_history(store, key)
    allowed = tmp_path / "allowed"
    allowed.write_text(write_allowed_signers([("somchai", key.public_line)]))
    trust = ("-c", f"gpg.ssh.allowedSignersFile={allowed}")

    git(store.git_dir, "fsck", "--strict", "--no-dangling")
    assert git(store.git_dir, "log", "--topo-order", "--reverse", "--format=%H", "main").split() == commits
    git(store.git_dir, *trust, "verify-commit", *commits)
    for commit in commits:
        raw = subprocess.check_output(["git", "--git-dir", store.git_dir, "cat-file", "commit", commit])
        assert verify_commit(parse_commit(commit, raw)).key == canonical_key(key.public_line)


def test_paths_come_back_as_they_went_in(store: ObjectStore) -> None:
    *_, merge = build_history(store, KeyPair.ed25519())
    listed = git(store.git_dir, "ls-tree", "-r", "-z", "--name-only", merge).rstrip("\0").split("\0")
    assert listed == ["a.b", "a/b/c.yaml", "a/b/ค.yaml", "a0"]


def test_git_refuses_a_signature_carried_over_from_another_commit(store: ObjectStore, tmp_path: Path) -> None:
    """Here git and `verify_commit` are asked the same and say the same: no."""
    key = KeyPair.ed25519()
    tree = store.tree({"a": ("100644", store.blob(b""))})
    one, two = (render_commit(tree, (), SOMCHAI, SOMCHAI, message) for message in ("one\n", "two\n"))
    oid = store.raw("commit", sign_commit(two, key.sign(one)))
    allowed = tmp_path / "allowed"
    allowed.write_text(write_allowed_signers([("somchai", key.public_line)]))
    with pytest.raises(AssertionError, match="verify-commit"):
        git(store.git_dir, "-c", f"gpg.ssh.allowedSignersFile={allowed}", "verify-commit", oid)


@pytest.mark.parametrize("paths", [("a", "a/b"), ("", "a"), ("/a",), ("a/",), ("a//b",)])
def test_a_tree_that_cannot_be_is_refused(store: ObjectStore, paths: tuple[str, ...]) -> None:
    entry = ("100644", store.blob(b""))
    with pytest.raises(ValueError, match="no such tree"):
        store.tree(dict.fromkeys(paths, entry))


def test_extra_headers_reach_the_object(store: ObjectStore) -> None:
    tree = store.tree({})
    oid = store.commit(tree, (), SOMCHAI, SOMCHAI, "m\n", KeyPair.ed25519(), [("encoding", "UTF-8")])
    assert "\nencoding UTF-8\ngpgsig -----BEGIN" in git(store.git_dir, "cat-file", "commit", oid)


PARENT = b"2" * 40
HOSTILE = {
    "upper case": b"tree %(tree)s\nparent " + b"A" * 40 + b"\nauthor a <b> 0 +0000\ncommitter a <b> 0 +0000\n\nm\n",
    "a parent after the author": b"tree %(tree)s\nauthor a <b> 0 +0000\nparent " + PARENT + b"\n\nm\n",
    "an encoding": b"tree %(tree)s\nauthor a <b> 0 +0000\ncommitter a <b> 0 +0000\nencoding TIS-620\n\n\xa1\n",
    "no idents": b"tree %(tree)s\nparent " + PARENT + b"\n\nm\n",
    "a NUL": b"tree %(tree)s\nparent " + PARENT + b"\nauthor \0 <b> 0 +0000\n\nm\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_git_and_the_lenient_parser_walk_a_hostile_commit_alike(store: ObjectStore, raw: bytes) -> None:
    raw %= {b"tree": store.tree({}).encode()}
    oid = store.raw("commit", raw)
    tree, *parents = git(store.git_dir, "log", "--no-walk", "--format=%T %P", oid).split()
    assert parse_links(raw) == (tree, tuple(parents))
    with pytest.raises(CommitGrammarError):
        parse_commit(oid, raw)


def test_what_was_asked_for_ahead_is_what_would_be_read(store: ObjectStore) -> None:
    """Hundreds at once, large and missing ones among them: each reader gets, or is told, the same as without."""
    small = [store.blob(b"%d" % number) for number in range(300)]
    large = store.blob(b"x" * 200_000)
    missing = "0" * 39 + "1"
    with Repository(store.git_dir) as repository:
        repository.prefetch([*small, missing, large])

        assert [repository.read_blob(oid) for oid in small] == [b"%d" % number for number in range(300)]
        assert repository.read_blob(large) == b"x" * 200_000
        with pytest.raises(ObjectMissingError):
            repository.read_blob(missing)
        with pytest.raises(UnfitObjectError):
            repository.read_tree(small[0])


@pytest.mark.parametrize("stored", [zlib.compress(b"blob 1\0y"), b"", b"\0\1"], ids=["other bytes", "empty", "no zlib"])
def test_a_damaged_object_asked_for_ahead_is_told_of_by_its_reader_alone(store: ObjectStore, stored: bytes) -> None:
    """Also where git dies of it, with answers to others still owed."""
    before, bad, after = (store.blob(data) for data in (b"before", b"x", b"after"))
    (store.git_dir / "objects" / bad[:2] / bad[2:]).write_bytes(stored)
    with Repository(store.git_dir) as repository:
        repository.prefetch([before, bad, after])

        assert (repository.read_blob(before), repository.read_blob(after)) == (b"before", b"after")
        with pytest.raises((ObjectDamagedError, ObjectMissingError)):
            repository.read_blob(bad)
