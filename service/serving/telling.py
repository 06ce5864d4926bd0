"""Tells Prometheus, on a port of its own: what the processes counted, and what the indexes say when they are asked.

Moments are given, not ages: an age that is worked out here would look young while nobody works it out any more.
"""

import os
from collections.abc import Callable, Iterator

from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.troubles import Troubles
from service.serving.metrics import FOLDER
from service.serving.plan import Plan

__all__ = ["Gauges", "open_metrics"]


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
