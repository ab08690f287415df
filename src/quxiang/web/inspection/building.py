"""Put a pack together as a stream: evidence file by file, lists college by college, then what
says what is in it.

Held at once is one file of evidence, one college's page, and a compressed line for each graduate.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from quxiang.packs.tables import Workbook
from quxiang.packs.writing import Writer, safe
from quxiang.web.audit.models import Head
from quxiang.web.audit.roots import roots_file
from quxiang.web.common import clock
from quxiang.web.destinations.changes import said
from quxiang.web.evidence.models import Evidence
from quxiang.web.evidence.storage import vault
from quxiang.web.evidence.words import kind_names
from quxiang.web.inspection.concluding import heads
from quxiang.web.inspection.indexing import Counted, Index, Line, college_page, index_page
from quxiang.web.inspection.manifest import sealer_of
from quxiang.web.inspection.models import Pack
from quxiang.web.inspection.people import Person, people_of
from quxiang.web.inspection.sources import every_source
from quxiang.web.inspection.states import Choice
from quxiang.web.orgs.models import Unit
from quxiang.web.reference.selectors import standard_of

if TYPE_CHECKING:
    from quxiang.standards import Standard

EVIDENCE, LISTS = "佐证材料", "自查清单"
COLUMNS = (
    "学号", "姓名", "班级", "专业", "去向代码", "单位或学校", "状态", "材料份数", *heads(),
)  # fmt: skip
_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}
#: told the number of graduates done
Tell = Callable[[int], None]


@dataclass
class Built:
    """What was put in: how many people, files, whom it names, who sealed it."""

    root: str = ""
    sealed_by: str = ""
    files: int = 0
    subjects: list[int] = field(default_factory=list)
    sections: list[tuple[str, int]] = field(default_factory=list)


def build(out: BinaryIO | Any, pack: Pack, mark: str, tell: Tell = lambda _: None) -> Built:
    """Write a pack; ``mark`` is the line everything readable in it bears."""
    made, writer, index = Built(), Writer(out, clock.local(pack.at)), Index(mark)
    by_college = groupby(people_of(pack), key=lambda each: each.graduate.college)
    colleges = [
        _college(writer, college, _lines(writer, pack, people, made, tell), index)
        for college, people in by_college
    ]
    _brought(writer, pack, mark, made)
    _trail(writer, pack)
    writer.add("索引.xlsx", [index.close(made.sections)])
    sealer = sealer_of(pack)
    page = index_page(pack, colleges, made.sections, mark, sealer)
    writer.add("索引.html", [page.encode()], squeeze=True)
    made.files = writer.count
    if sealer is None:
        made.root = writer.close(_about(pack, mark))
    else:
        made.sealed_by = sealer.by
        made.root = writer.close(_about(pack, mark), by=sealer.by, seal=sealer.seal)
    return made


def _lines(
    writer: Writer, pack: Pack, people: Iterator[Person], made: Built, tell: Tell
) -> Iterator[Line]:
    """Write the evidence that goes along, and give everybody's line."""
    standard = standard_of(pack.school_id, pack.cohort.scheme)
    words, chosen = kind_names(standard), set(pack.chosen)
    for each in people:
        goes = pack.choice == Choice.ALL or each.graduate.pk in chosen
        yield _line(each, _evidence(writer, each, words) if goes else [], standard)
        made.subjects.append(each.graduate.pk)
        if len(made.subjects) % 50 == 0:
            tell(len(made.subjects))


def _evidence(writer: Writer, person: Person, words: dict[str, str]) -> list[str]:
    """Write the files of one graduate; a file that proves two versions is written once."""
    who = person.graduate
    folder = f"{EVIDENCE}/{safe(who.college.name)}/{safe(f'{who.student_no}-{who.name}')}"
    paths, seen = [], set()
    for each in person.files:
        if each.sha256 in seen:
            continue
        seen.add(each.sha256)
        ending = _ENDINGS.get(each.media_type, "dat")
        name = safe(f"{len(seen):02d}-第{each.version}版-{words.get(each.kind, each.kind)}")
        path = f"{folder}-{who.pk}/{name}.{ending}"
        writer.add(path, _content(each))
        paths.append(path)
    return paths


def _content(file: Evidence) -> Iterator[bytes]:
    yield vault.content_of(file.school_id, file.sha256)


def _line(person: Person, paths: list[str], standard: Standard) -> Line:
    who, registration = person.graduate, person.registration
    version = (registration.in_force or registration.current) if registration else None
    where = (version.employer_name or version.school_abroad) if version else ""
    return Line(
        who.student_no, who.name, who.college.name, who.class_name, who.major_name,
        said(standard, version, "code") if version else "未登记", where,
        registration.get_state_display() if registration else "未登记", len(person.files),
        tuple(paths), person.sides,
    )  # fmt: skip


def _college(writer: Writer, unit: Unit, lines: Iterator[Line], index: Index) -> Counted:
    """Write one college's list as a workbook and its page of links; return what is in it."""
    college, book = unit.name, Workbook(index.mark)
    counted = Counted(unit.pk, college)
    book.sheet(college, COLUMNS)
    rows = []
    for each in lines:
        book.row((
            each.number, each.name, each.group, each.major, each.destination, each.where,
            each.state, each.files, *(cell for side in each.sides for cell in side.cells),
        ))  # fmt: skip
        index.add(each)
        counted.add(each)
        rows.append(each)
    writer.add(f"{LISTS}/{safe(college)}.xlsx", [book.close()])
    page = college_page(college, rows, index.mark)
    writer.add(f"{LISTS}/{safe(college)}.html", page, squeeze=True)
    return counted


def _brought(writer: Writer, pack: Pack, mark: str, made: Built) -> None:
    for source in every_source():
        count = 0
        taken: set[str] = set()
        for each in source.bring(pack.cohort):
            path = PurePosixPath(safe(source.folder)) / _free(safe(each.path), taken)
            writer.add(str(path), _once(each.content, mark))
            count += 1
        made.sections.append((source.folder, count))


def _once(content: Callable[[str], bytes], mark: str) -> Iterator[bytes]:
    yield content(mark)


def _free(name: str, taken: set[str]) -> str:
    """Return a name nothing in the folder bears yet."""
    stem, dot, ending = name.rpartition(".")
    at, found = 1, name
    while found in taken:
        at += 1
        found = f"{stem}-{at}{dot}{ending}" if dot else f"{name}-{at}"
    taken.add(found)
    return found


def _trail(writer: Writer, pack: Pack) -> None:
    """Write where the school's chain of the trail ends, and every daily root written so far."""
    head = Head.objects.filter(school_id=pack.school_id).first()
    out = io.StringIO()
    if head is not None:
        out.write(f"现在 第 {head.seq} 条 {head.hash}\n")
    if roots_file().exists():
        for line in roots_file().read_text(encoding="ascii").splitlines():
            day, school, seq, digest = line.split()
            if int(school) == pack.school_id:
                out.write(f"{day} 第 {seq} 条 {digest}\n")
    writer.add("留痕/各日末尾.txt", [out.getvalue().encode()], squeeze=True)


def _about(pack: Pack, mark: str) -> dict[str, Any]:
    return {
        "school": pack.school.name, "cohort": str(pack.cohort),
        "made_at": f"{clock.local(pack.at):%Y-%m-%d %H:%M}", "purpose": pack.purpose,
        "recipient": pack.recipient, "expires_on": pack.expires_on.isoformat(), "mark": mark,
        "choice": pack.choice, "seed": pack.seed, "frame": pack.frame, "people": pack.people,
    }  # fmt: skip
