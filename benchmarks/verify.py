"""What verifying everything costs, beside stock git's check of the signatures alone and beside its unavoidable parts.

    python benchmarks/verify.py [CHANGES] [ROUNDS]

Whole processes over one repository (`generate.py`), in turn, in one run; CPU is user + system of the process and its
children, memory the process's own peak. Ours checks form, signatures, policy, manifests, schemas and references; git
checks signatures only, and is left out above 1,000 changes; `bare.py` proves nothing.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.generate import build  # noqa: E402 - the path comes first
from benchmarks.measuring import ENVIRONMENT, cost_of, in_turn, print_table  # noqa: E402

GIT_AT_MOST = 1000


def main(changes: int = 1000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, signers = str(Path(folder) / "origin.git"), Path(folder) / "allowed_signers"
        anchor = build(Path(path), changes)
        ours = [sys.executable, "-m", "cli", "verify", "--repo", path, "--anchor", anchor]
        with_signers = [*ours, "--allowed-signers", str(signers)]
        subprocess.run(with_signers, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        commands = {
            "prongsai verify --no-cache": [*ours, "--no-cache"],
            "prongsai verify, again": ours,
            "unavoidable parts": [sys.executable, "benchmarks/bare.py", path],
        }
        found = in_turn(commands, rounds)
        if changes <= GIT_AT_MOST:
            trust = f"gpg.ssh.allowedSignersFile={signers}"
            by_git = ["git", "-c", trust, "-C", path, "log", "--show-signature", "main"]
            found["git log --show-signature, once"] = [cost_of(by_git)]
    print(f"{changes} changes, {rounds} rounds, {os.cpu_count()} cores")
    print_table(found, "unavoidable parts")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
