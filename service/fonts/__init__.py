"""Sarabun Regular, the typeface of Thai government papers, for the PDFs and pictures we make.

Unchanged from google/fonts, by way of npm's `@expo-google-fonts/sarabun` 0.4.1. SIL Open Font License 1.1: `OFL.txt`.
"""

from importlib.resources import files
from pathlib import Path

__all__ = ["font_path"]


def font_path() -> Path:
    """Where the typeface lies; the package is installed unpacked, so that it is a file."""
    return Path(str(files("service.fonts") / "Sarabun-Regular.ttf"))
