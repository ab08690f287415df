"""Judge a version, or what is being typed, by the shipped rules, as if it were in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import OuterRef, Q
from django.db.models.expressions import Exists

from quxiang.engine import dataset
from quxiang.engine.record import Reference, Rows, check_records
from quxiang.engine.results import Finding
from quxiang.engine.yamlform import Value
from quxiang.standards import TABLES, Settings, Standard, fold_name
from quxiang.standards.tables import EMPLOYERS, GRADUATES
from quxiang.web.common import clock, sealed
from quxiang.web.destinations.models import Destination, Version
from quxiang.web.employers.models import Employer
from quxiang.web.reference.selectors import standard_of
from quxiang.web.roster.inforce import read, settings_of
from quxiang.web.roster.models import Cohort, Graduate

#: where an app adds the rows it knows of graduates (evidence, the registry's), by table
Knower = Callable[[Sequence[Graduate]], Mapping[str, Rows]]
_knowers: list[Knower] = []
#: says, of a query with the path to a judgement, whether that was made before something changed
Ager = Callable[[str], Exists]
_agers: list[Ager] = []
#: says what a cohort has set of the rules: which are not asked, and other parameters than theirs
Governor = Callable[[Cohort, Settings], "Governed"]
_governors: list[Governor] = []
#: columns a destination carries under the engine's own names
_PLAIN = tuple(
    name for name in GRADUATES.by_name if name in {f.name for f in Destination._meta.fields}
)
#: facts of the roster under the engine's own names
_FACTS = (
    "student_no", "exam_no", "name", "gender", "major_code", "major_name", "direction", "level",
    "completion", "study_mode", "training_mode", "graduation_on", "status", "origin", "hardship",
    "teacher_student", "bound_employer",
)  # fmt: skip


def knows(knower: Knower) -> Knower:
    """Register who knows rows of a reference table about graduates."""
    _knowers.append(knower)
    return knower


def outdates(ager: Ager) -> Ager:
    """Register what makes a kept judgement old though the version is the same."""
    _agers.append(ager)
    return ager


def outdated(judgement: str = "judgement") -> Q:
    """Return what makes a judgement, at this path of a query, one to be made anew."""
    old = Q(pk__in=())
    for ager in _agers:
        old |= Q(ager(judgement))
    return old


@dataclass(frozen=True)
class Governed:
    """What a cohort has set of the rules; equal ones share a warm connection.

    ``off``: rules no run asks now. ``changed``: rule, parameter and value, in order.
    """

    off: frozenset[str] = frozenset()
    changed: tuple[tuple[str, str, Value], ...] = ()

    @property
    def parameters(self) -> dict[str, dict[str, Value]]:
        found: dict[str, dict[str, Value]] = {}
        for rule, name, value in self.changed:
            found.setdefault(rule, {})[name] = value
        return found


def governs(governor: Governor) -> Governor:
    """Register who knows what a cohort has set of the rules."""
    _governors.append(governor)
    return governor


def _governed(cohort: Cohort, settings: Settings) -> Governed:
    return next((govern(cohort, settings) for govern in _governors), Governed())


@lru_cache(maxsize=8)
def _reference(
    standard: Standard, settings: Settings, tables: frozenset[str], governed: Governed
) -> Reference:
    """Return a warm reference whose tables are filled record by record."""
    empty = {name: dataset.arrow_schema(TABLES[name]).empty_table() for name in sorted(tables)}
    given = {name: frozenset(TABLES[name].by_name) for name in tables}
    return Reference(standard, settings, empty, given, governed.parameters, governed.off)


def judge(
    graduate: Graduate, destination: Destination, version: Version | None = None
) -> list[Finding]:
    """Return what the rules say of a destination; ``version`` is the one it is filed as, if any."""
    return judge_many([(graduate, destination, version)])[0]


def judge_many(
    filed: Sequence[tuple[Graduate, Destination, Version | None]],
) -> list[list[Finding]]:
    """Return what the rules say of each of these destinations, all of one cohort.

    They share a session and a statement; each is judged as if the others were not there.
    """
    cohort = filed[0][0].cohort
    standard = standard_of(cohort.school_id, cohort.scheme)
    settings = read(cohort, settings_of(cohort))
    said = [destination for _, destination, _ in filed]
    around: dict[str, Rows] = {"employers": list(_employer_rows(cohort.school_id, said))}
    for know in _knowers:
        around.update(know([graduate for graduate, _, _ in filed]))
    governed = _governed(cohort, settings)
    reference = _reference(standard, settings, frozenset(around), governed)
    return check_records([row_of(*each) for each in filed], reference, around)


def row_of(
    graduate: Graduate, destination: Destination, version: Version | None = None
) -> dict[str, object]:
    """Return a destination as the engine's row; every declared column is there."""
    row: dict[str, object] = dict.fromkeys(GRADUATES.by_name)
    row.update({name: getattr(destination, name) for name in _PLAIN if name != "employer"})
    row.update({name: getattr(graduate, name) for name in _FACTS})
    row.update(_who(graduate))
    row["version"] = version.number if version is not None else None
    row["recorded_at"] = clock.local(version.recorded_at if version else clock.now())
    row["employer_key"] = employer_key(destination)
    row["contact_phone_hash"] = destination.contact_phone_blind
    using = destination.using_employer_name
    row["using_employer_key"] = fold_name(using) if using else None
    return {name: None if value == "" else value for name, value in row.items()}


