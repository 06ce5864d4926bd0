"""`python -m service PATH`: serve one content repository, or many; what `prongsai serve` starts.

One process, or with `--workers` several (ADR 0047). The index is kept in the server's own cache, never inside the
repository: a stranger may have packed that, and what an index says is served before it is verified anew.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from service.serving import logs
from service.serving.explaining import COULD_NOT_TELL, explain
from service.serving.listening import bind, say_addresses
from service.serving.plan import Plan, read_hosts
from service.settings import DEAR_PER_MINUTE, Settings

_KIND: Final = "serve"
"""Names the index apart from those of the commands: each has one writer."""
_WORKERS: Final = 2
"""Where many organisations are served and nobody said."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; returns the exit code."""
    options = _parse(arguments)
    logs.set_up(options.log_format)
    serve = _serve_together if options.workers or options.hosts else _serve_alone
    try:
        return serve(options)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - told in words where it is known, and raised where it is not
        return explain(error)


def _serve_alone(options: Any) -> int:
    """Everything in this process, following in a thread."""
    from service.app import create_app  # noqa: PLC0415 - who only watches over others needs no web
    from service.serving.server import make_server  # noqa: PLC0415

    plan = _plan_of(options)
    app = create_app(plan.places[""])
    app.state.follower.ensure()
    with bind(options.host, options.port) as listening:
        _metrics_of(options)(lambda: plan)
        server = make_server(app, lambda: say_addresses([listening]))
        server.run([listening])
    return 0 if server.started else COULD_NOT_TELL


def _serve_together(options: Any) -> int:
    """One process follows, several answer, and this one watches over them."""
    from service.serving.supervisor import Supervisor  # noqa: PLC0415 - who serves alone needs none

    with bind(options.host, options.port) as listening:
        supervisor = Supervisor(
            lambda: _plan_of(options),
            [listening],
            workers=options.workers or _WORKERS,
            log_format=options.log_format,
            open_metrics=_metrics_of(options),
        )
        return supervisor.run()


def _plan_of(options: Any) -> Plan:
    plan = read_hosts(options.hosts) if options.hosts else _lone(options)
    return plan.limited(options.dear_per_minute)


def _lone(options: Any) -> Plan:
    from service.ledger.caching import cache_path  # noqa: PLC0415 - git's library, for the lone repository only
    from service.ledger.repository import find_git_dir  # noqa: PLC0415

    index_path = options.index or cache_path(find_git_dir(options.path), _KIND)
    index_path.parent.mkdir(parents=True, exist_ok=True)
    return Plan(
        {
            "": Settings(
                options.path,
                index_path,
                options.anchor,
                public_url=options.public_url,
                receiver=options.receiver,
                has_site=not options.no_site,
            )
        }
    )


def _metrics_of(options: Any) -> Callable[[Callable[[], Plan]], None]:
    def open_door(plan: Callable[[], Plan]) -> None:
        if options.metrics_port is not None:
            from service.serving.telling import open_metrics  # noqa: PLC0415 - only where it is asked for

            port = open_metrics(options.metrics_port, options.metrics_host, plan)
            sys.stdout.write(f"http://{options.metrics_host}:{port}/metrics\n")

    return open_door


def _parse(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m service", description="Serve content repositories, read-only.")
    parser.add_argument("path", type=Path, nargs="?", help="the content repository (bare, or with a working tree)")
    parser.add_argument("--hosts", type=Path, help="many organisations, by host name: a TOML file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0: any free one")
    parser.add_argument("--workers", type=int, help="processes that answer, beside one that follows")
    parser.add_argument("--index", type=Path, help="where the index is kept (default: in your cache)")
    parser.add_argument("--anchor", type=_commit, help="the first commit, whole, as the organisation announced it")
    parser.add_argument("--public-url", help="what the world calls this service: https://data.example.go.th")
    parser.add_argument("--receiver", type=Path, help="the key file that signs receipts for the heads seen")
    parser.add_argument(
        "--dear-per-minute",
        type=_count,
        default=DEAR_PER_MINUTE,
        help="searches, comparisons, tables and proofs that one reader may ask for; 0: no limit",
    )
    parser.add_argument("--no-site", action="store_true", help="the API alone, without the reading site")
    parser.add_argument("--metrics-port", type=int, help="answer Prometheus there (default: nowhere)")
    parser.add_argument("--metrics-host", default="127.0.0.1")
    parser.add_argument("--log-format", choices=("text", "json"), default="text")
    options = parser.parse_args(arguments)
    if (options.path is None) == (options.hosts is None):
        parser.error("name one content repository, or a file of --hosts")
    if options.hosts and any((options.index, options.anchor, options.public_url, options.receiver, options.no_site)):
        parser.error("with --hosts, everything about an organisation stands in that file")
    return options


def _commit(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{40}", text):
        raise argparse.ArgumentTypeError("40 lower-case hexadecimal digits")
    return text


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError("a whole number, 0 to 999999")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
