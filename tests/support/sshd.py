"""A real sshd on loopback, and the SSH command with which a person reaches it."""

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.keys import KeyPair

SSHD = shutil.which("sshd") or shutil.which("/usr/sbin/sshd")


@dataclass(frozen=True, slots=True)
class Host:
    address: str
    """`ssh://…`, to be followed by a path."""
    command: str
    """For `GIT_SSH_COMMAND`."""

    @property
    def environment(self) -> dict[str, str]:
        return {"GIT_SSH_COMMAND": self.command}


@contextmanager
def sshd(folder: Path, *, path: str = "", **settings: str) -> Iterator[Host]:
    """`path`: where the other side finds its commands; our own `git-lfs-transfer` is there where nothing is said."""
    host, person = (KeyPair.ed25519(name).write(folder / "ssh" / name) for name in ("host", "person"))
    allowed = folder / "ssh/authorized_keys"
    allowed.write_bytes(person.with_name("person.pub").read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    options = {
        "HostKey": host,
        "AuthorizedKeysFile": allowed,
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "StrictModes": "no",
        "UsePAM": "no",
        "PidFile": "none",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "yes",
        "SetEnv": f"PATH={path or Path(sys.executable).parent}:/usr/bin:/bin",
    } | settings
    words = [str(SSHD), "-D", "-e", "-f", "/dev/null"]
    words += [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen(words, stderr=log)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        client = f"ssh -F /dev/null -i {shlex.quote(str(person))} -o StrictHostKeyChecking=no"
        client += " -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR"
        yield Host(f"ssh://{getpass.getuser()}@127.0.0.1:{port}", client)
    finally:
        process.terminate()
        process.wait()
