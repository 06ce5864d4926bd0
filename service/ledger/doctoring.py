"""`doctor`: what is wrong with a newcomer's git, key, clock, remote or clone. One small diagnosis for each.

It changes nothing but what a fetch changes. That a clock runs ahead cannot be told from here, and is not.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from repo_schema.calendar import BANGKOK
from repo_schema.commits import parse_commit
from repo_schema.findings import Finding
from repo_schema.keys import SignatureError
from repo_schema.law import Policy
from repo_schema.openpgp_signatures import add_to_keyring
from service.ledger.chains import EMPTY_TREE
from service.ledger.desk import REMOTE, REMOTE_MAIN, Desk, RemoteUnreachableError
from service.ledger.errors import GitCommandError, LedgerError, RefusedError
from service.ledger.receipts import read_receipts
from service.ledger.repository import GitRunner, find_git_dir, git_version
from service.ledger.signatures import verify_commit
from service.ledger.verifier import count_files
from service.ledger.workspace import Workspace, open_workspace

__all__ = ["CAUTIONS", "GIT_NEEDED", "examine"]

GIT_NEEDED: Final = (2, 34)
"""The first that signs with SSH keys as we need it (git-config(1), gpg.ssh)."""
CAUTIONS: Final = frozenset(
    {
        "doctor_unsigned_by_hand",
        "doctor_signers_unset",
        "doctor_clone_behind",
        "doctor_remote_unguarded",
        "doctor_files_missing",
    }
)
"""Worth mending, and in nobody's way."""
_LEEWAY: Final = 300
"""Seconds that two honest clocks may differ."""


@dataclass(frozen=True, slots=True)
class Clone:
    """The clone that is examined."""

    desk: Desk
    git: GitRunner

    def setting(self, name: str) -> str:
        try:
            return self.git.text("config", "--get", name)
        except GitCommandError:
            return ""

    @property
    def url(self) -> str:
        return self.setting(f"remote.{REMOTE}.url")

    @property
    def private_key(self) -> Path | None:
        """The file that git was told of, without `.pub`; None where it is a key of the agent, written out."""
        named = self.setting("user.signingkey")
        if not named or named.startswith(("key::", "ssh-", "ecdsa-", "sk-")):
            return None
        return self.desk.root / Path(named.removesuffix(".pub")).expanduser()


def examine(desk: Desk) -> tuple[Finding, ...]:
    """Everything wrong that can be told, what comes first being in the way of the rest."""
    clone = Clone(desk, GitRunner(where=desk.root))
    found = [finding for diagnose in _AT_REST for finding in diagnose(clone)]
    fetched = list(remote(clone))
    blocked = any(finding.code.startswith("doctor_clone_") for finding in found) or fetched
    return (*found, *fetched, *(() if blocked else _of_the_history(clone)))


def git_itself(_: Clone) -> Iterator[Finding]:
    version = git_version()
    if version < GIT_NEEDED:
        expected, found = (".".join(map(str, numbers)) for numbers in (GIT_NEEDED, version))
        yield Finding("doctor_git_old", expected=expected, found=found)


def settings(clone: Clone) -> Iterator[Finding]:
    if clone.setting("gpg.format") not in _SIGNING:
        yield Finding("doctor_key_unset", field="gpg.format")
    if not clone.setting("user.signingkey"):
        yield Finding("doctor_key_unset", field="user.signingkey")
    if clone.setting("commit.gpgsign").lower() != "true":
        yield Finding("doctor_unsigned_by_hand")
    signers = clone.setting("gpg.ssh.allowedSignersFile")
    if not signers or not (clone.desk.root / Path(signers).expanduser()).is_file():
        place = clone.desk.git_dir / "prongsai-signers"
        yield Finding("doctor_signers_unset", path=str(place), found=signers or None)


def key(clone: Clone) -> Iterator[Finding]:
    """The key as a file, and whether it signs: tried for good, into a folder that is thrown away."""
    sign = _SIGNING.get(clone.setting("gpg.format"))
    if sign is not None and clone.setting("user.signingkey"):
        yield from sign(clone)


def _with_ssh(clone: Clone) -> Iterator[Finding]:
    file = clone.private_key
    if file is not None and not file.exists() and not file.with_name(f"{file.name}.pub").exists():
        yield Finding("doctor_key_missing", path=str(file))
        return
    if file is not None and file.exists() and (mode := file.stat().st_mode & 0o777) & 0o077:
        yield Finding("doctor_key_open", path=str(file), found=f"{mode:o}")
        return
    try:
        _sign(clone)
    except GitCommandError as error:
        where = str(file or clone.setting("user.signingkey"))
        yield Finding("doctor_key_mute", path=where, found=_in_short(error))


def _with_openpgp(clone: Clone) -> Iterator[Finding]:
    """Beside whether it signs: whether with the key it seems to, and as it is accepted here."""
    named = clone.setting("user.signingkey")
    try:
        raw = _sign(clone)
        keyring: dict[str, str] = {}
        add_to_keyring(keyring, clone.desk.signing_key)
        verify_commit(parse_commit("0" * 40, raw), keyring)
    except GitCommandError as error:
        yield Finding("doctor_gpg_mute", path=named, found=_in_short(error))
    except RefusedError as error:
        yield from error.findings
    except SignatureError as error:
        yield Finding("doctor_gpg_odd", path=named, found=error.detail)