def _who(graduate: Graduate) -> dict[str, object]:
    person, user = graduate.person, graduate.person.user
    return {
        "school": str(graduate.school_id), "cohort": str(graduate.cohort.year),
        "graduate_id": graduate_key(graduate), "college": str(graduate.college),
        "id_check": person.identity_check or "missing", "id_hash": person.identity_blind,
        "id_birth_on": person.birth_on, "phone_hash": user.phone_blind if user else None,
        "phone_form": "ok" if user and user.phone_blind else "missing",
    }  # fmt: skip


def graduate_key(graduate: Graduate) -> str:
    """Return the key the engine knows a graduate by, under the installation's own secret."""
    number = graduate.exam_no or graduate.student_no or graduate.person.identity_blind
    text = f"{graduate.school_id}|{graduate.cohort.year}|{number}"
    return sealed.blind(text, "graduate")[:16]


def employer_key(destination: Destination) -> str | None:
    """Return the credit code, else folded name and place; ``None`` where nobody is named."""
    said = destination
    return key_of_employer(said.employer_uscc, said.employer_name, said.place_code, said.place_name)


def key_of_employer(uscc: str, name: str, place_code: str, place_name: str) -> str | None:
    if uscc or not name:
        return uscc or None
    return f"{fold_name(name)}|{place_code or fold_name(place_name)}"


@outdates
def employer_changed(judgement: str) -> Exists:
    """Say whether the employer came into the list, or changed in it, since this was judged.

    It is found by its code, or by its name as typed where that needs no folding.
    """
    version = judgement.removesuffix("judgement")  # the path to the version
    code, name = (OuterRef(f"{version}employer_{each}") for each in ("uscc", "name"))
    known = Employer.objects.filter(
        ~Q(uscc=""), school=OuterRef(f"{version}school"), merged_into__isnull=True,
        recorded_at__gt=OuterRef(f"{judgement}__at"),
    )  # fmt: skip
    return Exists(known.filter(Q(uscc=code) | Q(folded_name=name)))


def _employer_rows(
    school_id: int, destinations: Sequence[Destination]
) -> Iterator[Mapping[str, object]]:
    """Give what is known of the employers: by their codes, or of all that bear their names."""
    codes = {each.employer_uscc for each in destinations} - {""}
    unknown = {each.employer_name for each in destinations if not each.employer_uscc} - {""}
    if not codes and not unknown:
        return
    named = Q(folded_name__in={fold_name(name) for name in unknown}) & ~Q(uscc="")
    known = Employer.objects.filter(school_id=school_id, merged_into__isnull=True)
    found = known.filter(Q(uscc__in=codes) | named).prefetch_related("names")
    for each in found.select_related("parent"):
        row: dict[str, object] = dict.fromkeys(EMPLOYERS.by_name)
        for name in ("uscc", "name", "status", "founded_on", "size", "size_source", "size_on"):
            row[name] = getattr(each, name) or None
        former = [name.name for name in each.names.all() if not name.current]
        row["former_names"] = "｜".join(former) or None
        row["parent"] = each.parent.uscc if each.parent else None
        row["address_key"] = each.address_key or None
        yield row
