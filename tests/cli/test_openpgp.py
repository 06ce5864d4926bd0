"""People who sign with OpenPGP: the whole way with real gpg, from the key's listing to what stock git says of it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.guard.installing import install
from tests.stories.test_independent_check import check
from tests.support.ledger import CONTACT, contact, manual
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Office, git, run_here
from tests.support.openpgp import Gnupg, gnupg, needs_gpg

pytestmark = needs_gpg
CONTACT_ID = "contact/office-of-palad/main"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gnupg]:
    """One keyring for everybody here; in a short path, since gpg's agent listens on a socket in it."""
    with tempfile.TemporaryDirectory(prefix="g-") as folder, gnupg(Path(folder) / "g") as found:
        monkeypatch.setenv("GNUPGHOME", str(found.home))
        yield found


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def use(office: Office, person: str, key: str) -> None:
    git(office.desk(person), "config", "gpg.format", "openpgp")
    git(office.desk(person), "config", "user.signingkey", key)


def list_key(office: Office, person: str, keys: Gnupg, key: str, *words: str) -> None:
    """The certificate, as people send it around, is listed for `person`, under everybody's approval."""
    file = office.folder / f"{key}.asc"
    file.write_bytes(keys.run("--armor", "--export", key))
    done = office.cli(ADMIN, "person", "key-add", person, "--key", file, *words)
    assert done.code == 0, done.text
    office.approve(done.json["id"], CHIEF)
    assert office.cli(ADMIN, "publish", done.json["id"]).code == 0


def listed(office: Office, person: str) -> list[str]:
    people = office.published("policy/people.yaml")["people"]
    return [row["key"] for row in next(row for row in people if row["id"] == person)["keys"]]


def stock_git(office: Office, tmp_path: Path) -> dict[str, str]:
    """What git and gpg, given what `verify` writes, say of every commit after the anchor: `G` and who."""
    signers, home = tmp_path / "signers", tmp_path / "home"
    commits = git(office.origin, "rev-list", f"{office.anchor}..main").split()
    words = ("--anchor", office.anchor, "--allowed-signers", signers, "--gnupg-home", home, "--repo", office.origin)
    assert run_here(["verify", *words]).code == 0
    told = {}
    for commit in commits:
        ask = ["git", "-C", str(office.origin), "-c", f"gpg.ssh.allowedSignersFile={signers}"]
        environment = os.environ | {"GNUPGHOME": str(home)}
        subprocess.run([*ask, "verify-commit", commit], env=environment, check=True, capture_output=True)
        shown = subprocess.run(
            [*ask, "log", "-1", "--format=%G? %GS", commit], env=environment, check=True, capture_output=True, text=True
        )
        told[commit] = shown.stdout.strip()
    return told


def test_from_the_listing_to_what_stock_git_says(office: Office, keys: Gnupg, tmp_path: Path) -> None:
    """A clerk prepares and publishes with a subkey that signs; a head approves with a primary key."""
    clerk = keys.make("kanya", usage="cert")
    keys.run("--quick-add-key", clerk, "ed25519", "sign", "0")
    keys.run("--quick-add-key", clerk, "cv25519", "encr", "0")
    head = keys.make("somchai", "nistp256", "cert,sign")
    list_key(office, CLERK, keys, clerk)
    list_key(office, HEAD, keys, head)
    use(office, CLERK, clerk)
    use(office, HEAD, head)
    assert all(listed(office, person)[1].startswith("openpgp ") for person in (CLERK, HEAD))
    assert [office.cli(person, "doctor").json["findings"] for person in (CLERK, HEAD)] == [[], []]

    item_id = office.submit(CLERK, contact("+6638000002"))
    office.approve(item_id, HEAD)
    published = office.cli(CLERK, "publish", item_id)
    office.publish_item(manual(), approvers=(HEAD, CHIEF))

    assert published.code == 0, published.text
    assert office.verify()["trusted"] is True
    told = stock_git(office, tmp_path)
    assert {told[office.main], told[git(office.origin, "rev-parse", "main^2")]} == {f"G {CLERK}", f"G {CHIEF}"}
    assert f"G {HEAD}" in told.values()
    assert check(office.origin, office.anchor) == (0, f"nothing found in 4 steps after {office.anchor}\n")


