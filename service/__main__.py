"""`python -m service PATH`: serve one content repository; what `prongsai serve` starts.

The index is kept in the server's own cache, never inside the repository: a stranger may have packed that, and what an
index says is served before it is verified anew.
"""

import argparse
import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import uvicorn

from repo_schema.admission import AnchorError
from service.app import create_app
from service.ledger.follower import FOLLOWING_ERRORS, describe
from service.ledger.reading import cache_path
from service.ledger.repository import find_git_dir
from service.settings import DEAR_PER_MINUTE, Settings

COULD_NOT_TELL: Final = 4
_KIND: Final = "serve"
"""Names the index apart from those of the commands: each has one writer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        index_path = options.index or cache_path(find_git_dir(options.path), _KIND)
        index_path.parent.mkdir(parents=True, exist_ok=True)
        app = create_app(
            Settings(
                options.path,
                index_path,
                options.anchor,
                public_url=options.public_url,
                receiver=options.receiver,
                has_site=not options.no_site,
                dear_per_minute=options.dear_per_minute,
            )
        )
        app.state.follower.ensure()
    except FOLLOWING_ERRORS as error:
        _explain(error)
        return 1 if isinstance(error, AnchorError) else COULD_NOT_TELL
    server = _Server(uvicorn.Config(app, host=options.host, port=options.port, log_level="warning", access_log=False))
    try:
        server.run()
    except KeyboardInterrupt:
        return 130
    return 0 if server.started else COULD_NOT_TELL


def _parse(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m service", description="Serve a content repository, read-only.")
    parser.add_argument("path", type=Path, help="the content repository (bare, or with a working tree)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0: any free one")
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
    return parser.parse_args(arguments)


def _commit(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{40}", text):
        raise argparse.ArgumentTypeError("40 lower-case hexadecimal digits")
    return text


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError("a whole number, 0 to 999999")
    return int(text)


def _explain(error: Exception) -> None:
    trouble = describe(error)
    for lang in ("th", "en"):
        sys.stderr.write(f"{trouble.message[lang]}\n")
        if trouble.hint[lang]:
            sys.stderr.write(f"  {trouble.hint[lang]}\n")


class _Server(uvicorn.Server):
    """Says where it is once it can be asked."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        for listening in (socket for server in self.servers for socket in server.sockets):
            host, port = listening.getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            sys.stdout.write(f"http://{shown}:{port}/\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
