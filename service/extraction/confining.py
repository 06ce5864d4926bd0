"""A process for one stranger's file: started with nothing but that file's path, and bounded by the system."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from service.extraction.limits import Limits

__all__ = ["confine", "read_limits", "run_confined"]

_ROOT: Final = Path(__file__).parents[2]
_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_COUNTS_THE_PROCESSOR: Final = importlib.util.find_spec("resource") is not None
_PATIENCE_ELSEWHERE: Final = 4
"""Where the system counts no processor time, the clock is all there is."""
_GRACE: Final = 2
"""Seconds."""


@contextmanager
def run_confined(module: str, *words: str, limits: Limits) -> Iterator[tuple[IO[bytes], str]]:
    """What `python -m MODULE LIMITS WORDS` wrote, and why it did not come to its end ("": it did).

    Its time is that of the processor, so that a busy machine does what an idle one does; the clock ends only what does
    nothing. Raises `OSError` when no process can be started.
    """
    python = [sys.executable, "-P", "-u"]  # no module of the folder one stands in; what was written is kept at once
    numbers = {name: getattr(limits, name) for name in Limits.__slots__}
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*python, "-m", module, json.dumps(numbers), *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        try:
            process.wait(timeout=limits.seconds * (limits.patience if _COUNTS_THE_PROCESSOR else _PATIENCE_ELSEWHERE))
            why = "" if process.returncode == 0 else "หยุดกลางคัน / stopped half way"
        except subprocess.TimeoutExpired:
            why = "ใช้เวลานานเกินไป / took too long"
        finally:
            process.kill()
            process.wait()
        output.seek(0)
        yield output, why


def read_limits(text: str) -> Limits:
    """As `run_confined` hands them over."""
    return Limits(**json.loads(text))


def confine(limits: Limits) -> None:
    """In the process itself, before anything of the file is touched; where systems have no such limits, nothing."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    signal.signal(signal.SIGXCPU, _stop)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + _GRACE))


def _stop(*_: object) -> None:
    """Time to say so; a library that does not come back is ended by the system."""
    raise TimeoutError
