"""The store holds exactly the bytes it says it holds, or says that it does not."""

from pathlib import Path

import pytest

from repo_schema.pointers import Pointer
from service.ledger.attachments import Store, digest


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
