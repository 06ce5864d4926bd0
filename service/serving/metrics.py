"""What is counted, for Prometheus: answers by route and status in every process; the state of each index when asked.

Where several processes count, each does so in a file below the folder that PROMETHEUS_MULTIPROC_DIR names, and whoever
is asked adds up. No label carries what a reader typed: routes are named by their template, and what has none by `-`.
Moments are given, not ages: an age that is worked out here would look young while nobody works it out any more.
"""

import os
from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.troubles import Troubles
from service.serving.plan import Plan

__all__ = [
    "ANSWERS",
    "FOLDER",
    "FOLLOWED",
    "REFRESHES",
    "REFUSED",
    "SECONDS",
    "UNDER_WAY",
    "Gauges",
    "bury",
    "open_metrics",
]

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

ANSWERS: Final = Counter("prongsai_answers", "Answers, by the template of their route.", ["route", "status"])
SECONDS: Final = Histogram(
    "prongsai_answer_seconds",
    "From the first byte of a request taken in to the last of its answer.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
UNDER_WAY: Final = Gauge("prongsai_requests_under_way", "Being answered now.", multiprocess_mode="livesum")
REFUSED: Final = Counter("prongsai_refused", "Requests turned away before they were looked at.", ["code"])
FOLLOWED: Final = Gauge(
    "prongsai_followed_timestamp_seconds",
    "When the repository was last looked at without trouble.",
    ["organisation"],
    multiprocess_mode="mostrecent",
)
REFRESHES: Final = Histogram(
    "prongsai_refresh_seconds",
    "To take in what came, where something came.",
    ["organisation"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600),
)


class Gauges(Collector):
    """What the indexes say at the moment."""

    def __init__(self, plan: Callable[[], Plan]) -> None:
        self._plan = plan

    def collect(self) -> Iterator[Metric]:
        ready = _gauge("ready", "1 where a verified state is served.")
        trouble = _gauge("trouble", "1 where the repository cannot be followed.", "code")
        head = _gauge("head_timestamp_seconds", "When the newest verified head became public.")
        changes = _gauge("changes", "Changes of main, by verdict.", "outcome")
        findings = _gauge("findings", "What receipts and witnesses were found to contradict.", "of")
        suspended = _gauge("suspended", "What stands and rests on a compromised key.")
        for host, place in self._plan().places.items():
            found = Troubles(place.index_path).trouble
            if found is not None:
                trouble.add_metric([host, found.code], 1)
            model = ReadModel(place.index_path, anchor=place.anchor)
            try:
                with model.snapshot() as snapshot:
                    record, at = snapshot.verification(), snapshot.head_at
                head.add_metric([host], at)
                changes.add_metric([host, "accepted"], record["accepted"])
                changes.add_metric([host, "rejected"], len(record["rejected"]))
                findings.add_metric([host, "receipts"], len(record["receipts"]["findings"]))
                findings.add_metric([host, "witnesses"], len(record["witness_findings"]))
                suspended.add_metric([host], len(record["suspended"]))
                ready.add_metric([host], 1)
            except IndexUnusableError:
                ready.add_metric([host], 0)
            finally:
                model.close()
        yield from (ready, trouble, head, changes, findings, suspended)


def _gauge(name: str, words: str, *more: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"prongsai_{name}", words, labels=["organisation", *more])


def open_metrics(port: int, host: str, plan: Callable[[], Plan]) -> int:
    """Answer on a port of its own, in a thread, for as long as the process lives; which port. Raises `OSError`."""
    registry: CollectorRegistry = CollectorRegistry() if FOLDER in os.environ else REGISTRY
    if registry is not REGISTRY:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Gauges(plan))
    server, _ = start_http_server(port, host, registry)
    return int(server.server_port)


def bury(process: int) -> None:
    """What a process that is gone had under way is under way no more."""
    mark_process_dead(process)  # type: ignore[no-untyped-call]
