"""The guard over real SSH: a real sshd on loopback, real keys, plain git."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.guarded import Guarded, git
from tests.support.keys import KeyPair
from tests.support.ledger import LedgerBuilder, contact

SSHD = shutil.which("sshd") or shutil.which("/usr/sbin/sshd")
pytestmark = pytest.mark.skipif(SSHD is None, reason="sshd is not installed")


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The host to push to, and git's command for it."""
    host, person = (KeyPair.ed25519(name).write(tmp_path / "ssh" / name) for name in ("host", "person"))
    allowed = tmp_path / "ssh/authorized_keys"
    allowed.write_bytes(person.with_name("person.pub").read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = [
        f"HostKey={host}",
        f"AuthorizedKeysFile={allowed}",
        f"Port={port}",
        "ListenAddress=127.0.0.1",
        "StrictModes=no",
        "UsePAM=no",
        "PidFile=none",
        "PasswordAuthentication=no",
        "PermitRootLogin=yes",
    ]
    command = [str(SSHD), "-D", "-e", "-f", "/dev/null", *(part for option in options for part in ("-o", option))]
    with (tmp_path / "sshd.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        client = f"ssh -F /dev/null -i {person} -p {port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
        yield f"ssh://{getpass.getuser()}@127.0.0.1", f"{client} -o IdentitiesOnly=yes -o BatchMode=yes"
    finally:
        process.terminate()
        process.wait()


def test_over_ssh_the_good_lands_and_the_bad_does_not(tmp_path: Path, ssh: tuple[str, str]) -> None:
    host, client = ssh
    ledger = LedgerBuilder(tmp_path / "own.git")
    guarded = Guarded(ledger, tmp_path / "origin.git")
    good = ledger.publish_item(contact())
    remote, environment = f"{host}{guarded.path}", {"GIT_SSH_COMMAND": client}

    first = git(ledger.git_dir, "push", remote, "main", environment=environment)
    ledger.land(contact("+6638000009"))
    second = git(ledger.git_dir, "push", remote, "main", environment=environment)

    assert first.returncode == 0, first.stderr
    assert second.returncode != 0
    assert "remote: ✗ [restoration_differs]" in second.stderr
    assert "remote: คลังกลางไม่รับ" in second.stderr
    assert guarded.main == good
