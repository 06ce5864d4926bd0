"""Items made of an office's existing files: labelled so, their original date a claim, and kept in their place.

Years of files cannot be typed into forms again; what is due from now on can. So an imported item stands for a period,
or says of itself that it is of a day, before the repository began, and never takes the place of one that has content.
What it lacks of its form is plain from the label.
"""

from collections.abc import Iterator
from datetime import date

from repo_schema.calendar import period_range
from repo_schema.documents import Document
from repo_schema.findings import Finding

__all__ = ["check_imported", "is_imported"]


def is_imported(document: Document) -> bool:
    return "imported" in document.value


def check_imported(document: Document, *, began: date, replaces_content: bool) -> Iterator[Finding]:
    """What forbids `document`, an imported item, in a repository that began on a day."""
    if not is_imported(document):
        return
    last = period_range(document.value["period"])[1]
    if last >= began:
        yield Finding(
            "import_too_new",
            path=document.path,
            line=document.line_of(("period",)),
            field="period",
            expected=began.isoformat(),
            found=last.isoformat(),
        )
    if replaces_content:
        yield Finding("import_replaces", path=document.path, line=document.line_of(("imported",)), field="imported")
