"""Seeded damage: workbooks as they come from a hundred offices, and worse."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from zipfile import ZIP_DEFLATED, ZipFile

from exchange.files import GRADUATES, LETTERS, write_sheets

Table = list[list[object]]
Random = random.Random

GARBAGE: tuple[object, ...] = (
    "", " ", "无", "/", "#REF!", "=1/0", "合计", "考生号", "\u0000", "\u200b", "👩‍🌾", "﷽", "９９", "-1", "1e309", "NaN",  # noqa: E501
    "24.6.20", "2024-02-30", "9999999999", "x" * 40_000, "'", '"', ",", "\n", "<b>", "{0}", "%s", "{title}",  # noqa: E501
    0, -1, 1.5, 1e22, 4.10702200203151e17, True, None, "是", "99", "L1-JY", "801 ", "境内升学—",
)  # fmt: skip


ABOVE: tuple[list[object], ...] = (
    [], ["某校毕业生就业信息表"], ["说明：" + "填" * 300], [None, None, "第一页"],
)  # fmt: skip
BLANK: tuple[list[object], ...] = ([], [" "], [None, "\u3000"])


def base_table(rng: Random) -> Table:
    """Return a good table of a few to two hundred rows."""
    header: list[object] = list(rng.choice((GRADUATES[0], LETTERS)))
    people = [list(rng.choice(GRADUATES[1:])) for _ in range(rng.choice((1, 3, 40, 200)))]
    for number, row in enumerate(people):
        row[0], row[1] = f"244101{number:08d}", f"2020{number:05d}"
    return [header, *people]


def garbage_in_cells(rng: Random, table: Table) -> None:
    for _ in range(rng.randint(1, 60)):
        row = rng.choice(table)
        if row:
            row[rng.randrange(len(row))] = rng.choice(GARBAGE)


def shuffled_header(rng: Random, table: Table) -> None:
    rng.shuffle(table[0])


def lost_header_cells(rng: Random, table: Table) -> None:
    if not table[0]:
        return
    for _ in range(rng.randint(1, 6)):
        table[0][rng.randrange(len(table[0]))] = rng.choice((None, "", "列1", "姓名", "考生号"))


def misspelt_header(rng: Random, table: Table) -> None:
    if not table[0]:
        return
    at = rng.randrange(len(table[0]))
    text = str(table[0][at])
    cut = rng.randrange(len(text) + 1)
    table[0][at] = text[:cut] + rng.choice("的x 　*\n") + text[cut + rng.randint(0, 1) :]


def repeated_rows(rng: Random, table: Table) -> None:
    for _ in range(rng.randint(1, 20)):
        table.insert(rng.randint(0, len(table)), list(rng.choice(table)))


def rows_above(rng: Random, table: Table) -> None:
    for _ in range(rng.randint(1, 4)):
        table.insert(0, list(rng.choice(ABOVE)))


def numbers_as_floats(rng: Random, table: Table) -> None:
    at = rng.randrange(2)
    for row in table[1:]:
        if at < len(row) and str(row[at]).isdigit():
            row[at] = float(str(row[at]))


def ragged(rng: Random, table: Table) -> None:
    for row in rng.sample(table, min(5, len(table))):
        row[rng.randint(0, len(row)) :] = [rng.choice(GARBAGE) for _ in range(rng.randint(0, 30))]


def blank_rows(rng: Random, table: Table) -> None:
    at = rng.randint(0, len(table))
    table[at:at] = [list(rng.choice(BLANK)) for _ in range(rng.randint(1, 500))]


SHAPES: tuple[Callable[[Random, Table], None], ...] = (
    garbage_in_cells, shuffled_header, lost_header_cells, misspelt_header, repeated_rows,
    rows_above, numbers_as_floats, ragged, blank_rows,
)  # fmt: skip


def cut_short(rng: Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def flipped(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 30)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def padded(rng: Random, data: bytes) -> bytes:
    return (
        rng.randbytes(rng.randint(1, 64)) + data
        if rng.random() < 0.5
        else data + rng.randbytes(512)
    )


def flipped_inside(rng: Random, data: bytes) -> bytes:
    """Damage the XML inside the archive, so that the zip itself stays whole."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # not a zip: a text file
        return flipped(rng, data)
    name = rng.choice(sorted(parts))
    parts[name] = rng.choice((flipped, cut_short))(rng, parts[name])
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return made.getvalue()


BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (cut_short, flipped, padded, flipped_inside)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "latin-1", "utf-32")


def mutated_workbook(seed: int, folder: Path) -> Path:
    """Write the damaged file of a seed into ``folder``: the same for the same seed."""
    rng = Random(seed)
    table = base_table(rng)
    for change in rng.sample(SHAPES, rng.randint(1, 4)):
        change(rng, table)
    path = folder / f"{seed}{rng.choice(('.xlsx', '.xls', '.csv', '.dbf', ''))}"
    data = (
        _as_text(rng, table) if rng.random() < 0.4 else _as_workbook(table, folder / f"{seed}.made")
    )
    if rng.random() < 0.45:
        data = rng.choice(BYTES)(rng, data)
    path.write_bytes(data)
    return path


def _as_workbook(table: Table, path: Path) -> bytes:
    write_sheets(path, {"名单": [[_storable(cell) for cell in row] for row in table]})
    return path.read_bytes()


def _storable(cell: object) -> object:
    return cell[:30_000].replace("\0", "?") if isinstance(cell, str) else cell


def _as_text(rng: Random, table: Table) -> bytes:
    made = io.StringIO()
    quoting: Literal[0, 1] = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(made, delimiter=rng.choice(",;\t"), quoting=quoting).writerows(table)
    lines = made.getvalue().splitlines(keepends=True)
    encoding = rng.choice(ENCODINGS)
    if rng.random() < 0.2:
        return b"".join(line.encode(rng.choice(("utf-8", "gb18030")), "replace") for line in lines)
    return "".join(lines).encode(encoding, "replace")
