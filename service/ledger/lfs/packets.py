"""Git's packet lines (gitprotocol-common), with the two marks that end a part or a message."""

from enum import Enum
from typing import BinaryIO, Final, TypeAlias

__all__ = ["LARGEST", "LINES_AT_MOST", "Mark", "Packet", "PacketError", "read_lines", "read_packet", "write_message"]

LARGEST: Final = 65_516
"""Bytes that one packet carries."""
LINES_AT_MOST: Final = 1_000
"""In one part of a message."""
_HEAD: Final = 4


class Mark(Enum):
    FLUSH = 0
    DELIM = 1


Packet: TypeAlias = bytes | Mark


class PacketError(Exception):
    """The other side went away, or does not speak in packets."""


def read_packet(stream: BinaryIO) -> Packet:
    """The next packet; raises `PacketError`."""
    try:
        length = int(_read(stream, _HEAD), 16)
    except ValueError as error:
        raise PacketError("not a packet") from error
    if length in {mark.value for mark in Mark}:
        return Mark(length)
    if not _HEAD <= length <= LARGEST + _HEAD:
        raise PacketError(f"a packet of {length} bytes")
    return _read(stream, length - _HEAD)


def read_lines(stream: BinaryIO) -> tuple[list[str], Mark]:
    """Lines of text up to the next mark, and which it is; raises `PacketError`."""
    lines: list[str] = []
    while not isinstance(packet := read_packet(stream), Mark):
        if len(lines) == LINES_AT_MOST:
            raise PacketError(f"more than {LINES_AT_MOST} lines")
        lines.append(packet.decode(errors="replace").removesuffix("\n"))
    return lines, packet


def write_message(stream: BinaryIO, *parts: str | bytes | Mark) -> None:
    """Lines, data and marks, at once; raises `PacketError` when nobody listens any more."""
    try:
        for part in parts:
            match part:
                case Mark():
                    stream.write(f"{part.value:04x}".encode())
                case str():
                    _write(stream, f"{part}\n".encode())
                case bytes():
                    for begin in range(0, len(part), LARGEST):
                        _write(stream, part[begin : begin + LARGEST])
        stream.flush()
    except (BrokenPipeError, ConnectionError) as error:
        raise PacketError("the other side went away") from error


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(f"{len(data) + _HEAD:04x}".encode() + data)


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise PacketError("the other side went away")
    return data