def _sign(clone: Clone) -> bytes:
    """The bytes of a commit, signed; raises `GitCommandError`."""
    who = {f"GIT_{role}_{part}": "doctor" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    with tempfile.TemporaryDirectory(prefix="prongsai-") as folder:
        aside = {"GIT_OBJECT_DIRECTORY": folder}
        made = clone.git.text("commit-tree", EMPTY_TREE, "-S", environment=who | aside)
        return clone.git.run("cat-file", "commit", made, environment=aside)


def _in_short(error: GitCommandError) -> str:
    return " ".join(error.stderr.split())[:300]


_SIGNING: Final = {"ssh": _with_ssh, "openpgp": _with_openpgp}
"""How git is told to sign (`gpg.format`), and what is examined then."""


def completeness(clone: Clone) -> Iterator[Finding]:
    """What keeps a clone from being verified, in the order in which it is to be mended."""
    git_dir = clone.desk.git_dir
    if (git_dir / "shallow").exists():
        yield Finding("doctor_clone_shallow")
    if partial := clone.setting(f"remote.{REMOTE}.partialclonefilter") or clone.setting(f"remote.{REMOTE}.promisor"):
        yield Finding("doctor_clone_partial", path=clone.url, found=partial)
    for code, file in (
        ("doctor_clone_grafts", git_dir / "info" / "grafts"),
        ("doctor_clone_borrows", git_dir / "objects" / "info" / "alternates"),
    ):
        if file.exists() and file.read_bytes().strip():
            yield Finding(code, path=str(file))
    if replaced := clone.git.text("for-each-ref", "--format=%(refname)", "refs/replace/").split():
        yield Finding("doctor_clone_replaced", found=str(len(replaced)))


def remote(clone: Clone) -> Iterator[Finding]:
    if not clone.url:
        yield Finding("remote_missing", found=REMOTE)
        return
    try:
        clone.desk.fetch()
    except RemoteUnreachableError as error:
        yield Finding("doctor_remote_silent", path=clone.url, found=error.en[-200:])


def _of_the_history(clone: Clone) -> Iterator[Finding]:
    try:
        with open_workspace(clone.desk, follow=False, remember=False) as workspace:
            for diagnose in _OF_A_HISTORY:
                yield from diagnose(clone, workspace)
    except LedgerError as error:
        yield Finding("doctor_untellable", path=clone.url, found=error.en)


def key_in_policy(clone: Clone, workspace: Workspace) -> Iterator[Finding]:
    try:
        mine = clone.desk.signing_key
    except RefusedError:
        return  # told already, by `key`
    policy = workspace.history.law.policy
    if policy.signer(mine, workspace.day, workspace.day) is not None:
        return
    if barred := policy.barred(mine):
        yield Finding("doctor_key_barred", expected=barred, found=mine)
        return
    known = _terms(policy, mine)
    if not known:
        yield Finding("doctor_key_stranger", found=mine)
    for person, term in known[-1:]:
        yield Finding("doctor_key_out_of_term", expected=term, found=person)


def _terms(policy: Policy, mine: str) -> list[tuple[str, str]]:
    """Whose key it is and from when to when, as often as it is listed."""
    listed = ((person.id, term) for known, person, term in policy.listed_keys() if known == mine)
    return [(person, f"{term.since} – {term.until or ''}".rstrip()) for person, term in listed]


def clock(clone: Clone, workspace: Workspace) -> Iterator[Finding]:
    """Against the newest commit, a claim, and the last receipt, a fact."""
    received = read_receipts(workspace.repository, workspace.history, ()).received or 0
    newest = max(workspace.history.at, received)
    if clone.desk.now + _LEEWAY < newest:
        expected, found = (datetime.fromtimestamp(at, tz=UTC).astimezone(BANGKOK) for at in (newest, clone.desk.now))
        yield Finding("doctor_clock_behind", expected=expected.isoformat(), found=found.isoformat())


def place(clone: Clone, _: Workspace) -> Iterator[Finding]:
    """Where local `main` stands beside the shared one."""
    try:
        own, behind = clone.git.text("rev-list", "--left-right", "--count", f"refs/heads/main...{REMOTE_MAIN}").split()
    except GitCommandError:
        return  # no local `main`: nothing in it can differ
    if own != "0":
        yield Finding("doctor_clone_diverged", found=own)
    elif behind != "0":
        yield Finding("doctor_clone_behind", found=behind)


def guard(clone: Clone, workspace: Workspace) -> Iterator[Finding]:
    """Whether a hook stands at a shared repository that can be looked into: one on a path."""
    path = clone.desk.remote_path()
    if path is not None and not (find_git_dir(path) / "hooks" / "pre-receive").is_file():
        yield Finding("doctor_remote_unguarded", path=str(path), expected=workspace.commits[0])


def attachments(clone: Clone, workspace: Workspace) -> Iterator[Finding]:
    counts, _ = count_files(workspace.repository, workspace.history)
    lacking = counts["missing"] + counts["damaged"]
    if lacking:
        yield Finding("doctor_files_missing", path=str(clone.desk.git_dir / "lfs" / "objects"), found=str(lacking))


_AT_REST: Final[tuple[Callable[[Clone], Iterator[Finding]], ...]] = (git_itself, completeness, settings, key)
_OF_A_HISTORY: Final[tuple[Callable[[Clone, Workspace], Iterator[Finding]], ...]] = (
    key_in_policy, clock, place, guard, attachments,
)  # fmt: skip
