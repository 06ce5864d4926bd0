"""Commands killed in the middle: `python -m tests.support.crash JOBS`, each in a process forked for it alone.

A job is `[n, arguments]`: run `prongsai <arguments>` and end it with SIGKILL just before its n-th git command. The
answer is one number for each job: its exit code, or -9 where it was killed.
"""

import json
import os
import signal
import sys
from itertools import count
from unittest import mock

from cli import main as command_line
from service.ledger.repository import GitRunner


def run_job(kill_at: int, arguments: list[str]) -> int:
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, sys.stdout.fileno())
        os.dup2(silent, sys.stderr.fileno())
        calls = count(1)
        whole = GitRunner.run

        def run(self: GitRunner, *words: str, **more: object) -> bytes:
            if next(calls) == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return whole(self, *words, **more)  # type: ignore[arg-type]

        with mock.patch.object(GitRunner, "run", run), mock.patch.object(sys, "argv", ["prongsai", *arguments]):
            os._exit(command_line._run())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    results = [run_job(at, arguments) for at, arguments in json.loads(sys.argv[1])]
    print(json.dumps(results))  # noqa: T201 - the answer to whoever started this
