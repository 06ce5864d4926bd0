"""The table in docs/threat-model.md is a promise: every row names tests that are there and findings that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from repo_schema.findings import CODES

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs/threat-model.md"
ROW = re.compile(r"\| (T[0-9]{2,3}) \| (.+) \| (.+) \| (.+) \| (.+) \|")
ROWS = {match[1]: match for match in map(ROW.fullmatch, PAGE.read_text(encoding="utf-8").splitlines()) if match}


@cache
def functions_of(file: Path) -> frozenset[str]:
    nodes = ast.walk(ast.parse(file.read_bytes()))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def test_no_threat_is_numbered_twice() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| T")]

    assert len(rows) == len(ROWS)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_threat_names_tests_that_are_there(row: re.Match[str]) -> None:
    named = re.findall(r"`([a-z_/]+\.py)::(\w+)`", row[5])

    assert named or row[5].startswith("not yet: ")
    assert [name for file, name in named if name not in functions_of(TESTS / file)] == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_threat_names_findings_that_exist(row: re.Match[str]) -> None:
    named = re.findall(r"`(\w+)`", row[4])

    assert named or row[4].startswith("none")
    assert set(named) <= CODES.keys()
