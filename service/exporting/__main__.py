"""`python -m service.exporting DIR`: lay an organisation's API and site down as files; what `prongsai export` starts.

It speaks in lines of JSON on stdout: `{"done", "total"}` as it goes, `{"outcome"}` or `{"error"}` at the end. The
index is kept in the cache of whoever exports, as the server's is.
"""

import argparse
import asyncio
import hashlib
import json
import logging
import sys
import time
import traceback
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from repo_schema.admission import AnchorError
from service.app import create_app
from service.exporting.addresses import NOTICES
from service.exporting.folder import Folder
from service.exporting.laying import Run
from service.exporting.manifest import Manifest
from service.ledger.caching import cache_path
from service.ledger.follower import EVIDENCE, FOLLOWING_ERRORS, describe
from service.ledger.index import read_meta
from service.ledger.monitoring import Monitor, today_in_bangkok
from service.ledger.read_model import IndexUnusableError, ReadModel
from service.ledger.repository import MAIN, Repository, find_git_dir
from service.problems import ProblemError
from service.settings import Settings

FINDINGS: Final = 1
BUG: Final = 3
COULD_NOT_TELL: Final = 4
INTERRUPTED: Final = 130
_KIND: Final = "export"
_WORDS: Final = {
    "not_found": {},
    "only_live": {
        "th": "ที่นี่เป็นสำเนาคงที่ของเว็บไซต์ การค้นหา การดูข้อมูล ณ วันหนึ่ง และการเทียบฉบับที่ไม่มีลิงก์"
        " มีที่บริการสดเท่านั้น ทุกฉบับอ่านได้จากหน้าประวัติของรายการ",
        "en": "This is a fixed copy of the site. Searching, seeing a day of the past and comparing versions that no"
        " page links to are for the live service alone. Every published version can be read from its item's history.",
    },
}
_OFTEN: Final = 0.2
"""Seconds between two lines of progress."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Export once; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.CRITICAL)
    try:
        return _export(options)
    except IndexUnusableError as error:
        _say(error=describe(OSError(str(error))).as_json())
        return COULD_NOT_TELL
    except FOLLOWING_ERRORS as error:
        _say(error=describe(error).as_json())
        return FINDINGS if isinstance(error, AnchorError) else COULD_NOT_TELL
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the last boundary: whatever is left is our bug
        traceback.print_exc()
        return BUG


def _export(options: Any) -> int:
    folder = Folder(options.folder)
    index_path = options.index or cache_path(find_git_dir(options.repo), _KIND)
    index_path.parent.mkdir(parents=True, exist_ok=True)
    with folder.opened():
        app = create_app(Settings(options.repo, index_path, options.anchor, has_site=not options.no_site))
        with app.state.follower as follower, Manifest(folder.manifest) as manifest:
            stood = _where_things_stand(options.repo)
            if not follower.has_index() or not _was_taken_in(stood, manifest, index_path):
                follower.ensure(_tell)
                follower.refresh()
            code = _lay_down(app, folder, manifest, options.public_url)
            manifest.set(stood="" if follower.trouble else json.dumps(stood))
            return code


def _where_things_stand(path: Path) -> dict[str, str]:
    """`main`, and every branch that bears witness to it."""
    with Repository(path) as repository:
        return {MAIN: repository.head() or "", **repository.branches(EVIDENCE)}


def _was_taken_in(stood: dict[str, str], manifest: Manifest, index_path: Path) -> bool:
    """Whether nothing moved since an export before, and the index stands at `main`: then nothing is verified anew."""
    meta = read_meta(index_path)
    return meta is not None and meta["head"] == stood[MAIN] and manifest.get("stood") == json.dumps(stood)


def _lay_down(app: FastAPI, folder: Folder, manifest: Manifest, public_url: str | None) -> int:
    """Export what is trusted, and tell by the exit code whether that is all that is on `main`."""
    model: ReadModel = app.state.read_model
    try:
        with model.snapshot() as snapshot:
            base = (public_url or f"https://{snapshot.organisation()['domain']}").rstrip("/")
            trusted, head = snapshot.trusted, snapshot.head
        _prepare(app, base)
        edition = _edition(app.state.settings)
        run = Run(app, folder, manifest, base=base, edition=edition, progress=_tell)
        outcome = asyncio.run(run.lay_down())
    finally:
        model.close()
    trouble = app.state.follower.trouble
    told = {"head": head, "trusted": trusted, "public_url": base, "problem": trouble and trouble.as_json()}
    _say(outcome=outcome.as_json() | told)
    if outcome.unavailable or (trouble is not None and trouble.code != "history_rewritten"):
        return COULD_NOT_TELL
    return 0 if trusted and trouble is None else FINDINGS


def _prepare(app: FastAPI, base: str) -> None:
    """One day for the whole run, however long; the address readers will know; and the notices, as problems."""
    today = today_in_bangkok()
    app.state.monitor = Monitor(lambda: today)
    settings: Settings = app.state.settings
    app.state.settings = Settings(
        settings.repository_path, settings.index_path, settings.anchor, public_url=base, has_site=settings.has_site
    )
    for code in NOTICES:
        for prefix in ("", "/en"):
            app.router.routes.insert(0, Route(f"{prefix}/~{code}", _refusing(code), include_in_schema=False))


def _refusing(code: str) -> Any:
    async def refuse(_: Request) -> None:
        raise ProblemError(code, th=_WORDS[code].get("th", ""), en=_WORDS[code].get("en", ""))

    return refuse


def _edition(settings: Settings) -> str:
    """Of the program and of what it was told: with another, no answer of before is taken for today's."""
    digest = hashlib.sha256(json.dumps([settings.public_url, settings.has_site]).encode())
    for package in ("repo_schema", "service"):
        root = Path(str(files(package)))
        for path in sorted(
            path for path in root.rglob("*") if path.suffix in {".py", ".json", ".html", ".css", ".ttf"}
        ):
            digest.update(path.read_bytes())
    return digest.hexdigest()


_LAST_TOLD = [0.0]


def _tell(done: int, total: int) -> None:
    now = time.monotonic()
    if now - _LAST_TOLD[0] >= _OFTEN or done == total:
        _LAST_TOLD[0] = now
        _say(done=done, total=total)


def _say(**record: Any) -> None:
    sys.stdout.write(f"{json.dumps(record, ensure_ascii=False)}\n")
    sys.stdout.flush()


def _parse(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m service.exporting", description="Lay a site down as files.")
    parser.add_argument("folder", type=Path, help="where the export is, or will be")
    parser.add_argument("--repo", type=Path, default=Path(), help="the content repository")
    parser.add_argument("--index", type=Path, help="where the index is kept (default: in your cache)")
    parser.add_argument("--anchor", help="the first commit, whole, as the organisation announced it")
    parser.add_argument(
        "--public-url", help="what the world will call it (default: https://<the organisation's domain>)"
    )
    parser.add_argument("--no-site", action="store_true", help="the API alone, without the reading site")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
