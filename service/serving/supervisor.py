"""Watches over the processes that serve: starts them, starts again what died, exchanges them, ends them in good order.

It reads no request and no repository, so that nothing hostile reaches it. The listening sockets are its own: while
processes come and go, whoever connects waits a moment and is refused nothing.
"""

import logging
import os
import selectors
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final, Literal

from service.ledger.errors import LedgerError
from service.serving import metrics
from service.serving.children import Child
from service.serving.listening import GOODBYE_SECONDS, say_addresses
from service.serving.notifying import notify
from service.serving.plan import Plan

__all__ = ["Supervisor"]

_LOG: Final = logging.getLogger("prongsai.serving")
_MODULES: Final = {"follower": "service.serving.following", "worker": "service.serving.worker"}
_PATIENCE: Final = GOODBYE_SECONDS + 5.0
"""Seconds after which what was told to stop is killed."""
_STEADY: Final = 10.0
"""Who lived that long did not die of how it was started."""
_LONGEST_WAIT: Final = 30.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(slots=True)
class _Post:
    """A place that one process after another fills."""

    role: Literal["follower", "worker"]
    generation: int
    child: Child | None = None
    began: float = 0.0
    deaths: int = 0
    start_at: float = 0.0
    """Where it is empty: when it is to be filled."""
    kill_at: float | None = None
    """Where it is to be given up: when patience ends."""


