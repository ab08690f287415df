"""Which column feeds which field: duplicates settled, the rest recognised by its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from quxiang.exchange.cleaning import clean, clean_number
from quxiang.exchange.declared import READABLE
from quxiang.exchange.faults import problem
from quxiang.exchange.grids import Grid, cell
from quxiang.exchange.headers import (
    HeaderBook,
    Known,
    Match,
    Role,
    fold_header,
    is_elsewhere,
)  # fmt: skip
from quxiang.exchange.heads import Head
from quxiang.exchange.shapes import Understood
from quxiang.problems import Problem, Where
from quxiang.standards import credit_code, identity

#: fields official layouts give in several columns: the first that is filled counts
_SEVERAL = frozenset({"school", "contact_phone", "school_abroad", "major_abroad", "phone"})
_SAMPLE_ROWS, _SAMPLE = 400, 200
_PERSON_NUMBERS = frozenset({"exam_no", "student_no", "identity_no"})
_EIGHTEEN = re.compile(r"^[0-9A-Z]{18}$")


@dataclass
class Assignment:
    """Columns (positions in the grid) by field and role, and how every column was understood."""

    table: str
    columns: dict[tuple[str, Role], list[int]] = field(default_factory=dict)
    understood: list[Understood] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def fields(self) -> set[str]:
        return {name for name, _ in self.columns}

    @property
    def key_fields(self) -> frozenset[str]:
        """Fields one of which every row needs."""
        return frozenset(name for group in READABLE[self.table].required for name in group)

    @property
    def by_person(self) -> bool:
        """Whether rows are told apart by numbers of persons."""
        return self.key_fields == _PERSON_NUMBERS

    def places(self, name: str) -> list[int]:
        """Return the columns of a field, in any role."""
        return [at for (each, _), places in self.columns.items() if each == name for at in places]


def assign(grid: Grid, head: Head, book: HeaderBook) -> Assignment:
    """Settle what every column is for."""
    made = Assignment(book.table)
    matches = _completed(grid, head, book)
    dropped = _settle(grid, head, book, matches, made)
    for at, match in enumerate(matches):
        used = match is not None and at not in dropped
        made.understood.append(_understood(grid, head, at, match if used else None, book))
    made.understood = [each for each in made.understood if each.header or each.field]
    return made


def _completed(grid: Grid, head: Head, book: HeaderBook) -> list[Match | None]:
    """Add to the sure matches those by resemblance, then those by the cells."""
    matches = list(head.matches)
    taken = {match.known.field for match in matches if match}
    for finder in (lambda at: book.find_near(head.texts[at]), _by_cells(grid, head, book)):
        for at, match in enumerate(matches):
            found = finder(at) if match is None else None
            if found and found.known.field not in taken:
                matches[at] = found
                taken.add(found.known.field)
    return matches


def _by_cells(grid: Grid, head: Head, book: HeaderBook) -> Callable[[int], Match | None]:
    tests = (
        (("employer_uscc", "uscc"), credit_code.is_valid),
        (("identity_no",), lambda text: identity.inspect(text).check == "ok"),
    )

    def find(at: int) -> Match | None:
        header = fold_header(head.texts[at])
        cells = grid.columns[at].slice(head.row, _SAMPLE_ROWS).drop_null().unique().to_pylist()
        numbers = [clean_number(text) or "" for text in cells[:_SAMPLE]]
        if (
            header in book.mapping
            or is_elsewhere(header)
            or len(numbers) < 3
            or not all(map(_EIGHTEEN.match, numbers))
        ):
            return None
        for fields, test in tests:
            name = next((name for name in fields if name in book.fields()), None)
            if name and sum(map(test, numbers)) * 10 >= len(numbers) * 9:
                return Match(Known(name, _role(book, name), "", 99), "value")
        return None

    return find


def _role(book: HeaderBook, name: str) -> Role:
    return next(known.role for known in book.exact.values() if known.field == name)


def _settle(
    grid: Grid, head: Head, book: HeaderBook, matches: Sequence[Match | None], made: Assignment
) -> set[int]:
    """Fill ``made.columns``; return the columns that lost to another one of the same field."""
    groups: dict[tuple[str, Role], list[tuple[bool, int, int]]] = {}
    for at, match in enumerate(matches):
        if match:
            key = (match.known.field, match.known.role)
            groups.setdefault(key, []).append((match.how != "mapping", match.known.rank, at))
    dropped = set()
    for key, ranked in groups.items():
        places = [at for _, _, at in sorted(ranked)]
        mapped = not ranked[0][0] or any(not unmapped for unmapped, _, _ in ranked)
        if key[0] not in _SEVERAL and len(places) > 1:
            dropped |= set(places[1:])
            if not mapped:
                made.problems += _twice(grid, head, book, key[0], places)
            places = places[:1]
        made.columns[key] = places
    return dropped


def _twice(grid: Grid, head: Head, book: HeaderBook, name: str, places: list[int]) -> list[Problem]:
    first = places[0]
    return [
        problem(
            _twice_code(head, first, other), _where(grid, head, other), head.texts[other],
            first=_plain(head.texts[first]), first_cell=_cell(grid, head, first),
            second=_plain(head.texts[other]), second_cell=_cell(grid, head, other),
            title=title_of(book.table, name), field=name,
        )
        for other in places[1:]
    ]  # fmt: skip


def _twice_code(head: Head, first: int, other: int) -> str:
    """Tell two headers of one field from one header twice, which no option can tell apart."""
    same = fold_header(head.texts[first]) == fold_header(head.texts[other])
    return "same_header_twice" if same else "same_field_twice"


def title_of(table: str, name: str) -> str:
    """Return the usual Chinese header of a field."""
    declared = READABLE[table]
    for column in declared.columns:
        if column.name == name:
            return next(iter((*column.names, *column.aliases)), name)
    return next((raw.aliases[0] for raw in declared.raw if raw.name == name), name)


def _where(grid: Grid, head: Head, at: int) -> Where:
    return Where(grid.file, grid.sheet, _cell(grid, head, at), _plain(head.texts[at]))


def _cell(grid: Grid, head: Head, at: int) -> str:
    return cell(head.rows[at], grid.letters[at])


def _plain(text: str) -> str:
    return clean(text)


_SENTENCES = {
    "exact": "按表头读作“{title}”。",
    "alias": "表头是“{title}”的另一种写法。",
    "pinyin": "表头是“{title}”的拼音或英文写法。",
    "similar": "表头与“{known}”相近，读作“{title}”；不对请用 --column 改正。",
    "mapping": "按指定读作“{title}”。",
    "value": "表头不认识，但单元格都像“{title}”，按此读入；不对请用 --column 改正。",
}


def _understood(
    grid: Grid, head: Head, at: int, match: Match | None, book: HeaderBook
) -> Understood:
    header, place = _plain(head.texts[at]), _cell(grid, head, at)
    if match is None:
        said = (
            "标准表里的列，本程序不用。"
            if is_elsewhere(fold_header(header))
            else "未认出，未使用。"
        )
        if head.matches[at] is not None:
            said = "与另一列是同一字段，未使用。"
        return Understood(header, grid.sheet, place, None, "unused", said)
    known = match.known
    sentence = _SENTENCES[match.how].format(
        title=title_of(book.table, known.field), known=known.header
    )
    if known.role is Role.NAME:
        sentence = sentence.removesuffix("。") + "（名称）。"
    if known.role is Role.RAW:
        sentence = sentence.removesuffix("。") + "，只取散列与核验结果。"
    return Understood(header, grid.sheet, place, known.field, match.how, sentence)
