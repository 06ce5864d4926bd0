"""Which key a person's git signs with, as its configuration names it: the public half of it, as policy lists keys.

Only to know who is sitting here, and to tell them early what is wrong. Who signed is told by signatures alone.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from repo_schema.findings import Finding
from repo_schema.keys import canonical_key
from repo_schema.openpgp_certificates import signing_key
from service.ledger.errors import RefusedError

__all__ = ["configured_key"]

_GPG_SECONDS: Final = 60


def configured_key(settings: Mapping[str, str], root: Path) -> str:
    """The key (canonical) that git signs with in the clone at `root`; raises `RefusedError` if none can be told.

    `settings`: git's configuration, names in lower case.
    """
    named, form = settings.get("user.signingkey", ""), settings.get("gpg.format", "")
    if form not in _READERS or not named:
        lacking = "user.signingkey" if form in _READERS else f"gpg.format {form}".rstrip()
        raise RefusedError([Finding("key_not_configured", found=lacking)])
    try:
        return _READERS[form](named, settings, root)
    except OSError as error:
        found = f"{error.filename}: {error.strerror}"
        raise RefusedError([Finding("key_not_configured", found=found)]) from error
    except (ValueError, subprocess.SubprocessError) as error:
        raise RefusedError([Finding("key_not_configured", found=f"{named}: {error}"[:200])]) from error


def _read_ssh(named: str, _: Mapping[str, str], root: Path) -> str:
    literal = named.removeprefix("key::")
    if literal != named or named.startswith(("ssh-", "ecdsa-", "sk-")):
        return canonical_key(literal)
    file = Path(named).expanduser()
    public = file if file.suffix == ".pub" else file.with_name(f"{file.name}.pub")
    return canonical_key((root / public).read_text(encoding="utf-8"))


def _read_openpgp(named: str, settings: Mapping[str, str], root: Path) -> str:
    """From the keyring of the gpg that git would call; a `!` behind the name means that key and no other."""
    program = settings.get("gpg.openpgp.program") or settings.get("gpg.program") or "gpg"
    command = [program, "--batch", "--export", "--", named]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=_GPG_SECONDS)
    if not done.stdout:
        raise ValueError(" ".join(done.stderr.decode("utf-8", "replace").split()) or "gpg knows no such key")
    exact = named.removesuffix("!").removeprefix("0x") if named.endswith("!") else None
    return signing_key(done.stdout, exact)


_READERS: Final = {"ssh": _read_ssh, "openpgp": _read_openpgp}
