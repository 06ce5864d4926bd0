"""What stands beside `main`: chains of signed commits over the empty tree, whose messages say all there is to say."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from repo_schema.commits import CommitGrammarError, parse_commit
from repo_schema.history import SignedCommit
from repo_schema.keys import SignatureError
from service.ledger.repository import GitRunner, Repository, UnfitObjectError
from service.ledger.signatures import verify_commit

__all__ = ["EMPTY_TREE", "read_link", "write_link"]

EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def read_link(repository: Repository, oid: str) -> SignedCommit | None:
    """The commit, if it is signed, holds nothing, and stands after one other at most."""
    with suppress(CommitGrammarError, SignatureError, UnfitObjectError):
        signed = verify_commit(parse_commit(oid, repository.read_commit(oid)))
        if signed.commit.tree == EMPTY_TREE and len(signed.commit.parents) <= 1:
            return signed
    return None


def write_link(git_dir: Path, last: str | None, message: str, *, name: str, email: str, key: Path, at: int) -> str:
    """One more commit after `last`, signed with the private key file `key`; no ref is moved.

    `at`: Unix seconds. Raises `GitCommandError` where the key cannot sign.
    """
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", name), ("EMAIL", email), ("DATE", f"{at} +0700"))
    }
    runner = GitRunner(
        options=[f"--git-dir={git_dir}", "-c", "gpg.format=ssh", "-c", f"user.signingkey={key.absolute()}"],
        environment={"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"},
    )
    runner.run("hash-object", "-w", "-t", "tree", "--stdin")
    parents = ("-p", last) if last else ()
    return runner.text("commit-tree", EMPTY_TREE, *parents, "-S", stdin=message.encode(), environment=identity)
