"""The command line keeps its promises: help everywhere, the shared options, JSON on stdout, and no web stack."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from cli.main import COMMANDS, app
from cli.menu import Row
from tests.support.ledger import CONTACT, contact
from tests.support.office import CHIEF, CLERK, HEAD, ROOT, Office, command, run_here

UNITS = ("new", "attach", "check", "submit", "status", "attest", "waive", "import")
REVIEWERS = ("inbox", "review", "approve", "return")
EVERYONE = ("log", "show", "diff", "verify", "calendar", "doctor", "witness")
ADMINISTRATORS = ("init", "demo", "serve", "export", "pack")
TAKING_DOWN = ("withdraw", "suppress", "lift", "erase")
GROUPS = ("guard", "office", "person", "recovery", "reviews")
"""Commands of several words: each of the last has the shared options."""
PROMISED = {*UNITS, *REVIEWERS, "publish", *EVERYONE, *ADMINISTRATORS, *TAKING_DOWN, *GROUPS}
READING = {"pack", "export", *TAKING_DOWN, *UNITS, *REVIEWERS, "publish", *EVERYONE}
"""Commands that read a repository in which one may stand."""
WRITING = {"pack", *TAKING_DOWN, "new", "attach", "submit", "attest", "waive", "import", "approve", "return", "publish"}
CONTACT_ID = "contact/office-of-palad/main"


@cache
def commands() -> dict[str, Any]:
    """All of them, loaded."""
    return {row.name: row.load() for row in COMMANDS}


def options(name: str) -> set[str]:
    command = commands()[name]
    below = list(command.commands.values()) if name in GROUPS else [command]
    return set.intersection(*({option for parameter in one.params for option in parameter.opts} for one in below))


def test_the_commands_are_the_promised_ones() -> None:
    assert set(getattr(typer.main.get_command(app), "commands", {})) == PROMISED


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
def test_the_menu_says_of_each_command_what_it_says_itself(row: Row) -> None:
    """The menu is read without loading any; under the name it is called by, too."""
    command = commands()[row.name]

    assert (command.name, command.help) == (row.name, row.help)


def test_a_misspelt_command_is_told_what_was_meant() -> None:
    done = CliRunner().invoke(app, ["verfy"])

    assert done.exit_code == 2
    assert "verify" in done.output


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_command_has_the_shared_options(name: str) -> None:
    promised = {"--format", "--lang"}
    promised |= {"--repo"} if name in READING else set()
    promised |= {"--dry-run"} if name in WRITING else set()

    assert promised - options(name) == set()


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", ["", *sorted(PROMISED)])
def test_every_command_explains_itself(name: str, flag: str) -> None:
    """In Thai and English, without doing anything."""
    done = run_here([*([name] if name else []), flag])

    assert done.code == 0
    assert "Usage: " in done.out
    assert any("ก" <= char <= "๛" for char in done.out)
    assert name in done.out


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_option_and_argument_is_explained(name: str) -> None:
    unexplained = [parameter.name for parameter in commands()[name].params if not getattr(parameter, "help", None)]

    assert unexplained == []


def test_no_command_loads_the_web_stack(tmp_path: Path) -> None:
    """Nor the demo's makers of papers, unless it is the demo."""
    for words in (["--help"], ["verify", "--repo", str(tmp_path)], ["check", "--repo", str(tmp_path)]):
        assert WEB & loaded(words, tmp_path) == set()


@pytest.mark.parametrize("words", [[], ["--help"], ["verfy"]], ids=str)
def test_the_menu_loads_nothing_that_it_does_not_need(words: list[str], tmp_path: Path) -> None:
    """Whoever asks which commands there are waits for none of them. (Typer reads a word with pydantic, itself.)"""
    heavy = {"cryptography", "git", "httpx2", "jsonschema_rs", "sqlite3", "yaml"}
    heavy |= {"pydantic"} if words != ["verfy"] else set()

    assert loaded(words, tmp_path) & (WEB | heavy) == set()


def test_completion_knows_the_commands_and_loads_none(tmp_path: Path) -> None:
    """What a shell asks while a word is being typed."""
    asked = {"_PRONGSAI_COMPLETE": "complete_bash", "COMP_WORDS": "prongsai ver", "COMP_CWORD": "1"}

    assert ask([], tmp_path, **asked).stdout.split() == ["verify"]
    assert loaded([], tmp_path, **asked) & {"cli.auditors", "git"} == set()


WEB = {"fastapi", "starlette", "uvicorn", "fpdf", "openpyxl", "PIL", "uharfbuzz"}
LISTING = """
import atexit, sys
atexit.register(lambda: sys.stderr.write("\\nloaded: " + " ".join(sys.modules)))
sys.argv[0] = "prongsai"
from cli.main import run
run()
"""
"""A command that ends by saying which modules it loaded."""


def ask(words: list[str], where: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LISTING, *words],
        cwd=where,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def loaded(words: list[str], where: Path, **environment: str) -> set[str]:
    told = ask(words, where, **environment).stderr.splitlines()[-1].split()

    assert told[0] == "loaded:"
    return set(told)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """One item published, the next submission of it on its way."""
    office = Office(tmp_path_factory.mktemp("help") / "office")
    office.publish_item(contact("+6638000001"))
    office.submit(CLERK, contact("+6638000002"))
    office.write(CLERK, "file.pdf", b"%PDF-1.7")
    return office


