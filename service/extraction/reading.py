"""The caller's side: start the reader, wait no longer than it may take, believe nothing but text."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Final, get_args

from repo_schema.passages import Passage, Reading, Remark, RemarkCode
from service.extraction.limits import LIMITS, Limits

__all__ = ["read_file"]

_ROOT: Final = Path(__file__).parents[2]
_CODES: Final = frozenset(get_args(RemarkCode))
_COUNTS_THE_PROCESSOR: Final = importlib.util.find_spec("resource") is not None
_PATIENCE_ELSEWHERE: Final = 4
"""Where the system counts no processor time, the clock is all there is."""
_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


def read_file(path: Path, media_type: str, *, limits: Limits = LIMITS) -> Reading:
    """Everything that can be read of the file at `path`, which is said to be of `media_type`.

    Never raises for what is in the file, and holds no more in memory than `limits.output_bytes` allow. Its time is that
    of the processor, so that a busy machine finds what an idle one finds; the clock ends only what does nothing. What
    was not read is a remark `not_read_whole`. Raises `OSError` when there is no such file or no process can be started.
    """
    path.stat()
    python = [sys.executable, "-P", "-u"]  # no module of the folder one stands in; what was read is kept at once
    words = [*python, "-m", "service.extraction", json.dumps(_as_numbers(limits)), media_type, str(path)]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, env=environment
        )
        try:
            process.wait(timeout=limits.seconds * (limits.patience if _COUNTS_THE_PROCESSOR else _PATIENCE_ELSEWHERE))
            why = "" if process.returncode == 0 else "หยุดกลางคัน / stopped half way"
        except subprocess.TimeoutExpired:
            why = "ใช้เวลานานเกินไป / took too long"
        finally:
            process.kill()
            process.wait()
        return _gather(output, why)


def _as_numbers(limits: Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


def _gather(output: IO[bytes], why: str) -> Reading:
    """What was handed back, line by line; without its last line it is not whole."""
    passages: list[Passage] = []
    remarks: list[Remark] = []
    is_whole = False
    output.seek(0)
    for line in output:
        match _parse(line):
            case [str(where), str(text)]:
                passages.append(Passage(where, text))
            case [str(code), str(where), str(found)] if code in _CODES:
                remarks.append(Remark(code, where, found))  # type: ignore[arg-type]
            case "end":
                is_whole = True
    if not is_whole or why:
        remarks.append(Remark("not_read_whole", "ทั้งไฟล์", why or "หยุดกลางคัน / stopped half way"))
    return Reading(tuple(passages), tuple(remarks))


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