@pytest.mark.long
def test_the_guard_takes_it_and_refuses_a_key_nobody_listed(office: Office, keys: Gnupg) -> None:
    install(office.origin, anchor=office.anchor)
    mine = keys.make("kanya")
    list_key(office, CLERK, keys, mine)
    use(office, CLERK, mine)
    office.submit(CLERK, contact("+6638000002"))
    branch = f"submissions/{CONTACT_ID}"
    assert office.submissions() == [CONTACT_ID]

    desk = office.desk(CLERK)
    git(desk, "config", "user.signingkey", keys.make("stranger"))
    tip = git(office.origin, "rev-parse", f"{branch}^{{tree}}")
    forged = git(desk, "-c", "user.name=kanya", "-c", "user.email=k@x", "commit-tree", "-S", "-m", "x",
                 "-p", "origin/main", tip)  # fmt: skip
    command = ["git", "-C", str(desk), "push", "--force", "origin", f"{forged}:refs/heads/{branch}"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)

    assert refused.returncode != 0
    assert "signer_unknown" in refused.stderr
    assert git(office.origin, "rev-parse", branch) != forged


@pytest.mark.long
def test_what_gpg_does_otherwise_is_told_by_the_doctor(office: Office, keys: Gnupg) -> None:
    mine = keys.make("kanya")
    use(office, CLERK, mine)
    assert office.cli(CLERK, "doctor").codes == ["doctor_key_stranger"]
    list_key(office, CLERK, keys, mine)
    assert office.cli(CLERK, "doctor").codes == []
    for setting in ("comment ของฉัน", "default-sig-expire 1y", "set-notation a@b.example=c", "digest-algo SHA1"):
        (keys.home / "gpg.conf").write_text(f"{setting}\n", encoding="utf-8")
        told = office.cli(CLERK, "doctor")
        odd = [] if setting.startswith("set-notation") else ["doctor_gpg_odd"]  # a signed remark harms nobody
        assert (setting, told.codes) == (setting, odd)
    (keys.home / "gpg.conf").unlink()

    git(office.desk(CLERK), "config", "gpg.openpgp.program", "false")
    office.write_all(CLERK, contact("+6638000002"))
    assert office.cli(CLERK, "doctor").codes == ["doctor_gpg_mute"]
    assert office.cli(CLERK, "submit").codes == ["key_not_configured"]
    git(office.desk(CLERK), "config", "gpg.openpgp.program", "not-there")
    assert office.cli(CLERK, "submit").codes == ["key_not_configured"]


@pytest.mark.long
def test_a_subkey_s_power_is_not_its_certificate_s(office: Office, keys: Gnupg) -> None:
    """What is listed is one key. Another of the same certificate is a stranger's, until it is listed too."""
    mine = keys.make("kanya", usage="sign")
    list_key(office, CLERK, keys, mine)
    use(office, CLERK, mine)
    office.submit(CLERK, contact("+6638000002"))
    keys.run("--quick-add-key", mine, "ed25519", "sign", "0")  # gpg signs with it from now on

    refused = office.cli(CLERK, "submit", *contact("+6638000002"))
    told = office.cli(CLERK, "doctor")

    assert refused.codes == ["key_unknown_to_policy"]
    assert told.codes == ["doctor_key_stranger"]
    use(office, CLERK, f"{mine}!")
    assert office.cli(CLERK, "doctor").codes == []


def test_a_private_key_is_never_taken(office: Office, keys: Gnupg) -> None:
    file = office.folder / "private.gpg"
    file.write_bytes(keys.run("--export-secret-keys", keys.make("kanya")))

    refused = office.cli(ADMIN, "person", "key-add", CLERK, "--key", file)

    assert refused.codes == ["key_unreadable"]
    assert CONTACT not in refused.text