SPOKEN: dict[str, tuple[str, list[str], int]] = {
    "new": (CLERK, ["new", "service-manual"], 0),
    "new, refused": (CLERK, ["new", "weather"], 1),
    "attach": (CLERK, ["attach", CONTACT_ID, "FILE", "--dry-run"], 0),
    "attach, refused": (CLERK, ["attach", CONTACT_ID, "missing.pdf"], 4),
    "check": (CLERK, ["check", CONTACT_ID], 0),
    "submit, refused": (CLERK, ["submit", CONTACT_ID], 1),
    "status": (CLERK, ["status"], 0),
    "status, refused": (CLERK, ["status", "--unit", "weather"], 1),
    "attest": (CLERK, ["attest", CONTACT_ID, "--dry-run"], 0),
    "attest, refused": (CLERK, ["attest", "laws/legal/main"], 1),
    "calendar": (CLERK, ["calendar", "--unit", "office-of-palad"], 0),
    "calendar, refused": (CLERK, ["calendar", "--unit", "weather"], 1),
    "inbox": (HEAD, ["inbox"], 0),
    "review": (HEAD, ["review", CONTACT_ID], 0),
    "review, refused": (HEAD, ["review", "x"], 1),
    "approve": (HEAD, ["approve", CONTACT_ID, "--dry-run"], 0),
    "approve, refused": (CHIEF, ["approve", CONTACT_ID], 1),
    "return": (HEAD, ["return", CONTACT_ID, "--reason", "หมายเลขผิด กรุณาแก้", "--dry-run"], 0),
    "return, refused": (CHIEF, ["return", CONTACT_ID, "--reason", "หมายเลขผิด กรุณาแก้"], 1),
    "publish, refused": (CLERK, ["publish", CONTACT_ID], 1),
    "log": (CLERK, ["log"], 0),
    "log of an item": (CLERK, ["log", CONTACT_ID], 0),
    "log, refused": (CLERK, ["log", "x/y/z"], 1),
    "show": (CLERK, ["show", CONTACT_ID], 0),
    "show, refused": (CLERK, ["show", CONTACT_ID, "--version", "9"], 1),
    "diff": (CLERK, ["diff", CONTACT_ID], 0),
    "diff, refused": (CLERK, ["diff", CONTACT_ID, "--to", "9"], 1),
    "verify": (CLERK, ["verify"], 0),
    "verify, refused": (CLERK, ["verify", "--anchor", "0" * 40], 4),
}


@pytest.mark.parametrize(("person", "words", "code"), SPOKEN.values(), ids=SPOKEN)
def test_json_is_the_whole_of_stdout(office: Office, person: str, words: list[str], code: int) -> None:
    """Also for refusals; and the same command speaks Thai and English to people."""
    file = str(office.desk(CLERK) / "file.pdf")
    words = [file if word == "FILE" else word for word in words]

    done = office.cli(person, *words)

    assert done.code == code, done.text
    assert isinstance(done.json, dict)
    if words[0] == "new" and code == 0:
        return
    thai = office.cli(person, *words, "--lang", "th", json=False)
    english = office.cli(person, *words, "--lang", "en", json=False)
    assert (thai.code, english.code) == (code, code)
    assert "prongsai-bug" not in thai.text + english.text
    assert thai.text.strip()
    assert english.text.strip()
    assert "Traceback" not in thai.text + english.text


@pytest.mark.parametrize(("locale", "thai"), [("C.UTF-8", True), ("th_TH.UTF-8", True), ("en_GB.UTF-8", False)])
def test_the_locale_chooses_the_language(office: Office, monkeypatch: Any, locale: str, *, thai: bool) -> None:
    monkeypatch.setenv("LC_ALL", locale)

    told = office.cli(CLERK, "check", CONTACT_ID, json=False).out

    assert ("ไม่พบข้อผิดพลาด" in told) is thai


def test_a_reader_who_leaves_early_changes_no_exit_code(office: Office) -> None:
    """`prongsai verify | true`: nobody hears it, but what it found still is the exit code."""
    vandal = office.copy_to(office.folder.parent / "vandalised")
    desk = vandal.desk(CLERK)
    (desk / CONTACT).write_text("mine\n", encoding="utf-8")
    for words in (["add", CONTACT], ["commit", "--quiet", "--no-gpg-sign", "--message", "mine"]):
        subprocess.run(["git", "-C", str(desk), *words], check=True)
    read, write = os.pipe()
    os.close(read)
    try:
        process = subprocess.run(
            command(["verify", "--repo", desk]),
            cwd=ROOT,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(write)

    assert process.returncode == 1, process.stderr
    assert "Traceback" not in process.stderr
    assert "BrokenPipe" not in process.stderr


def test_json_needs_no_terminal_and_no_utf8_locale(office: Office) -> None:
    """A log collector with an ASCII stdout still gets the words."""
    done = subprocess.run(
        command(["verify", "--repo", office.origin, "--format", "json"]),
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["trusted"] is True
