"""One run of an export: what may no longer be given goes first, then whatever changed is rendered and laid down.

It can be killed anywhere: a file is whole or absent, what was noted is true, and the next run goes on from there and
sweeps away what was not noted.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from repo_schema.pointers import Pointer
from service.api.files import FileDoor
from service.exporting.addresses import WITHHELD_FILE, Address, list_addresses, notices, queries_in
from service.exporting.asking import HTML_FIRST, PROGRAM, Answer, ask
from service.exporting.folder import Folder, file_of
from service.exporting.kinds import kind_of, plain
from service.exporting.manifest import Manifest, Row
from service.exporting.nginx import NAMES, Configuration
from service.ledger.follower import Trouble
from service.ledger.read_model import IndexUnusableError, ReadModel, Snapshot
from service.ledger.records import API, dump

__all__ = ["Outcome", "Run"]

Progress = Callable[[int, int], None]
_OK: Final = 200
_UNAVAILABLE: Final = 503
_KEPT_PROBLEMS: Final = frozenset({410, 451, _UNAVAILABLE})
"""Laid down where an address stands; that there is nothing is said by the notice for everything."""
_A_BATCH: Final = 200
_DYNAMIC: Final = frozenset({"content-length", "content-type", "date", "last-modified", "vary", "accept-ranges"})
"""Headers that nginx makes itself, or that are the same for all."""


@dataclass(slots=True)
class Outcome:
    """What a run did, in files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    unavailable: list[str] = field(default_factory=list)
    """Addresses of attachments whose bytes are not here whole."""
    is_nginx_changed: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "written": self.written,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "unavailable": self.unavailable,
            "nginx_changed": self.is_nginx_changed,
        }


