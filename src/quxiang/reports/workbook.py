"""The report as a workbook: an index, figures, findings that lead to their rows, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from quxiang.engine.results import Finding, Place
from quxiang.reports import facts
from quxiang.reports.document import Document
from quxiang.reports.labels import Words, dimension, words
from quxiang.reports.links import Links
from quxiang.reports.sheets import Book, Cell, Link, Sheet
from quxiang.reports.wording import heads, moment_text


def as_xlsx(document: Document, path: Path) -> None:
    """Write the workbook to ``path``; what does not fit into one is said in its sheet 说明."""
    word = words(document.lang)
    with Book(path) as book:
        index = book.sheet(word("index"), (14, 12, 34, 12, 12, 14, 60, 60), header=False)
        _figures(document, book, word)
        begins = _findings(document, book, Links(document, path), word)
        _problems(document, book, word)
        _not_run(document, book, word)
        notes = book.sheet(word("notes"), (24, 60, 46, 12), header=False)
        _index(document, index, begins, word)
        _notes(document, notes, book, word)


def _titles(word: Words, *names: str) -> list[str]:
    return [word(name) for name in names]


def _figures(document: Document, book: Book, word: Words) -> None:
    by = list(dict.fromkeys(name for each in document.figures for name in each.group))
    sheet = book.sheet(word("figures"), (10, *(22 for _ in by), 26, 12, 12, 12, 8, 26))
    names = [dimension(name, document.lang) for name in by]
    sheet.header(
        [
            word("standard"),
            *names,
            *_titles(word, "figure", "numerator", "denominator", "rate", "per", "code"),
        ]
    )
    for each in document.figures:
        groups = [each.group_names.get(name, each.group.get(name, word("all"))) for name in by]
        rate = None if each.rate is None else each.rate / 100
        title = document.figure_title(each)
        counted = (each.numerator, each.denominator, rate, each.per)
        sheet.row([each.standard, *groups, title, *counted, each.code])
    sheet.done()


def _findings(document: Document, book: Book, links: Links, word: Words) -> Mapping[str, int]:
    """Write one row a finding and proving row; return where each rule begins."""
    begins: dict[str, int] = {}
    sheet = book.sheet(word("findings"), (9, 9, 22, 9, 60, 30, 16, 9, 12, 8, 24, 36))
    sheet.header(
        _titles(
            word, "rule", "severity", "title", "verdict", "message", "file", "sheet", "row",
            "period", "cohort", "subject", "fingerprint",
        )
    )  # fmt: skip
    for group in document.found:
        begins[group.rule.code] = sheet.next_row
        for finding in group.render(None):
            for place in finding.rows or (None,):
                sheet.row(_finding(document, finding, place, links, word))
    sheet.done()
    return begins


def _finding(
    document: Document, finding: Finding, place: Place | None, links: Links, word: Words
) -> Iterator[Cell]:
    yield finding.rule
    yield word(finding.severity)
    yield document.title_of(finding.rule)
    yield word(finding.verdict)
    yield finding.message
    yield place.file if place else ""
    yield place.sheet if place else ""
    yield links.to(place) if place else word("no_row")
    yield finding.window or ""
    yield finding.cohort
    yield "；".join(finding.subject.key.values())
    yield finding.fingerprint


def _problems(document: Document, book: Book, word: Words) -> None:
    sheet = book.sheet(word("problems_sheet"), (30, 16, 12, 18, 30, 50, 50, 20))
    sheet.header(
        _titles(word, "file", "sheet", "cell", "column", "value", "what", "remedy", "code")
    )
    for each in document.problems:
        at = each.where
        said = (each.value, each.message, each.remedy, each.code)
        sheet.row([at.file, at.sheet, at.cell, at.column, *said])
    sheet.done()


def _not_run(document: Document, book: Book, word: Words) -> None:
    sheet = book.sheet(word("not_run_sheet"), (24, 34, 12, 80))
    sheet.header(_titles(word, "code", "title", "state", "reason"))
    for each in document.not_run:
        state = word("partial" if each.partial else "absent")
        sheet.row([each.rule, facts.partly(document, each), state, each.reason])
    sheet.done()


def _index(document: Document, sheet: Sheet, begins: Mapping[str, int], word: Words) -> None:
    sheet.title(facts.title(document))
    for label, value in facts.facts(document):
        sheet.row([label, value])
    sheet.row([facts.headline_sentence(document)])
    sheet.row([word("links")])
    sheet.row([])
    sheet.labels(
        _titles(word, "rule", "severity", "title", "number", "to_check", "go", "why", "remedy")
    )
    for group in document.found:
        rule = group.rule
        to_check = sum(each == "to_check" for each in group.table.column("verdict").to_pylist())
        target = f"internal:'{word('findings')}'!A{begins[rule.code] + 1}"
        title = rule.text("title", document.lang)
        go = Link(word("findings"), target)
        why, remedy = (rule.text(name, document.lang) for name in ("why", "remedy"))
        sheet.row([rule.code, word(rule.severity), title, len(group), to_check, go, why, remedy])
    sheet.row([])
    for name in ("figures", "problems_sheet", "not_run_sheet", "notes"):
        sheet.row([Link(word(name), f"internal:'{word(name)}'!A1")])


def _notes(document: Document, sheet: Sheet, book: Book, word: Words) -> None:
    for title, rows in _note_tables(document, word):
        sheet.title(title)
        for row in rows:
            sheet.row(row)
        sheet.row([])
    sheet.title(word("cut"))
    for line in _cut(book, word):
        sheet.row([line])
    sheet.row([])
    sheet.row([word("release")])


def _note_tables(document: Document, word: Words) -> Iterator[tuple[str, Iterable[Sequence[Cell]]]]:
    yield word("settings"), _setting_rows(document, word)
    yield word("inputs"), _input_rows(document, word)
    yield word("columns"), _column_rows(document, word)
    yield word("definitions"), _definition_rows(document, word)


def _setting_rows(document: Document, word: Words) -> Iterator[Sequence[Cell]]:
    moment = moment_text(document.moment, document.lang) if document.moment else word("moment_none")
    yield [word("program"), document.program]
    yield [word("moment"), moment, document.moment_basis]
    yield [word("scope"), document.scope]
    yield [word("digest"), document.settings_digest]
    for scheme in document.standards:
        yield [f"{word('standard')} {scheme.scheme}", scheme.digest]
    for each in document.settings:
        yield [each.label, each.value, each.basis, _confidence(each.confidence, word)]


def _input_rows(document: Document, word: Words) -> Iterator[Sequence[Cell]]:
    for each in document.inputs:
        rows = f"{heads(each.rows)} {word('rows_unit')}"
        yield [each.file, f"{each.table_title} · {each.sheet} · {rows}", each.sha256]


def _column_rows(document: Document, word: Words) -> Iterator[Sequence[Cell]]:
    for each in document.inputs:
        for use in each.columns:
            read_as = f"{use.title} {use.field}".strip() or word("unused")
            yield [use.header, read_as, word(f"how_{use.how}"), each.file]


def _definition_rows(document: Document, word: Words) -> Iterator[Sequence[Cell]]:
    for scheme, rule in document.definitions:
        texts = (rule.text(name, document.lang) for name in ("title", "formula", "basis"))
        yield [scheme, *texts, _confidence(rule.confidence, word)]


def _confidence(name: str, word: Words) -> str:
    return word(name) if name else ""


def _cut(book: Book, word: Words) -> Iterator[str]:
    if book.cut_cells:
        yield word("cut_cells").format(n=heads(book.cut_cells))
    for sheet in book.sheets:
        if sheet.lost:
            kept = heads(sheet.next_row - 1)
            yield word("cut_rows").format(sheet=sheet.name, kept=kept, lost=heads(sheet.lost))
        if sheet.unlinked:
            yield word("cut_links").format(sheet=sheet.name, n=heads(sheet.links))
    if not book.cut_cells and not any(each.lost or each.unlinked for each in book.sheets):
        yield word("cut_none")
