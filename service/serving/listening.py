"""Where the service is to be had: the socket that every process shares, and its address, said to whoever started it."""

import socket
import sys
from collections.abc import Iterable
from typing import Final

from service.ledger.errors import LedgerError

__all__ = ["GOODBYE_SECONDS", "bind", "say_addresses"]

GOODBYE_SECONDS: Final = 10
"""For requests under way, once a process was told to stop."""
_QUEUE: Final = 2048


def bind(host: str, port: int) -> socket.socket:
    """Raises `LedgerError` where that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_QUEUE)
    except OSError as error:
        listening.close()
        raise LedgerError(
            th=f"เปิดรับที่ {host} พอร์ต {port} ไม่ได้: {error.strerror}",
            en=f"cannot listen at {host} port {port}: {error.strerror}",
            hint_th="อาจมีบริการอื่นใช้อยู่ เลือกพอร์ตอื่นด้วย --port",
            hint_en="another service may be there already; choose another with --port",
        ) from error
    return listening


def say_addresses(sockets: Iterable[socket.socket]) -> None:
    for listening in sockets:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"http://{shown}:{port}/\n")
    sys.stdout.flush()