class Run:
    """`app` answers from an index that nobody moves meanwhile; `edition` names the release and the settings."""

    def __init__(
        self, app: FastAPI, folder: Folder, manifest: Manifest, *, base: str, edition: str, progress: Progress
    ) -> None:
        self._app = app
        self._folder = folder
        self._manifest = manifest
        self._base = base
        self._edition = edition
        self._progress = progress
        self._has_site: bool = app.state.settings.has_site
        self._outcome = Outcome()
        self._paths: dict[str, Address] = {}
        self._seen: set[str] = set()
        self._rendered = 0

    async def lay_down(self) -> Outcome:
        model: ReadModel = self._app.state.read_model
        with model.snapshot() as snapshot:
            state, setting = self._state(snapshot), self._setting(snapshot)
            head = snapshot.head
            listed = list_addresses(snapshot, state=state, setting=setting, has_site=self._has_site)
            addresses = list(listed)
        if self._manifest.get("edition") != self._edition:
            self._manifest.doubt()
            self._manifest.set(edition=self._edition)
        self._paths = {address.path: address for address in addresses}
        self._take_away_what_is_gone()
        told = self._manifest.get("told")
        self._manifest.set(complete="", told="")
        self._manifest.keep()
        await self._lay_down_notices(state)
        await self._go_through(sorted(addresses, key=lambda address: not address.is_withheld))
        self._take_away(row for row in self._manifest.rows() if row.address not in self._seen)
        if self._rendered or self._outcome.removed or told != head or not self._folder.has_beside(NAMES):
            self._tell_nginx(head)
        self._manifest.set(complete="1", told=head)
        return self._outcome

    def _tell_nginx(self, head: str) -> None:
        configuration = Configuration(self._folder.public, head)
        for row in self._manifest.rows():
            configuration.take(row)
        for name, text in configuration.render().items():
            self._outcome.is_nginx_changed |= self._folder.write_beside(name, text)

    def _state(self, snapshot: Snapshot) -> str:
        """Names whatever an answer that is not pinned can depend on."""
        return dump([snapshot.fingerprint(), self._app.state.monitor.today.isoformat(), self._trouble()])

    def _setting(self, snapshot: Snapshot) -> str:
        """Names what stands around the pages of an item's past."""
        return dump([snapshot.setting(), self._trouble()])

    def _trouble(self) -> dict[str, Any] | None:
        trouble: Trouble | None = self._app.state.follower.trouble
        return trouble.as_json() if trouble else None

    def _take_away_what_is_gone(self) -> None:
        """Before anything is rendered: addresses that are no more, answers now withheld, files nobody noted."""
        self._take_away(row for row in self._manifest.rows() if self._is_gone(row))
        if self._manifest.get("complete") != "1":
            noted = {row.file for row in self._manifest.rows()}
            for file in [file for file in self._folder.files() if file not in noted]:
                self._folder.remove(file)
                self._outcome.removed += 1
        self._manifest.keep()

    def _is_gone(self, row: Row) -> bool:
        address = self._paths.get(row.path)
        if address is None:
            return not _is_notice(row.path)
        return address.is_withheld and row.status == _OK

    def _take_away(self, rows: Iterable[Row]) -> None:
        for row in list(rows):
            if row.file is not None:
                self._folder.remove(row.file)
                self._outcome.removed += 1
            self._manifest.forget(row)
        self._manifest.keep()

    async def _lay_down_notices(self, state: str) -> None:
        for address in notices(state, has_site=self._has_site):
            self._seen.add(address.text)
            if self._known_links(address) is None:
                await self._render(address, keeps=frozenset({404}))

    async def _go_through(self, addresses: Iterable[Address]) -> None:
        waiting = deque(address for address in addresses if not address.needs_query)
        while waiting:
            address = waiting.popleft()
            if address.text in self._seen:
                continue
            self._seen.add(address.text)
            links = self._known_links(address)
            if links is None:
                links = await self._render(address)
            for path, query in links:
                known = self._paths.get(path)
                if known is not None and not known.is_withheld:
                    waiting.append(_asked(known, query))
            self._progress(len(self._seen), len(self._seen) + len(waiting))

    def _known_links(self, address: Address) -> Iterable[tuple[str, str]] | None:
        """Where the answer leads, if it was laid down from the same inputs and is there; None otherwise."""
        rows = self._manifest.of(address.text)
        if not rows or any(row.inputs != address.inputs for row in rows):
            return None
        if not all(row.file is None or self._folder.has(row.file, row.size) for row in rows):
            return None
        self._outcome.unchanged += sum(row.file is not None for row in rows)
        return [link for row in rows for link in row.links]

    async def _render(self, address: Address, keeps: frozenset[int] = _KEPT_PROBLEMS) -> Iterable[tuple[str, str]]:
        """Ask, lay down, note; the links of the answer."""
        is_page = not f"{address.path}/".startswith(f"{API}/")
        accepts = HTML_FIRST if is_page and self._has_site else PROGRAM
        answer = await self._ask(address, accepts)
        if answer.status == _UNAVAILABLE:
            await self._require_index(address)
        rows = [self._lay(address, "page" if is_page else "data", answer, keeps)]
        if is_page and self._has_site and answer.status != _OK:
            rows.append(self._lay(address, "data", await self._ask(address, PROGRAM), keeps))
        for known in self._manifest.of(address.text):
            if known.file is not None and known.file not in {row.file for row in rows}:
                self._folder.remove(known.file)
                self._outcome.removed += 1
            if known.form not in {row.form for row in rows}:
                self._manifest.forget(known)
        for row in rows:
            self._manifest.note(row)
        self._rendered += 1
        if self._rendered % _A_BATCH == 0:
            self._manifest.keep()
        return rows[0].links

    async def _require_index(self, address: Address) -> None:
        """A file that is not here is one answer; an index that cannot be read is the end: what was laid down stays."""
        told = json.loads((await self._ask(address, PROGRAM)).body)
        if told["code"] == "index_unavailable":
            raise IndexUnusableError(f"the index could not be read when asked for {address.text}")

    async def _ask(self, address: Address, accept: str) -> Answer:
        is_attachment = address.pointer is not None
        answer = await ask(self._app, self._base, address.text, accept=accept, head=is_attachment)
        if is_attachment and answer.status not in {_OK, 304}:
            answer = await ask(self._app, self._base, address.text, accept=accept)
        return answer

    def _lay(self, address: Address, form: str, answer: Answer, keeps: frozenset[int]) -> Row:
        headers = {name: value for name, value in answer.headers.items() if name not in _DYNAMIC}
        links: tuple[tuple[str, str], ...] = ()
        file: str | None = None
        size, sha256 = 0, ""
        kind = kind_of(answer.headers.get("content-type", ""))
        headers["content-type"] = plain(answer.headers.get("content-type", ""))
        if answer.status == _OK and address.pointer is not None:
            file, size, sha256 = (
                file_of(address.path, address.query, kind),
                address.pointer.size,
                address.pointer.sha256,
            )
            self._bring(address, file, address.pointer)
        elif answer.status == _OK or answer.status in keeps:
            body = answer.body if answer.status == _OK else _anywhere(address, answer)
            kind = kind if answer.status == _OK else f"{answer.status}.{kind}"
            file, size, sha256 = file_of(address.path, address.query, kind), len(body), hashlib.sha256(body).hexdigest()
            self._write(address, form, file, body, sha256)
            if answer.status == _OK and kind in {"html", "json", "atom", "jsonld", "link"}:
                links = tuple(queries_in(address, body.decode(), self._base))
        if answer.status == _UNAVAILABLE:
            self._outcome.unavailable.append(address.text)
        return Row(
            address.text,
            form,
            address.path,
            address.template,
            "" if answer.status == _UNAVAILABLE else address.inputs,  # then it is asked again next time
            answer.status,
            file,
            size,
            sha256,
            headers,
            address.values,
            links,
        )

    def _write(self, address: Address, form: str, file: str, body: bytes, sha256: str) -> None:
        for known in self._manifest.of(address.text):
            if (known.form, known.file, known.sha256) == (form, file, sha256) and self._folder.has(file, len(body)):
                self._outcome.unchanged += 1
                return
        self._folder.write(file, body)
        self._outcome.written += 1

    def _bring(self, address: Address, file: str, pointer: Pointer) -> None:
        door: FileDoor = self._app.state.file_door
        source: Path | None = door.open(pointer)
        if source is None or not self._folder.bring(file, source, pointer.sha256):
            self._outcome.unavailable.append(address.text)
            return
        self._outcome.written += 1


def _asked(address: Address, query: str) -> Address:
    return Address(address.path, address.template, address.inputs, address.values, query=query)


def _is_notice(path: str) -> bool:
    return path.rpartition("/")[2].startswith("~")


def _anywhere(address: Address, answer: Answer) -> bytes:
    """A problem that stands for more than the one address it was asked at: `instance` is whichever was asked."""
    if not _is_notice(address.path) and address.template != WITHHELD_FILE:
        return answer.body
    if plain(answer.headers["content-type"]) != "application/problem+json":
        return answer.body
    document = json.loads(answer.body)
    document["instance"] = ""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
