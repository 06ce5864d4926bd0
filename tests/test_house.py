"""The house keeps its own rules: arrows, one door to git, nothing of one machine in the tree, words that stay so."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main

from cli.main import app
from repo_schema.findings import CODES

ROOT = Path(__file__).parents[1]
PACKAGES = ("repo_schema", "service", "cli")
READMES = ("README.md", "README.th.md")
MACHINE_PATH = re.compile(rb"(?:^|[^A-Za-z0-9_.])/(?:work|farm)/", re.MULTILINE)
LOCK_OPTION = re.compile(r"://|^\s*--(?!hash=sha256:)|\bfile:", re.MULTILINE)


# The arrows.


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Import-linter over the packages in `folder`, by the contracts of its pyproject.toml."""
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def test_the_arrows_point_down() -> None:
    """cli → service.ledger → repo_schema; no command imports the web; one door to git."""
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """The house with its rooms empty, under its own contracts."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(contracts, encoding="utf-8")
    packages = ("exporting", "extraction", "ledger", "guard", "demo", "api", "site")
    for module in ("repo_schema", "cli", "service", *(f"service/{name}" for name in packages)):
        (tmp_path / module).mkdir()
        (tmp_path / module / "__init__.py").touch()
    for module in ("service/app", "service/ledger/read_model"):
        (tmp_path / f"{module}.py").touch()
    (tmp_path / "service/ledger/repository.py").write_text("import git\n", encoding="utf-8")
    return tmp_path


WRONG_ARROWS = {
    "the law reads the ledger": ("repo_schema", "from service.ledger import read_model"),
    "the law runs programs": ("repo_schema", "import subprocess"),
    "the law opens a database": ("repo_schema", "import sqlite3"),
    "the ledger calls a command": ("service/ledger", "import cli"),
    "the ledger knows the web": ("service/ledger", "import service.app"),
    "a command loads the web application": ("cli", "from service.app import create_app"),
    "a command loads the exporter": ("cli", "import service.exporting"),
    "a command loads the web framework": ("cli", "import fastapi"),
    "the ledger knows the guard": ("service/ledger", "import service.guard"),
    "the reader of files knows the ledger": ("service/extraction", "from service.ledger import read_model"),
    "the guard loads the web framework": ("service/guard", "import starlette"),
    "the demo loads the web framework": ("service/demo", "import starlette"),
    "a command speaks to git": ("cli", "import git"),
    "a route speaks to git": ("service/api", "from git import Repo"),
}


def test_an_empty_house_keeps_the_arrows(small_house: Path) -> None:
    """So that what the next test sees is the wrong arrow and nothing else."""
    result = lint_imports(small_house)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("module", "line"), WRONG_ARROWS.values(), ids=WRONG_ARROWS)
def test_a_wrong_arrow_is_caught(small_house: Path, module: str, line: str) -> None:
    """Each contract bites."""
    (small_house / module / "__init__.py").write_text(f"{line}\n", encoding="utf-8")

    result = lint_imports(small_house)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product, parsed, by its path from the root."""
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_bytes()) for file in files}


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_one_module_speaks_to_git() -> None:
    """Whatever the contracts say: also inside a function, and whatever else of GitPython is asked for."""
    git = {"git", "gitdb"}
    doors = {path for path, module in sources().items() for name in imported(module) if name.split(".")[0] in git}

    assert doors == {"service/ledger/repository.py"}


# The tree.


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def test_nothing_names_the_machine_it_was_written_on() -> None:
    """A path of one workplace means nothing anywhere else."""
    named = [path.relative_to(ROOT).as_posix() for path in committed() if MACHINE_PATH.search(path.read_bytes())]

    assert named == []


