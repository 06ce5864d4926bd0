"""The caller's side: start the reader, wait no longer than it may take, believe nothing but text."""

import json
from pathlib import Path
from typing import IO, Any, Final, get_args

from repo_schema.passages import Passage, Reading, Remark, RemarkCode
from service.extraction.confining import run_confined
from service.extraction.limits import LIMITS, Limits

__all__ = ["read_file"]

_CODES: Final = frozenset(get_args(RemarkCode))


def read_file(path: Path, media_type: str, *, limits: Limits = LIMITS) -> Reading:
    """Everything that can be read of the file at `path`, which is said to be of `media_type`.

    Never raises for what is in the file, and holds no more in memory than `limits.output_bytes` allow. Its time is that
    of the processor, so that a busy machine finds what an idle one finds; the clock ends only what does nothing. What
    was not read is a remark `not_read_whole`. Raises `OSError` when there is no such file or no process can be started.
    """
    path.stat()
    with run_confined("service.extraction", media_type, str(path), limits=limits) as (output, why):
        return _gather(output, why)


def _gather(output: IO[bytes], why: str) -> Reading:
    """What was handed back, line by line; without its last line it is not whole."""
    passages: list[Passage] = []
    remarks: list[Remark] = []
    is_whole = False
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
