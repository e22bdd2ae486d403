"""Figure 19: a thousand self-review forms in one file, beside the same lines drawn by bare canvas calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from benchmarks.harness import Figure, Trial
from benchmarks.minutes_book import first_words, recorded
from db.evaluation_records import Subject
from desktop_app.documents.pdf.several import Entry, several_into
from desktop_app.documents.review_form import FormData, form_document
from desktop_app.documents.review_words import Fill
from tests.helpers import review_papers as sample

FORMS = 1000
YEAR = 2026


def _entries(forms: int) -> Iterator[Entry]:
    """Yield forms of many people, filled in beforehand: names, texts and figures differ from one to the next."""
    rules, issuer = sample.of_year(YEAR), sample.cell(YEAR)
    personal = [form for form in rules.forms if Subject.MEMBER in form.subjects]
    for number in range(forms):
        form = personal[number % len(personal)]
        kept = sample.evaluation(rules, form, YEAR)
        parts = tuple(
            msgspec.structs.replace(part, text=f"{part.text} Người số {number} tự thấy đã làm tròn việc này.")
            for part in kept.content.parts
        )
        content = msgspec.structs.replace(kept.content, parts=parts)
        data = FormData(
            scheme=rules,
            form=form,
            subject=Subject.MEMBER,
            year=YEAR,
            fill=Fill.PREFILLED,
            rated=msgspec.structs.replace(sample.rated(), name=f"{sample.NAMES[number % 6]} {number}"),
            evaluation=msgspec.structs.replace(kept, content=content),
            secretary=issuer.secretary,
        )
        yield Entry(form_document(data, issuer), None, (data.rated.name,))


def _written(forms: int) -> bytes:
    sink = BytesIO()
    several_into(sink, _entries(forms), title="Bản kiểm điểm", author="Đảng ủy")
    return sink.getvalue()


def prepare(forms: int = FORMS) -> Callable[[Path], Trial]:
    """Return what prepares so many forms.

    The floor knows every line and its place beforehand; ours makes the documents, breaks and places their lines.
    """

    def prepare_trial(_folder: Path) -> Trial:
        drawn = recorded(lambda: _written(forms))

        def floor() -> bytes:
            from reportlab.lib.pagesizes import A4
            from reportlab.pdfgen.canvas import Canvas

            buffer = BytesIO()
            canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1)
            page = drawn[0].page
            for line in drawn:
                while line.page != page:
                    canvas.showPage()
                    page += 1
                canvas.setFont(line.font, line.size)
                canvas.drawString(line.x, line.y, line.text)
            canvas.showPage()
            canvas.save()
            return buffer.getvalue()

        def check(bare: bytes, own: bytes) -> None:
            assert first_words(bare) == first_words(own)

        return Trial(floor=floor, ours=lambda: _written(forms), check=check)

    return prepare_trial


FIGURE = Figure(
    number=19, title="1,000 self-review forms in one file", reach=3, prepare=prepare(), repeats=3, warm_up=1
)
"""The ratio is that of figure 5."""
