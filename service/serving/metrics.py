"""What every process counts, for Prometheus.

Where there are several, each counts in a file below the folder that PROMETHEUS_MULTIPROC_DIR names, and whoever is
asked adds up. No label carries what a reader typed: routes are named by their template, and what has none by `-`.
"""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.multiprocess import mark_process_dead

__all__ = [
    "ANSWERS",
    "FOLDER",
    "FOLLOWED",
    "REFRESHES",
    "REFUSED",
    "SECONDS",
    "UNDER_WAY",
    "bury",
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


def bury(process: int) -> None:
    """What a process that is gone had under way is under way no more."""
    mark_process_dead(process)  # type: ignore[no-untyped-call]
