"""Send attachments to a shared repository, or bring them from it, by whatever way its address allows.

A folder is simply copied from and to; SSH speaks `git-lfs-transfer`, else whatever `git-lfs-authenticate` names; the
web is the LFS server that the person's git configuration names, else the one beside the repository.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from repo_schema.pointers import Pointer
from service.ledger.attachments import Store
from service.ledger.errors import GitCommandError
from service.ledger.lfs.addresses import SshPlace, guess_endpoint, is_web, named_endpoint, parse_ssh
from service.ledger.lfs.credentials import Credentials, is_loopback
from service.ledger.lfs.failing import TransferError
from service.ledger.lfs.ssh import NoCommandError, Operation, authenticate, open_ssh
from service.ledger.lfs.watching import Told, Watch
from service.ledger.repository import GitRunner, find_git_dir

__all__ = ["Shared"]


class Far(Protocol):
    """A store elsewhere. Both answer those that neither side, or the far one, has whole; raise `TransferError`."""

    def send(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]: ...

    def bring(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]: ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A store that is a folder here."""

    there: Store

    def send(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        del watch
        return self.there.copy_from(store, pointers)

    def bring(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        del watch
        return store.copy_from(self.there, pointers)


@dataclass(frozen=True)
class Shared:
    """The attachments of the repository at an address, as the person whose `git` this is reaches them."""

    address: str
    git: GitRunner
    remote: str = "origin"
    """As which their configuration may say more of it."""
    told: Told | None = field(default=None, compare=False)

    def send(self, store: Store, pointers: Iterable[Pointer]) -> tuple[Pointer, ...]:
        """Put there what is not there; those that neither side has whole. Raises `TransferError`."""
        wanted = tuple(dict.fromkeys(pointers))
        if not wanted:
            return ()
        with self._open("upload") as far:
            return far.send(store, wanted, self._watch(wanted))

    def bring(self, store: Store, pointers: Iterable[Pointer]) -> tuple[Pointer, ...]:
        """Store what is not whole here; those that are whole nowhere. Raises `TransferError`."""
        wanted = tuple(pointer for pointer in dict.fromkeys(pointers) if store.state(pointer) != "present")
        if not wanted:
            return ()
        with self._open("download") as far:
            return far.bring(store, wanted, self._watch(wanted))

    def _watch(self, pointers: Iterable[Pointer]) -> Watch:
        return Watch(sum(pointer.size for pointer in pointers), self.told)

    @contextmanager
    def _open(self, operation: Operation) -> Iterator[Far]:
        folder = Path(self.address.removeprefix("file://"))
        if folder.is_dir() or not (is_web(self.address) or parse_ssh(self.address)):
            yield Folder(Store(find_git_dir(folder)))
            return
        settings = self._settings()
        named = named_endpoint(settings, self.remote, push=operation == "upload")
        place = parse_ssh(self.address)
        if named is not None:
            with self._web(named, {}) as far:
                yield far
        elif is_web(self.address):
            with self._web(guess_endpoint(self.address), {}) as far:
                yield far
        else:
            assert place is not None  # noqa: S101 - nothing else is left
            try:
                with open_ssh(place, settings, operation) as far:
                    yield far
                    return
            except NoCommandError as error:
                endpoint, header = self._endpoint_over_ssh(place, operation, settings, str(error))
            with self._web(endpoint, header) as far:
                yield far

    def _endpoint_over_ssh(
        self, place: SshPlace, operation: Operation, settings: Mapping[str, str], why: str
    ) -> tuple[str, dict[str, str]]:
        """The LFS server that goes with a repository reached by SSH, and what to say there; raises `TransferError`."""
        try:
            found = authenticate(place, settings, operation)
        except NoCommandError as error:
            raise TransferError(
                self.address,
                f"git-lfs-transfer: {why}; git-lfs-authenticate: {error}",
                hint_th="ให้ผู้ดูแลระบบวางคำสั่ง git-lfs-transfer ไว้ที่เครื่องแม่ข่าย (docs/guard.md) หรือตั้ง git config lfs.url",
                hint_en="have prongsai's git-lfs-transfer put on the server (docs/guard.md), or set git config lfs.url",
            ) from error
        endpoint = str(found.get("href") or guess_endpoint(self.address)).rstrip("/")
        header = found.get("header")
        if not endpoint.startswith("https://") and not is_loopback(endpoint):
            raise TransferError(self.address, f"git-lfs-authenticate names an address without https: {endpoint}")
        return endpoint, {str(name): str(value) for name, value in header.items()} if isinstance(header, dict) else {}

    @contextmanager
    def _web(self, endpoint: str, header: dict[str, str]) -> Iterator[Far]:
        from service.ledger.lfs.batch import BatchFar  # noqa: PLC0415 - a library for who needs it
        from service.ledger.lfs.door import Door  # noqa: PLC0415

        if not is_web(endpoint):
            raise TransferError(endpoint, "no web address")
        proxy, authorities = (self._for_address(name, endpoint) for name in ("http.proxy", "http.sslCAInfo"))
        with Door(endpoint, Credentials(self.git, endpoint, header), proxy=proxy, authorities=authorities) as door:
            yield BatchFar(door)

    def _settings(self) -> dict[str, str]:
        """Git's configuration as this person has it: names in lower case, the last value of each."""
        rows = (row.partition("\n") for row in self.git.text("config", "--list", "-z").split("\0") if row)
        return {name.lower(): value for name, _, value in rows}

    def _for_address(self, name: str, address: str) -> str | None:
        try:
            return self.git.text("config", "--get-urlmatch", name, address) or None
        except GitCommandError:
            return None
