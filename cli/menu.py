"""Commands that are loaded when they are run: help and completion tell of all of them and load none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = ["Menu", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One command, or one group of them, as it is told of before it is loaded."""

    name: str
    place: str
    """`module:function` of a command, `module:app` of a group."""
    panel: str
    help: str
    """Its first line about itself; a test holds the two equal."""

    def told(self) -> TyperCommand:
        """A stand-in: it can be listed, and not be run."""
        return TyperCommand(self.name, help=self.help, rich_help_panel=self.panel)

    def load(self) -> Any:
        """The command itself."""
        module, _, attribute = self.place.partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            group = typer.main.get_group(found)
            group.name = self.name
            return group
        alone = typer.Typer(add_completion=False)
        alone.command(self.name)(found)
        return typer.main.get_command(alone)


class Menu(TyperGroup):
    """A group of rows, given by its subclass."""

    rows: ClassVar[Iterable[Row]] = ()
    words: ClassVar[Mapping[str, str]] = {}
    """Of Typer's own options, by their names."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {row.name: row.told() for row in self.rows}

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)
        for option in found:
            option.help = self.words.get(option.name, option.help)
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """As every group does it, and only then load the one that was meant."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, next((row.load() for row in self.rows if row.name == name), None), rest
