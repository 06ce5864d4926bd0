"""Tells systemd how the service stands (sd_notify(3)); where nobody listens, nothing happens."""

import os
import socket
from contextlib import suppress

__all__ = ["notify"]


def notify(state: str) -> None:
    """`READY=1` and the like."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
