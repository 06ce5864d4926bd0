"""`python -m service.serving.following CONTROL`: the one process that verifies, and writes indexes; it answers nobody.

One thread for each organisation, so that none waits for another's trouble; whole histories are verified one at a time.
"""

import logging
import os
import signal
import sys
import threading
import time
from contextlib import nullcontext, suppress
from types import FrameType
from typing import Final

from service.ledger.follower import Follower
from service.ledger.read_model import ReadModel
from service.ledger.refs import RefWatch
from service.ledger.text_reading import TextReader
from service.ledger.troubles import Troubles
from service.serving import logs, metrics
from service.serving.children import Parent
from service.serving.explaining import explain
from service.serving.plan import Plan
from service.settings import Settings

__all__ = ["Following"]

_LOG: Final = logging.getLogger(__name__)
_LOOK_ANYWAY_SECONDS: Final = 30.0
"""However still the refs seem."""
_READ_EVERY_SECONDS: Final = 1.0
_NICENESS: Final = 5
"""Readers come first."""
_GOODBYE_SECONDS: Final = 10.0


class Following:
    """Keeps the indexes of a plan true until stopped."""

    def __init__(self, plan: Plan) -> None:
        self._stopping = threading.Event()
        self._gate = threading.Semaphore()
        self._followers = {
            host: (
                place,
                Follower(place.repository_path, place.index_path, anchor=place.anchor, receiver=place.receiver),
            )
            for host, place in plan.places.items()
        }
        self._threads = [
            threading.Thread(target=self._follow, args=(host, *row), name=host or "follower", daemon=True)
            for host, row in self._followers.items()
        ]
        self._models = [ReadModel(place.index_path, anchor=place.anchor) for place, _ in self._followers.values()]
        self._readers = [
            TextReader(place.repository_path, follower, model)
            for (place, follower), model in zip(self._followers.values(), self._models, strict=True)
        ]
        self._reading = threading.Thread(target=self._read, name="texts", daemon=True)

    def ensure(self) -> None:
        """For a lone organisation: trouble at the beginning is said, and raised."""
        for place, follower in self._followers.values():
            place.index_path.parent.mkdir(parents=True, exist_ok=True)
            follower.ensure()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        for thread in (*self._threads, self._reading):
            thread.start()

    def stop(self) -> None:
        """Even in the middle of a pass."""
        self._stopping.set()
        for _, follower in self._followers.values():
            follower.stop()
        for reader in self._readers:
            reader.stop()

    def wait(self) -> None:
        """Until stopped, and everything is put down."""
        self._stopping.wait()
        deadline = time.monotonic() + _GOODBYE_SECONDS
        for thread in (*self._threads, self._reading):
            thread.join(max(0.0, deadline - time.monotonic()))
        for model in self._models if not self._reading.is_alive() else ():
            model.close()
        for thread, (_, follower) in zip(self._threads, self._followers.values(), strict=True):
            if not thread.is_alive():
                follower.close()

    def _follow(self, host: str, place: Settings, follower: Follower) -> None:
        watch, troubles = RefWatch(place.repository_path), Troubles(place.index_path)
        with suppress(OSError):
            place.index_path.parent.mkdir(parents=True, exist_ok=True)
            troubles.forget()
        looked = -_LOOK_ANYWAY_SECONDS
        while not self._stopping.is_set():
            is_due = time.monotonic() - looked >= _LOOK_ANYWAY_SECONDS or follower.is_displaced
            if watch.has_moved() or is_due or follower.trouble or not follower.has_caught_up:
                self._look(host, follower)
                looked = time.monotonic()
                _tell(troubles, follower)
            if follower.trouble is None:
                metrics.FOLLOWED.labels(host).set_to_current_time()
            self._stopping.wait(place.poll_seconds)

    def _read(self) -> None:
        """What attachments say, for searching: of one organisation after another, after all else."""
        while not self._stopping.wait(_READ_EVERY_SECONDS):
            for (_, follower), reader in zip(self._followers.values(), self._readers, strict=True):
                if follower.has_caught_up:
                    reader.look()

    def _look(self, host: str, follower: Follower) -> None:
        with nullcontext() if follower.has_caught_up else self._gate:
            began = time.perf_counter()
            if follower.beat():
                metrics.REFRESHES.labels(host).observe(time.perf_counter() - began)


def _tell(troubles: Troubles, follower: Follower) -> None:
    try:
        troubles.note(follower.trouble)
    except OSError as error:
        _LOG.error("the trouble cannot be noted for readers: %s", error)


def main() -> int:
    parent = Parent(int(sys.argv[1]))
    task = parent.listen()
    logs.set_up(task["log_format"])
    with suppress(OSError):
        os.nice(_NICENESS)
    plan = Plan.of_json(task["places"])
    following = Following(plan)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        following.stop()

    signal.signal(signal.SIGTERM, stop)
    parent.watch()
    if not plan.is_hosted:
        try:
            following.ensure()
        except Exception as error:  # noqa: BLE001 - told in words, by exit code
            return 0 if following.is_stopping else explain(error)
    parent.say_ready()
    following.start()
    following.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
