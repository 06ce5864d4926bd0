"""How long it takes to begin: the menu, and `check` of one file, beside a bare Typer app of two commands.

    python benchmarks/start.py [ROUNDS]

Whole processes, in turn. `check` opens the repository, verifies its history (a short one) and checks one changed item;
the app that loads the same libraries does nothing with them.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import in_turn, print_table  # noqa: E402 - the path comes first
from tests.support.ledger import CONTACT, contact, dump  # noqa: E402
from tests.support.office import CLERK, Office  # noqa: E402

BARE = """
from typing import Annotated
import typer
{libraries}
app = typer.Typer(add_completion=False)

@app.command()
def check(path: Annotated[str, typer.Argument(help="A file.")], repo: Annotated[str, typer.Option()] = ".") -> None:
    "Check a file."

@app.command()
def other() -> None:
    "Do something else."

app()
"""
LIBRARIES = "import cryptography.hazmat.primitives.serialization, git, jsonschema_rs, yaml"


def main(rounds: int = 7) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "office")
        office.publish_item(contact("+6638000001"))
        (office.desk(CLERK) / CONTACT).write_bytes(dump(contact("+6638000002")[CONTACT]))
        bare, loaded = Path(folder) / "bare.py", Path(folder) / "loaded.py"
        bare.write_text(BARE.format(libraries=""), encoding="utf-8")
        loaded.write_text(BARE.format(libraries=LIBRARIES), encoding="utf-8")
        ours = [sys.executable, "-m", "cli"]
        helps = {
            "bare Typer app --help": [sys.executable, str(bare), "--help"],
            "prongsai --help": [*ours, "--help"],
        }
        checks = {
            "bare Typer app, a command": [sys.executable, str(bare), "check", CONTACT],
            "the same, our libraries loaded": [sys.executable, str(loaded), "check", CONTACT],
            "prongsai check --help": [*ours, "check", "--help"],
            "prongsai check, one file": [*ours, "check", CONTACT, "--repo", str(office.desk(CLERK))],
        }
        print_table(in_turn(helps, rounds), "bare Typer app --help")
        print_table(in_turn(checks, rounds), "bare Typer app, a command")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