class Supervisor:
    """Runs one follower and any number of workers over the sockets; `read_plan` is asked again on a reload."""

    def __init__(
        self,
        read_plan: Callable[[], Plan],
        sockets: Sequence[socket.socket],
        *,
        workers: int,
        log_format: str,
        open_metrics: Callable[[Callable[[], Plan]], None],
    ) -> None:
        self._read_plan = read_plan
        self._sockets = sockets
        self._workers = workers
        self._log_format = log_format
        self._open_metrics = open_metrics
        self._plan = read_plan()
        self._generation = 0
        self._posts: list[_Post] = []
        self._selector = selectors.DefaultSelector()
        self._signalled: list[int] = []
        self._exit_code: int | None = None
        """What to end with, once everybody is gone; None while serving."""
        self._was_ready = False

    def run(self) -> int:
        """Serve until told to stop; the exit code."""
        with tempfile.TemporaryDirectory(prefix="prongsai-metrics-") as folder:
            os.environ[metrics.FOLDER] = folder
            self._open_metrics(lambda: self._plan)
            waking, wake = socket.socketpair()
            wake.settimeout(0)
            self._selector.register(waking, selectors.EVENT_READ, None)
            previous = {number: signal.signal(number, self._hear_signal) for number in _SIGNALS}
            before = signal.set_wakeup_fd(wake.fileno())
            try:
                return self._serve(waking)
            finally:
                signal.set_wakeup_fd(before)
                for number, handler in previous.items():
                    signal.signal(number, handler)
                for post in self._posts:
                    if post.child is not None:
                        post.child.kill()
                        post.child.bury()
                self._selector.close()
                waking.close()
                wake.close()
                del os.environ[metrics.FOLDER]

    def _hear_signal(self, number: int, _frame: FrameType | None) -> None:
        self._signalled.append(number)

    def _serve(self, waking: socket.socket) -> int:
        self._open_posts()
        while True:
            if self._exit_code is None:
                self._fill_posts()
            if self._exit_code is not None and not self._posts:
                return self._exit_code
            for key, _ in self._selector.select(self._patience()):
                if key.data is None:
                    waking.recv(64)
                else:
                    self._hear(key.data)
            while self._signalled:
                self._obey(self._signalled.pop(0))
            self._lose_patience()
            if self._exit_code is not None:
                self._close()

    # Posts

    def _open_posts(self) -> None:
        """Those of a new generation. The follower is one: its successor waits until it is gone."""
        self._generation += 1
        self._posts.append(_Post("follower", self._generation))
        self._posts += [_Post("worker", self._generation) for _ in range(self._workers)]

    def _fill_posts(self) -> None:
        now = time.monotonic()
        for post in self._posts:
            if post.child is None and post.start_at <= now and self._may_start(post):
                self._start(post)

    def _may_start(self, post: _Post) -> bool:
        if post.role == "follower":
            return not any(other.child for other in self._posts if other.role == "follower")
        return self._was_ready or self._plan.is_hosted or self._is_followed()

    def _is_followed(self) -> bool:
        """A lone organisation is answered for once there is something to answer with."""
        return any(post.child.is_ready for post in self._posts if post.role == "follower" and post.child)

    def _start(self, post: _Post) -> None:
        plan = self._plan if post.role == "follower" else self._plan.without_keys()
        task: dict[str, Any] = {"places": plan.as_json(), "log_format": self._log_format}
        sockets = [listening.fileno() for listening in self._sockets] if post.role == "worker" else []
        post.began = time.monotonic()
        post.child = Child(_MODULES[post.role], task, sockets=sockets)
        self._selector.register(post.child.socket, selectors.EVENT_READ, post)

    def _hear(self, post: _Post) -> None:
        child = post.child
        if child is None:
            return
        was_ready = child.is_ready
        if not child.hear():
            self._selector.unregister(child.socket)
            metrics.bury(child.process.pid)
            self._miss(post, child.bury())
        elif child.is_ready and not was_ready and post.role == "worker":
            self._welcome()

    def _welcome(self) -> None:
        """A worker is ready: the first one opens the house; the last of a generation sends the one before away."""
        if not self._was_ready:
            self._was_ready = True
            say_addresses(self._sockets)
            notify("READY=1")
        mine = [post for post in self._posts if post.role == "worker" and post.generation == self._generation]
        if all(post.child and post.child.is_ready for post in mine):
            for post in self._posts:
                if post.generation < self._generation:
                    self._give_up(post)

    def _miss(self, post: _Post, code: int) -> None:
        """Its process is gone: as it was told to, or to be started again."""
        was_ready = post.child is not None and post.child.is_ready
        post.child = None
        if post.kill_at is not None:
            self._posts.remove(post)
        elif post.role == "follower" and not was_ready and not self._was_ready:
            self._end(code or 1)  # it said why
            self._posts.remove(post)
        else:
            steady = time.monotonic() - post.began >= _STEADY
            post.deaths = 0 if steady else post.deaths + 1
            wait = min(0.5 * 2 ** (post.deaths - 1), _LONGEST_WAIT) if post.deaths > 1 else 0.0
            post.start_at = time.monotonic() + wait
            _LOG.error("a %s ended with %d; started again in %.1f s", post.role, code, wait)

    def _give_up(self, post: _Post) -> None:
        if post.kill_at is None:
            post.kill_at = time.monotonic() + _PATIENCE
            if post.child is None:
                self._posts.remove(post)
            else:
                post.child.stop()

    def _lose_patience(self) -> None:
        for post in self._posts:
            if post.child is not None and post.kill_at is not None and post.kill_at <= time.monotonic():
                post.kill_at = time.monotonic() + _PATIENCE
                _LOG.error("a %s did not stop when told to, and is killed", post.role)
                post.child.kill()

    def _patience(self) -> float | None:
        """Seconds until something is to be done unasked."""
        times = [post.start_at for post in self._posts if post.child is None and self._may_start(post)]
        times += [post.kill_at for post in self._posts if post.child is not None and post.kill_at is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    # What it is told

    def _obey(self, number: int) -> None:
        if number != signal.SIGHUP:
            self._end(0 if number == signal.SIGTERM else 130)
        elif self._exit_code is None:
            self._reload()

    def _reload(self) -> None:
        """Everybody anew, by what the file of hosts says now; whoever answers goes on until successors are ready."""
        try:
            self._plan = self._read_plan()
        except LedgerError as error:
            _LOG.error("reloading: %s; going on as before", error.en)
            return
        notify("RELOADING=1")
        for post in list(self._posts):
            if post.role == "follower" or post.child is None or not post.child.is_ready:
                self._give_up(post)
        self._open_posts()
        notify("READY=1")

    def _end(self, code: int) -> None:
        if self._exit_code is None:
            self._exit_code = code
            notify("STOPPING=1")
        self._close()

    def _close(self) -> None:
        """Whoever answers goes first; the follower last, so that the index is left tidy."""
        workers = [post for post in self._posts if post.role == "worker"]
        for post in workers or list(self._posts):
            self._give_up(post)
