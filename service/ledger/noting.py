"""One note on each merge request, kept true: written once, by our account, and written again only when it would differ.

A note is told to be ours by who wrote it and by its first line; what anybody else writes, or puts under that line, is
left alone. A forge that takes no notes holds up nothing: what was recorded and published stays so.
"""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from repo_schema.findings import Finding
from repo_schema.layout import ItemPath, classify
from service.ledger.errors import RefusedError
from service.ledger.forges.common import ForgeError, Note, Notes
from service.ledger.inbox import pending_at
from service.ledger.note_page import MARKER, NotePage, Published, published_line, render_note
from service.ledger.recorder import Imported
from service.ledger.reviewing import Review, read_whole
from service.ledger.workspace import Workspace

__all__ = ["Outcome", "write_notes"]

Outcome: TypeAlias = Literal["added", "edited", "unchanged"]
_VERSION: Final = "{base}/items/{item}/versions/{number}"


def write_notes(
    workspace: Workspace, forge: Notes, rows: Iterable[Imported], *, public_url: str | None = None
) -> dict[int, Outcome | Finding]:
    """The note of each merge request in `rows`, by its number: what became of it, or why nothing did.

    `public_url`: the reading site's address, without a slash at its end.
    """
    done: dict[int, Outcome | Finding] = {}
    told = list(rows)
    if not told:
        return done
    workspace.refresh()
    try:
        me = forge.account()
    except ForgeError as error:
        return dict.fromkeys((row.request.number for row in told), _failed(error))
    for row in told:
        page = _page(workspace, forge, row, public_url)
        try:
            done[row.request.number] = _write(forge, row, me, render_note(page))
        except ForgeError as error:
            done[row.request.number] = _failed(error)
    return done


def _write(forge: Notes, row: Imported, me: str, text: str) -> Outcome:
    standing = next((note for note in forge.notes(row.request) if _is_ours(note, me)), None)
    if standing is None:
        forge.add_note(row.request, text)
        return "added"
    if standing.body.replace("\r\n", "\n").strip() == text.strip():
        return "unchanged"
    if row.outcome != "published" and published_line(row.request.head) in standing.body.splitlines():
        return "unchanged"  # it was; a newer version of the item takes nothing back
    forge.edit_note(row.request, standing.id, text)
    return "edited"


def _is_ours(note: Note, me: str) -> bool:
    return note.login == me and note.body.startswith(MARKER)


def _failed(error: ForgeError) -> Finding:
    return Finding("note_not_written", found=str(error))


def _page(workspace: Workspace, forge: Notes, row: Imported, public_url: str | None) -> NotePage:
    law = workspace.history.law
    published = _published(workspace, row, public_url) if row.outcome == "published" else ()
    review = _review(workspace, row) if row.outcome != "published" else None
    return NotePage(row, law.policy, law.settings.domain, forge.page_of, review, published)


def _review(workspace: Workspace, row: Imported) -> Review | None:
    if row.tip is None:
        return None
    try:
        return read_whole(workspace, pending_at(workspace, row.id, row.tip))
    except RefusedError:  # what stands against it is told instead
        return None


def _published(workspace: Workspace, row: Imported, public_url: str | None) -> tuple[Published, ...]:
    items = [kind for kind in map(classify, row.paths) if isinstance(kind, ItemPath)]
    numbers = {item.id: workspace.history.versions_of(item.path) for item in items}
    return tuple(
        Published(item, number, _VERSION.format(base=public_url, item=item, number=number) if public_url else None)
        for item, number in numbers.items()
    )
