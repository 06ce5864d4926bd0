"""The shape of a finding's words."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["CodeText", "Family"]


class CodeText(NamedTuple):
    th: str
    en: str
    hint_th: str
    hint_en: str


class Family(NamedTuple):
    """Codes raised by one part of the system, in the order in which it looks."""

    id: str
    th: str
    en: str
    codes: Mapping[str, CodeText]
