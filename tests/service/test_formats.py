"""Older repositories and indexes open in a newer release; newer ones are refused in words, never half understood."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from repo_schema.admission import AnchorError
from repo_schema.validation import REPOSITORY_FORMAT, find_schema
from service.ledger.follower import Follower, describe
from service.ledger.index import FORMAT
from service.ledger.read_model import ReadModel
from tests.support.ledger import LedgerBuilder, contact, settings

NEWER: list[dict[str, Any]] = [{"format": REPOSITORY_FORMAT + 1}, {"schema": "settings/v2"}]


def of_format(path: Path, newer: dict[str, Any]) -> LedgerBuilder:
    return LedgerBuilder(path, contents={"prongsai.yaml": settings() | newer})


def test_the_form_of_settings_knows_the_format_that_is_said_to_be_known() -> None:
    schema = find_schema("settings/v1")
    assert schema is not None
    assert schema["properties"]["format"]["const"] == REPOSITORY_FORMAT


@pytest.mark.parametrize("newer", NEWER, ids=repr)
def test_a_newer_repository_is_refused_in_words(tmp_path: Path, newer: dict[str, Any]) -> None:
    ledger = of_format(tmp_path / "origin.git", newer)
    with (
        Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower,
        pytest.raises(AnchorError) as caught,
    ):
        follower.start()
    assert [finding.code for finding in caught.value.findings] == ["format_newer"]
    assert "this release knows formats up to 1" in describe(caught.value).message["en"]
    assert "prongsai" in describe(caught.value).hint["th"]


def test_the_commands_say_so_too(tmp_path: Path) -> None:
    ledger = of_format(tmp_path / "origin.git", NEWER[0])
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    verify = ["cli", "verify", "--repo", str(ledger.git_dir), "--anchor", ledger.anchor, "--lang", "en"]
    serve = ["service", str(ledger.git_dir), "--anchor", ledger.anchor, "--port", "0", "--workers", "1"]
    for command, code in ((verify, 4), (serve, 1)):
        run = subprocess.run(
            [sys.executable, "-m", *command], check=False, capture_output=True, text=True, timeout=60, env=environment
        )
        assert run.returncode == code
        assert "Install a newer prongsai" in run.stdout + run.stderr
        assert "Traceback" not in run.stderr


def test_who_raises_the_format_stops_nobody(tmp_path: Path) -> None:
    """Otherwise one line would end verification everywhere."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact("+6638000001"))
    bad = ledger.publish_item({"prongsai.yaml": settings() | NEWER[0]})
    ledger.publish_item(contact("+6638000002"))
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
    model = ReadModel(tmp_path / "index.sqlite")
    with model.snapshot() as snapshot:
        assert snapshot.counts() == (3, 1)
        codes = {finding["code"] for finding in json.loads(snapshot.change(bad))["findings"]}
        assert "format_newer" in codes
    model.close()


@pytest.mark.parametrize("form", [FORMAT - 1, FORMAT + 1], ids=["older", "newer"])
def test_an_index_of_another_release_is_built_again_and_keeps_no_reader_waiting(tmp_path: Path, form: int) -> None:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    index = tmp_path / "index.sqlite"
    for _ in range(2):
        with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
            follower.ensure()
        connection = sqlite3.connect(index)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (form,))
        connection.commit()
        connection.close()
    with Follower(ledger.git_dir, index, anchor=ledger.anchor) as follower:
        assert not follower.has_index()
        follower.ensure()
        model = ReadModel(index)
        with model.snapshot() as snapshot:
            assert snapshot.head == ledger.head
        model.close()
