"""The report on a terminal: figures, groups, findings, problems, what did not run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quxiang.engine.results import Figure, Finding, Findings
from quxiang.reports.document import Document
from quxiang.reports.facts import GROUPING, TABLE, facts, headline_sentence, partly, title
from quxiang.reports.figuretables import GroupTable, by_rate, group_tables, whole_figures
from quxiang.reports.labels import Words, dimension, words
from quxiang.reports.problemlist import entries, said
from quxiang.reports.wording import NOTHING, clean, heads, heads_text, places_text, rate_text

#: findings and problems written out per rule before "另有 N 条"
SHOWN = 10
GROUPS_SHOWN = 40
_NAME_WIDTH = 26
_FIGURE_WIDTH = {"zh": 10, "en": 14}
_PEOPLE_WIDTH = 9
_STYLES = {"error": "bold red", "suspect": "yellow", "notice": "blue"}


def as_text(document: Document, *, width: int = 100, colour: bool = False) -> str:
    """Return the report as text; without ``colour`` it holds no escape code at all."""
    target = StringIO()
    console = Console(
        file=target, width=width, force_terminal=colour, no_color=not colour, highlight=False,
        legacy_windows=False, color_system="standard" if colour else None,
    )  # fmt: skip
    print_text(document, console)
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def print_text(document: Document, console: Console) -> None:
    """Print the report on a console, which knows whether it is a terminal and how wide."""
    for part in _parts(document, console.width):
        console.print(part)


def _parts(document: Document, width: int) -> Iterator[RenderableType]:
    word = words(document.lang)
    yield _said(title(document), "bold")
    for label, value in facts(document):
        yield _said(f"{label}  {value}")
    yield from _figures(document, word)
    for table in group_tables(document):
        yield from _groups(document, table, width, word)
    yield from _findings(document, width, word)
    yield from _problems(document, word)
    yield from _not_run(document, width, word)
    yield _said(f"\n{headline_sentence(document)}", "bold")


def _said(text: str, style: str = "") -> Text:
    """Return text as it is: no markup in it means anything, no control character passes."""
    return Text(clean(text), style=style)


def _heading(text: str) -> Text:
    return _said(f"\n{text}", "bold green")


def _grid(*headers: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for at, header in enumerate(headers):
        table.add_column(_said(header), justify="left" if at == 0 else "right", overflow="fold")
    return table


def _figures(document: Document, word: Words) -> Iterator[RenderableType]:
    rows = whole_figures(document)
    if not rows:
        yield _said(word("no_figures"))
        return
    schemes = [each.scheme for each in document.standards]
    yield _heading(word("figures"))
    heading = schemes if len(schemes) > 1 else [word("rate")]
    table = _grid(word("figure"), *(cell for each in heading for cell in (each, "")))
    for figures in rows:
        by_scheme = {figure.standard: figure for figure in figures}
        cells = [cell for each in schemes for cell in _figure_cells(by_scheme.get(each), word)]
        table.add_row(_said(document.figure_title(figures[0])), *cells)
    yield table


def _figure_cells(figure: Figure | None, word: Words) -> tuple[Text, Text]:
    if figure is None:
        return Text(NOTHING, "dim"), Text()
    return Text(rate_text(figure, word), "bold"), Text(heads_text(figure), "dim")


def _groups(
    document: Document, table: GroupTable, width: int, word: Words
) -> Iterator[RenderableType]:
    name = word("by_and").join(dimension(each, document.lang) for each in table.by)
    scheme = f" · {table.scheme}" if len(document.standards) > 1 else ""
    yield _heading(word("by").format(name=name) + scheme)
    yield _group_grid(document, table, width, word)
    if len(table.lines) > GROUPS_SHOWN:
        yield _more(len(table.lines) - GROUPS_SHOWN, word)


def _group_grid(document: Document, table: GroupTable, width: int, word: Words) -> Table:
    """Show as many figures as fit whole; the other formats have them all."""
    lines = by_rate(table.lines)[:GROUPS_SHOWN]
    names = min(_NAME_WIDTH, max(cell_len(clean(line.name)) for line in lines))
    size = _FIGURE_WIDTH[document.lang]
    columns = table.columns[: max(1, (width - names - _PEOPLE_WIDTH - 4) // (size + 2))]
    titles = [document.figure_title(each) for each in columns]
    grid = _grid(word("group"), word("head_count"), *titles)
    widths = (names, _PEOPLE_WIDTH, *(size for _ in columns))
    for column, each in zip(grid.columns, widths, strict=True):
        column.width = each
    for line in lines:
        cells = [_rate_of(line.figures.get(each.code)) for each in columns]
        grid.add_row(_said(line.name), heads(line.people), *cells)
    return grid


def _rate_of(figure: Figure | None) -> Text:
    """Return a rate without its sign; a dash also where a group has no such figure at all."""
    return Text((figure.text if figure is not None else None) or NOTHING)


def _more(number: int, word: Words) -> Padding:
    return Padding(
        _said(word("line_end").format(n=word("more").format(n=heads(number))), "dim"), (0, 0, 0, 2)
    )


def _findings(document: Document, width: int, word: Words) -> Iterator[RenderableType]:
    if document.command != "check":
        return
    yield _heading(word("findings"))
    if not document.found:
        yield _said(word("no_findings") + (word("but_not_run") if document.not_run else ""))
    for group in document.found:
        yield from _rule(document, group, width, word)
    if document.clean:
        codes = word("comma").join(
            f"{rule.code} {rule.text('title', document.lang)}" for rule in document.clean
        )
        yield _said("\n" + word("named").format(name=word("clean"), n=codes), "dim")


def _rule(document: Document, group: Findings, width: int, word: Words) -> Iterator[RenderableType]:
    rule = group.rule
    yield Text()
    yield Text.assemble(
        (word(rule.severity), _STYLES[rule.severity]),
        clean(f"  {rule.code} {rule.text('title', document.lang)}  "),
        (word("count").format(n=heads(len(group))), "bold"),
    )
    yield Padding(_said(rule.text("remedy", document.lang), "dim"), (0, 0, 0, 2))
    yield from _finding_rows(group.render(SHOWN), width, word)
    if len(group) > SHOWN:
        yield _more(len(group) - SHOWN, word)
    if group.muted:
        yield Padding(_said(word("muted").format(n=heads(group.muted)), "dim"), (0, 0, 0, 2))


def _finding_rows(findings: Sequence[Finding], width: int, word: Words) -> Iterator[RenderableType]:
    """Put place and message on one line where all of a rule fit, else one below the other."""
    rows = [(_place_line(each, word), _message(each, word)) for each in findings]
    widest = max(cell_len(place) for place, _ in rows)
    beside = widest + max(cell_len(message) for _, message in rows) + 4 <= width
    for place, message in rows:
        if beside:
            gap = " " * (widest - cell_len(place) + 2)
            yield Text.assemble("  ", (place, "dim"), gap, message)
        else:
            yield Padding(Text(message), (0, 0, 0, 2))
            yield Padding(Text(place, "dim"), (0, 0, 0, 6))


def _place_line(finding: Finding, word: Words) -> str:
    return clean(word("semicolon").join(places_text(finding.rows, word)))


def _message(finding: Finding, word: Words) -> str:
    check = word("aside").format(n=word("to_check")) if finding.verdict == "to_check" else ""
    return clean(finding.message + check)


def _problems(document: Document, word: Words) -> Iterator[RenderableType]:
    if not document.problems:
        return
    yield _heading(f"{word('problems')}  {word('count').format(n=heads(len(document.problems)))}")
    listed = entries(document.problems)
    for each in listed[:SHOWN]:
        problem = each.problem
        place = replace(problem.where, cell=each.cells_text(word))
        yield _said(f"  {place}", "dim")
        yield Padding(_said(said(problem, word)), (0, 0, 0, 4))
    if len(listed) > SHOWN:
        yield _more(len(listed) - SHOWN, word)


def _not_run(document: Document, width: int, word: Words) -> Iterator[RenderableType]:
    if not document.not_run:
        return
    yield _heading(word("not_run"))
    for each in document.not_run:
        code = "" if each.rule.startswith((GROUPING, TABLE)) else each.rule
        name = " ".join(part for part in (code, partly(document, each)) if part)
        if cell_len(name) + cell_len(each.reason) + 4 <= width:
            yield Text.assemble((clean(f"  {name}"), "bold"), clean(f"  {each.reason}"))
        else:
            yield _said(f"  {name}", "bold")
            yield Padding(_said(each.reason), (0, 0, 0, 4))
