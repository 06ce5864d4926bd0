"""The store holds exactly the bytes it says it holds, or says that it does not."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from repo_schema.pointers import Pointer
from service.ledger.attachments import DifferentBytesError, Store, digest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "repository.git")


def test_bytes_come_back_as_they_went_in(store: Store) -> None:
    pointer = store.add([b"one ", b"two"])

    assert store.state(pointer) == "present"
    assert store.path(pointer.sha256).read_bytes() == b"one two"
    assert digest(store.path(pointer.sha256)) == pointer


def test_what_is_elsewhere_changed_is_damaged(store: Store) -> None:
    pointer = store.add([b"one two"])
    store.path(pointer.sha256).write_bytes(b"one twq")

    assert store.state(pointer) == "damaged"
    assert store.state(Pointer(pointer.sha256, 8)) == "damaged"
    assert store.state(Pointer("0" * 64, 7)) == "missing"


def test_a_reading_that_fails_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    """A full disk, a drive pulled out."""

    def chunks() -> object:
        yield b"half of it"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.add(chunks())  # type: ignore[arg-type]
    assert [file for file in (tmp_path / "repository.git").rglob("*") if file.is_file()] == []


def test_copying_mends_what_is_damaged_and_names_what_neither_has(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other.git")
    whole, damaged = store.add([b"whole"]), store.add([b"damaged"])
    other.add([b"damaged"])
    other.path(damaged.sha256).write_bytes(b"?")
    nowhere = Pointer("0" * 64, 3)

    lacking = other.copy_from(store, [whole, damaged, nowhere])

    assert lacking == (nowhere,)
    assert (other.state(whole), other.state(damaged)) == ("present", "present")


def test_damage_does_not_travel(store: Store, tmp_path: Path) -> None:
    pointer = store.add([b"whole"])
    store.path(pointer.sha256).write_bytes(b"?")
    other = Store(tmp_path / "other.git")

    assert other.copy_from(store, [pointer]) == (pointer,)
    assert other.state(pointer) == "missing"


def test_what_is_taken_is_what_was_pointed_to(store: Store, tmp_path: Path) -> None:
    """Too long is known before all of it has come."""
    asked: list[bytes] = []

    def endless() -> Iterator[bytes]:
        while True:
            asked.append(b"x")
            yield b"x" * 10

    whole = Pointer(hashlib.sha256(b"whole").hexdigest(), 5)
    for chunks in ([b"whale"], [b"whole", b"!"], [b"who"], endless()):
        with pytest.raises(DifferentBytesError):
            store.take(whole, chunks)
    assert len(asked) == 1
    assert [file for file in (tmp_path / "repository.git").rglob("*") if file.is_file()] == []

    store.take(whole, [b"wh", b"ole"])
    assert store.state(whole) == "present"


@pytest.mark.parametrize("mode", [0o755, 0o2775, 0o700])
def test_files_are_shared_as_the_repository_is(store: Store, tmp_path: Path, mode: int) -> None:
    """With a service of another user, with colleagues of the same group; or with nobody."""
    objects = tmp_path / "repository.git/objects"
    objects.mkdir(parents=True)
    objects.chmod(mode)

    path = store.path(store.add([b"one two"]).sha256)

    assert path.stat().st_mode & 0o777 == mode & 0o666
    assert [folder.stat().st_mode & 0o7777 for folder in path.parents[:4]] == [mode] * 4


def test_what_a_killed_process_left_is_cleared_away(store: Store) -> None:
    folder = store.path(store.add([b"one"]).sha256).parents[2]
    old, young = folder / "incoming-old", folder / "incoming-young"
    for file in (old, young):
        file.write_bytes(b"half of it")
    os.utime(old, (0, 0))

    store.add([b"two"])

    assert (old.exists(), young.exists()) == (False, True)
