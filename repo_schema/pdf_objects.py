"""Objects that a PDF keeps compressed (object streams: ISO 32000-1, 7.5.7): what hides there, no search finds.

A stream is taken for one when anything since the stream before it says so: its type, or its two counts. It is unpacked
up to a bound; one that is packed in a way nobody needs for this is not looked into, and said to be so.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

__all__ = ["UNPACKED_AT_MOST", "OpaqueError", "packed_objects", "unescape"]

UNPACKED_AT_MOST: Final = 64 << 20
"""Bytes, of all object streams together."""
_BEGIN: Final = re.compile(rb">>(?:[\s\x00]|%[^\r\n]*[\r\n])*stream(?:\r\n|\n|\r)?")
_SPACE: Final = rb"[\s\x00]*"
_FIRST: Final = re.compile(rb"/First" + _SPACE + rb"[0-9]+(?![0-9]|[\s\x00]+[0-9]+[\s\x00]+R)")
_NUMBER: Final = re.compile(rb"/N" + _SPACE + rb"[0-9]+(?![0-9]|[\s\x00]+[0-9]+[\s\x00]+R)")
_FILTER: Final = re.compile(rb"/Filter" + _SPACE + rb"(?:\[" + _SPACE + rb")?((?:/[A-Za-z0-9]+" + _SPACE + rb")*)")
_FLATE: Final = frozenset({b"/FlateDecode", b"/Fl"})
_PREDICTED: Final = re.compile(rb"/Predictor" + _SPACE + rb"(?:[2-9]|1[0-9])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_CHUNK: Final = 1 << 16


class OpaqueError(Exception):
    """There are compressed objects that cannot be looked into: how they are packed."""


def unescape(data: bytes) -> bytes:
    """Names as they are meant: `/#4aavaScript` is `/JavaScript`."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)


def packed_objects(stream: BinaryIO) -> Iterator[bytes]:
    """The text of every object stream; raises `OpaqueError`."""
    data = _whole(stream)
    left, before = UNPACKED_AT_MOST, 0
    for match in _BEGIN.finditer(data):
        about, before = unescape(data[before : match.start()]), match.end()
        if b"/ObjStm" not in about and not (_FIRST.search(about) and _NUMBER.search(about)):
            continue
        filters = [name for found in _FILTER.findall(about) for name in re.findall(rb"/[A-Za-z0-9]+", found)]
        if b"/Filter" not in about:
            continue  # its text stands in the file as it is
        if not filters or not _FLATE.issuperset(filters) or len(filters) > 1 or _PREDICTED.search(about):
            raise OpaqueError(b" ".join(filters).decode("ascii", "replace")[:60])
        text = _unpack(data, match.end(), left)
        left -= len(text)
        if left <= 0:
            raise OpaqueError(f"> {UNPACKED_AT_MOST} bytes")
        yield text


def _whole(stream: BinaryIO) -> bytes | mmap.mmap:
    stream.seek(0)
    try:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # no file of this system, or an empty one
        return stream.read()


def _unpack(data: bytes | mmap.mmap, begin: int, most: int) -> bytes:
    """As far as it goes: readers take what comes before damage, too."""
    unpacker, text = zlib.decompressobj(), bytearray()
    with suppress(zlib.error):
        while not unpacker.eof and len(text) < most:
            chunk = unpacker.unconsumed_tail
            if not chunk:
                chunk = data[begin : begin + _CHUNK]
                begin += len(chunk)
            if not chunk:
                break
            text += unpacker.decompress(chunk, most - len(text))
    return bytes(text)
