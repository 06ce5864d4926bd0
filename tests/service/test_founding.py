"""An office begins whole, signed by its administrator, or not at all."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.ledger import founding
from service.ledger.errors import RefusedError
from service.ledger.founding import first_contents, found, read_office, template_root
from service.ledger.repository import Repository
from service.ledger.verifier import verify
from tests.support import office as support
from tests.support.office import ADMIN, CLERK, SAMPLE, git


@pytest.fixture
def office(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "office.yaml").write_text(support.office_text(), encoding="utf-8")
    return read_office(tmp_path / "office.yaml")


def test_the_documented_sample_is_an_office() -> None:
    assert read_office(SAMPLE)["schema"] == "office/v1"


def test_the_anchor_holds_the_template_and_the_office(office: dict[str, Any], tmp_path: Path) -> None:
    begun = found(tmp_path / "first", office, key=support.keys() / ADMIN)

    listed = set(git(begun.path, "ls-tree", "-r", "--name-only", "main").splitlines())
    template = {file.relative_to(template_root()).as_posix() for file in template_root().rglob("*") if file.is_file()}
    assert listed == template | {"prongsai.yaml", "policy/offices.yaml", "policy/people.yaml", "policy/units.yaml"}
    assert git(begun.path, "status", "--porcelain") == ""
    assert git(begun.path, "rev-list", "--count", "main") == "1"
    with Repository(begun.path) as repository:
        assert verify(repository, anchor=begun.anchor).trusted


def test_units_may_be_left_to_the_template(office: dict[str, Any]) -> None:
    del office["units"]

    contents = first_contents(office)

    assert contents["policy/units.yaml"] == (template_root() / "policy/units.yaml").read_bytes()
    assert yaml.safe_load(contents["prongsai.yaml"])["frameworks"] == ["oit-2563"]


def test_a_beginning_that_fails_leaves_nothing(
    office: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong, and whenever."""
    (tmp_path / "office.yaml").unlink()
    with pytest.raises(RefusedError):
        found(tmp_path / "new", office, key=support.keys() / CLERK)

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(founding, "entries_of", fail)
    with pytest.raises(KeyboardInterrupt):
        found(tmp_path / "new", office, key=support.keys() / ADMIN)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_used(office: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()

    assert found(tmp_path / "new", office, key=support.keys() / ADMIN).path == tmp_path / "new"


def test_the_hooks_of_the_machine_are_not_installed(office: dict[str, Any], tmp_path: Path) -> None:
    begun = found(tmp_path / "first", office, key=support.keys() / ADMIN)

    assert not list((begun.path / ".git").glob("hooks/*"))


def test_stock_git_checks_the_anchor(office: dict[str, Any], tmp_path: Path) -> None:
    begun = found(tmp_path / "first", office, key=support.keys() / ADMIN)
    (tmp_path / "signers").write_text(f"{ADMIN} {support.public_key(ADMIN)}\n", encoding="utf-8")

    allowed = f"gpg.ssh.allowedSignersFile={tmp_path / 'signers'}"
    command = ["git", "-C", str(begun.path), "-c", allowed, "verify-commit", begun.anchor]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
