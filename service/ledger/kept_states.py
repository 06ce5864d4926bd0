"""A trusted state in a file, for whoever goes on from it; it can always be thrown away, and is made again.

It names what it was made from and the very code that made it, so that another release judges anew; and what is read
makes values of the trusted state and nothing else: no file makes us run a program.
"""

import hashlib
import io
import os
import pickle
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any, Final

import repo_schema

__all__ = ["dumps", "load", "loads", "save", "write_whole"]

_TITLE: Final = b"prongsai state\n"
_CHECK_BYTES: Final = 4
_OTHER_TYPES: Final = frozenset(
    {("builtins", "set"), ("builtins", "frozenset"), ("collections", "defaultdict"), ("datetime", "date")}
)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if module.startswith("repo_schema.") or (module, name) in _OTHER_TYPES:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def load(file: Path, made_from: str) -> Any:
    """What `save` wrote there of the same `made_from`, with this code; None where there is none."""
    try:
        with file.open("rb") as stream:
            mark = _mark(made_from)
            if stream.read(len(mark)) != mark:
                return None
            check, data = stream.read(_CHECK_BYTES), stream.read()
        return loads(data) if check == _check(data) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None


def save(file: Path, made_from: str, value: object) -> None:
    """Raises `OSError`."""
    data = dumps(value)
    write_whole(file, b"".join((_mark(made_from), _check(data), data)))


def loads(data: bytes) -> Any:
    """The value that `dumps` made these bytes of; raises whatever is wrong with others."""
    return _Reader(io.BytesIO(data)).load()


def dumps(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


def _check(data: bytes) -> bytes:
    """Tells of a disk that rots: what is read lazily must not turn out unreadable later."""
    return zlib.crc32(data).to_bytes(_CHECK_BYTES)


def _mark(made_from: str) -> bytes:
    return _TITLE + hashlib.sha256(_code() + made_from.encode()).digest()


@cache
def _code() -> bytes:
    """What judges, as it lies on this disk: a program or a schema that changed changes this."""
    digest = hashlib.sha256()
    for place in (Path(next(iter(repo_schema.__path__))), Path(__file__).parent):
        for folder, _, names in sorted(os.walk(place)):
            for name in sorted(names):
                if name.endswith((".py", ".json")):
                    seen = Path(folder, name).stat()
                    digest.update(f"{folder}/{name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.digest()


def write_whole(target: Path, data: bytes) -> None:
    """Whole or not at all, also when killed."""
    target.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o664)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
