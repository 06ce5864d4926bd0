"""A process that serves, seen from both sides: its parent tells it what to do, and hears when it is ready.

Both talk over one socket. The child is told once, in one line of JSON; it answers with one line. Whoever finds the
other end closed knows that the other is gone: no child outlives its parent, whatever ended that.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final

__all__ = ["Child", "Parent"]

_LONGEST: Final = 1 << 20


class Child:
    """The parent's side. `socket` turns readable when the child is ready, or gone."""

    def __init__(self, module: str, task: Mapping[str, Any], *, sockets: Iterable[int]) -> None:
        self.socket, theirs = socket.socketpair()
        with theirs:
            descriptors = (theirs.fileno(), *sockets)
            self.process = subprocess.Popen(
                [sys.executable, *(f"-W{option}" for option in sys.warnoptions), "-m", module, *map(str, descriptors)],
                pass_fds=descriptors,
                start_new_session=True,  # an interrupt at the terminal is the parent's to hear
            )
        self.is_ready = False
        self.socket.sendall(json.dumps(task).encode() + b"\n")
        self.socket.settimeout(0)

    def hear(self) -> bool:
        """What there is to be heard; False when the child is gone."""
        try:
            heard = self.socket.recv(_LONGEST)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.is_ready = self.is_ready or bool(heard)
        return bool(heard)

    def stop(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()

    def bury(self) -> int:
        """Its exit code, once it is gone."""
        self.socket.close()
        try:
            return self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it closed its socket and lives on
            self.process.kill()
            return self.process.wait()


class Parent:
    """The child's side, from the descriptor it was given."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)

    def listen(self) -> Any:
        """The task."""
        with self._socket.makefile("rb") as stream:
            return json.loads(stream.readline())

    def say_ready(self) -> None:
        self._socket.sendall(b"ready\n")

    def watch(self) -> None:
        """From now on, stop as if told to when the parent is gone."""

        def wait() -> None:
            while self._hears():
                pass
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=wait, name="parent", daemon=True).start()

    def _hears(self) -> bool:
        try:
            return bool(self._socket.recv(1))
        except OSError:
            return False
