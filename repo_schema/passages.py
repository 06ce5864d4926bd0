"""What a document says, in pieces that each know where they stand: what detectors read, whatever the file was.

The text is given as it was found; who compares it normalises it first. A reading that could not see everything says
so: what nobody could read is unverifiable, never clean.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Passage", "Reading", "Remark", "RemarkCode"]

RemarkCode: TypeAlias = Literal[
    "no_text_layer",
    "text_garbled",
    "hidden_sheet",
    "hidden_rows",
    "comment",
    "tracked_change",
    "annotation",
    "embedded_file",
    "photo_position",
    "not_read_whole",
]
"""What a reader should know beyond the text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One line, cell or paragraph."""

    where: str
    """Where a person finds it again, in the document's own words: `หน้า 3`, `Sheet1!B4`, `title`."""
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that its text does not show."""

    code: RemarkCode
    where: str
    found: str = ""
    """Short and free of the value itself: a sheet's name, a count."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that could be read of one file."""

    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...] = ()
