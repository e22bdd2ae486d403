"""Reading the lines of copied HTML that has tables in it, as Word, Excel and browsers write it."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "body", "caption"})
_SILENT = frozenset({"style", "script", "title", "head", "xml"})


def lines_of(html: str) -> list[str]:
    """Return the lines of a copied page: its paragraphs, and one line for each table row, cells apart by " – "."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.lines


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text: list[str] = []
        self._rows: list[list[str]] = []
        """Cells of the open rows, the innermost last; never more than tables are open."""
        self._tables = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._tables += 1
        elif tag == "tr":
            # Rows and tables need not be closed in HTML.
            self._tables = max(1, self._tables)
            self._end_rows(self._tables - 1)
            if not self._rows:
                self._end_line()
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "br" or tag in _BLOCKS:
            self._break()
            if tag == "li":
                self._text.append("• ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "tr":
            self._end_rows(self._tables - 1)
        elif tag == "table":
            self._tables = max(0, self._tables - 1)
            self._end_rows(self._tables)
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # Line ends of the file itself are no line ends of the text.
            self._text.append(" ".join(data.split("\n")).replace("\r", " ").replace("\t", " "))

    def finish(self) -> None:
        """Keep what is still in hand."""
        self._end_rows(0)
        self._end_line()

    def _end_line(self) -> None:
        text = self._taken()
        if text:
            self.lines.append(text)

    def _break(self) -> None:
        if self._rows:
            self._text.append(" ")
        else:
            self._end_line()

    def _taken(self) -> str:
        text = "".join(self._text).strip()
        self._text = []
        return text

    def _end_cell(self) -> None:
        text = self._taken()
        if self._rows and text:
            self._rows[-1].append(text)
        elif text:
            self.lines.append(text)

    def _end_rows(self, left: int) -> None:
        """End the innermost rows until no more than ``left`` are open."""
        from ui.pasted import CELL

        while len(self._rows) > max(0, left):
            self._end_cell()
            row = CELL.join(self._rows.pop())
            if self._rows:
                self._text.append(f"{row} ")
            elif row:
                self.lines.append(row)
