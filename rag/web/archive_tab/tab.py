"""What the archive tab shows after each thing that its reader does; as handlers.py does."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from rag.answering.provenance import read_history
from rag.errors import ClippingsError, UsageError
from rag.store.statistics import read_holdings, read_roots
from rag.web.archive_tab.contents import render_condition, render_holdings
from rag.web.archive_tab.refresh_runs import Refreshing, read_named_sources
from rag.web.archive_tab.refresh_view import render_progress
from rag.web.handlers import Sent, View
from rag.web.templating import render
from rag.web.views.reader import render_article

if TYPE_CHECKING:
    from rag.store.archive import ArchiveReader
    from rag.web.conversation import Turns

PARTS = ("figures", "refresh", "progress", "holdings", "condition")  # from the top


class ArchiveTab:
    """One archive as a whole; keeps nothing of any tab."""

    def __init__(self, archive: "ArchiveReader", refreshing: Refreshing | None = None) -> None:
        """`refreshing` is None where the page may not refresh."""
        self._archive = archive
        self._refreshing = refreshing

    @property
    def may_refresh(self) -> bool:
        return self._refreshing is not None

    def look(self, _turns: "Turns", _sent: Sent) -> Generator[View, None, None]:
        """All of the tab, and a second later whether the index is whole."""
        yield from self._all(self._form())

    def read(self, _turns: "Turns", sent: Sent) -> View:
        """An article for its own sake, nothing of it marked."""
        id_ = str(sent.get("id", ""))
        try:
            found = self._archive.article(id_)
            story = render_article(found, states=read_history(id_, self._archive))
        except UsageError:
            story = render("reader", "missing")
        shown = render("reader", "opened", name=f"article {id_}", story=story)
        return {"opened": "", "article": shown}

    def refresh(self, _turns: "Turns", sent: Sent) -> Generator[View, None, None]:
        """Begin a refresh from what is named in the form, or follow the one that is running."""
        try:
            names = read_named_sources(sent.get("names"))
        except UsageError as error:
            yield {"progress": render("refresh", "failed", why=str(error))}
            return
        begun = self._refreshing is not None and self._refreshing.begin(names)
        yield from self._follow(already=not begun)

    def confirm(self, _turns: "Turns", sent: Sent) -> Generator[View, None, None]:
        """Refresh once more from the same sources, now with the removals that were put off."""
        refreshing = self._refreshing
        if refreshing is None:
            return
        if refreshing.state.turn != sent.get("turn"):  # what is agreed to is not what is known now
            yield {"progress": render_progress(refreshing.state)}
            return
        begun = refreshing.begin(refreshing.state.names, yes=True)
        yield from self._follow(already=not begun)

    def follow(self, _turns: "Turns", _sent: Sent) -> Generator[View, None, None]:
        """How far the refresh is that is running already, until it ends."""
        yield from self._follow()

    def call_off(self) -> None:
        """End the refresh; whoever follows it, this tab too, is told by that how it went."""
        if self._refreshing is not None:
            self._refreshing.cancel()

    def _follow(self, *, already: bool = False) -> Generator[View, None, None]:
        if self._refreshing is None:
            return
        for state in self._refreshing.follow():
            yield {"progress": render_progress(state, already=already)}
        yield from self._all({})

    def _all(self, first: View) -> Generator[View, None, None]:
        try:
            yield first | self._held()
            yield {"condition": self._condition()}
        except ClippingsError as error:
            yield {"holdings": render("refresh", "failed", why=str(error))}

    def _form(self) -> View:
        if self._refreshing is None:
            return {}
        with self._archive.snapshot() as catalogue:
            named = read_roots(catalogue)
        return {
            "refresh": render("refresh", "form", roots=named),
            "progress": render_progress(self._refreshing.state),
        }

    def _held(self) -> dict[str, Any]:
        status = self._archive.status()
        with self._archive.snapshot() as catalogue:
            held = read_holdings(catalogue)
        return {
            "figures": render("contents", "figures", status=status, outlets=len(held.outlets)),
            "holdings": render_holdings(status, held),
            "condition": render_condition(status, whole=None),
        }

    def _condition(self) -> str:
        return render_condition(self._archive.status(), whole=self._archive.has_whole_index())