def test_no_environment_is_committed() -> None:
    """An environment belongs to one machine."""
    made_here = {".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}

    assert [path for path in committed() if made_here & set(path.relative_to(ROOT).parts)] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_releases_and_no_registry(name: str) -> None:
    """Where packages come from is each machine's to say; what they are is the lock's: releases and their hashes."""
    lock = (ROOT / name).read_text(encoding="utf-8")
    lines = (line.strip() for line in lock.replace("\\\n", " ").splitlines())
    releases = [line for line in lines if line and not line.startswith("#")]

    assert LOCK_OPTION.search(lock) is None
    assert releases
    assert [row for row in releases if "==" not in row or "--hash=sha256:" not in row] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """A dependency that is added and not locked would be missing from every fresh set-up."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")

    assert asked(project["project"]["dependencies"]) <= runtime.keys()
    assert asked(project["dependency-groups"]["dev"]) <= development.keys()
    assert runtime.items() <= development.items()


def locked(name: str) -> dict[str, str]:
    lock = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock, re.MULTILINE))


def asked(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", row, maxsplit=1)[0].lower().replace("_", "-") for row in requirements}


# Words.


def spoken(page: str, what: str) -> set[str]:
    """Every `<what> <word>` in the code of a page, fenced or inline."""
    text = (ROOT / page).read_text(encoding="utf-8")
    code = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    code += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return {word for part in code for word in re.findall(rf"(?:^|[\s(;&|]){what} ([a-z][a-z-]*)", part, re.MULTILINE)}


def commands() -> set[str]:
    return set(getattr(typer.main.get_command(app), "commands", {}))


@pytest.mark.parametrize("page", READMES)
def test_a_readme_names_only_commands_there_are(page: str) -> None:
    """A page that promises a command we lack sends its reader into a wall."""
    assert spoken(page, "prongsai") - commands() == set()


def test_the_readme_names_every_command() -> None:
    """And one that is nowhere told does not exist for its reader."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert commands() != set()
    assert [name for name in sorted(commands()) if not re.search(rf"[`\s]{name}[`\s]", text)] == []


@pytest.mark.parametrize("page", READMES)
def test_a_readme_names_only_targets_there_are(page: str) -> None:
    """`make …`, of the Makefile in the same folder."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert spoken(page, "make") - targets == set()


@pytest.mark.parametrize("page", [*READMES, "docs/threat-model.md", "docs/adr/README.md"])
def test_a_page_links_only_to_files_there_are(page: str) -> None:
    """Links between our own pages."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text(encoding="utf-8"))

    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


# Findings.


def is_text_of_findings(path: str) -> bool:
    return Path(path).name.startswith("finding_texts")


def constants(node: ast.AST | None) -> set[str]:
    """The strings an argument can be, where the source says so: a literal, or one of two."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return constants(body) | constants(orelse)
    return set()


def takers_of_codes(module: ast.Module) -> dict[str, int]:
    """Functions of a module with a parameter `code`, and its place among the positional arguments of a call."""
    takers = {"Finding": 0}
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if "code" in names:
                takers[node.name] = names.index("code") - (names[0] in {"self", "cls"})
    return takers


def called_codes() -> Iterator[tuple[str, str]]:
    """(module, code) wherever the source gives a finding's code in plain words."""
    for path, module in sources().items():
        takers = takers_of_codes(module)
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in takers:
                given = node.args[takers[name]] if len(node.args) > takers[name] else None
                named = next((keyword.value for keyword in node.keywords if keyword.arg == "code"), None)
                yield from ((path, code) for code in constants(given) | constants(named))


def test_every_finding_that_is_made_is_registered() -> None:
    """`Finding` refuses an unknown code as it is made; this says so before the day it is."""
    unregistered = {(path, code) for path, code in called_codes() if code not in CODES}

    assert unregistered == set()


def test_every_registered_finding_is_made_somewhere() -> None:
    """A finding nobody makes is a promise nobody keeps."""
    written = {
        node.value
        for path, module in sources().items()
        if not is_text_of_findings(path)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert sorted(CODES.keys() - written) == []


THREAT_ROW = re.compile(r"^\| (T[0-9]+) \|(.*)\|$", re.MULTILINE)
CODE: Callable[[str], list[str]] = re.compile(r"`([a-z]+(?:_[a-z]+)*)`").findall


def threats() -> dict[str, list[str]]:
    """Threat id to its cells: attack, what stops it, findings, test."""
    rows = THREAT_ROW.findall((ROOT / "docs/threat-model.md").read_text(encoding="utf-8"))
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def test_the_threat_model_names_only_findings_there_are() -> None:
    """The third cell of a row is the findings that answer the attack."""
    assert threats()
    assert {code for cells in threats().values() for code in CODE(cells[2]) if code not in CODES} == set()


def test_the_threat_model_names_only_tests_there_are() -> None:
    """The fourth cell is `file::test`, or says that the defence is not built yet."""
    wrong = []
    for name, cells in threats().items():
        if cells[3].startswith("not yet"):
            continue
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", cells[3])
        wrong += [name] if not named else []
        wrong += [f"{name}: {file}::{test}" for file, test in named if not defines(ROOT / "tests" / file, test)]

    assert wrong == []


def defines(file: Path, test: str) -> bool:
    pattern = re.compile(rf"\bdef {test}\(|^class {test}\b", re.MULTILINE)
    return file.is_file() and pattern.search(file.read_text(encoding="utf-8")) is not None
