"""Whom a row of a list is about: by number, else by name with something beside it, else in doubt.

A name alone proves nothing: who is found by it only stands there to be chosen by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quxiang.standards.names import fold_name, fold_person
from quxiang.web.common import sealed
from quxiang.web.feedback.models import Match
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate

#: the numbers somebody is known by, surest first, as a reader calls them
NUMBERS = {"identity_no": "身份证号", "exam_no": "考生号", "student_no": "学号"}
MASK = "*"
#: says whether somebody agrees with what stands beside a name
Fits = Callable[["Roster", Mapping[str, str], "Somebody"], bool]


@dataclass(frozen=True)
class Somebody:
    """One graduate as a row may name them."""

    pk: int
    name: str
    college_id: int
    level: str
    major: str
    numbers: Mapping[str, str]
    identity_masked: str
    shown: str


@dataclass(frozen=True)
class Found:
    """Whom a row is about, how that is known, and who else it may be."""

    match: Match
    how: str
    graduate: Somebody | None = None
    candidates: Sequence[Somebody] = ()


@dataclass
class Roster:
    """A cohort as rows look somebody up in it."""

    people: dict[int, Somebody] = field(default_factory=dict)
    by_number: dict[tuple[str, str], int] = field(default_factory=dict)
    by_name: dict[str, list[Somebody]] = field(default_factory=lambda: defaultdict(list))
    colleges: Mapping[str, int] = field(default_factory=dict)

    def find(self, given: Mapping[str, str]) -> Found:
        """Say whom a row is about, from what stands in it by field."""
        name = fold_person(given.get("name", ""))
        numbers = {kind: given[kind] for kind in NUMBERS if _whole(given.get(kind, ""))}
        hit = {pk: kind for kind in reversed(NUMBERS) if (pk := self._by(kind, numbers))}
        if len(hit) > 1:
            return Found(Match.DOUBT, "几个号码属于不同的人", candidates=self._all(hit))
        if hit:
            (pk, kind), *_ = hit.items()
            found = self.people[pk]
            if name and name != found.name:
                return Found(Match.DOUBT, f"{NUMBERS[kind]}与姓名不符", candidates=[found])
            beside = "和姓名" if name else ""
            return Found(Match.FOUND, f"按{NUMBERS[kind]}{beside}", found)
        return self._named(name, given, bool(numbers))

    def _by(self, kind: str, numbers: Mapping[str, str]) -> int | None:
        return self.by_number.get((kind, _key(kind, numbers.get(kind, ""))))

    def _all(self, keys: Mapping[int, str]) -> list[Somebody]:
        return [self.people[key] for key in sorted(keys)]

    def _named(self, name: str, given: Mapping[str, str], unknown: bool) -> Found:
        same = self.by_name.get(name, []) if name else []
        if not same:
            return Found(Match.NOBODY, "名册里没有这样的人" if name else "没有姓名和号码")
        if unknown:
            return Found(Match.DOUBT, "姓名有，号码名册里没有", candidates=same)
        agreed, left = [], list(same)
        for title, fits in self._beside(given).items():
            left = [each for each in left if fits(self, given, each)]
            agreed.append(title)
        if not left:
            return Found(Match.DOUBT, f"姓名有，{'、'.join(agreed)}不符", candidates=same)
        if len(left) > 1 or not agreed:
            return Found(Match.DOUBT, "只凭姓名不能确定" if not agreed else "同名", candidates=left)
        return Found(Match.FOUND, f"按姓名和{'、'.join(agreed)}", left[0])

    def _beside(self, given: Mapping[str, str]) -> Mapping[str, Fits]:
        return {title: fits for title, (name, fits) in BESIDE.items() if given.get(name)}


def _whole(number: str) -> bool:
    return bool(number) and MASK not in number


def _key(kind: str, number: str) -> str:
    return sealed.blind(number, "identity") if kind == "identity_no" else sealed.folded(number)


def _in_college(roster: Roster, given: Mapping[str, str], one: Somebody) -> bool:
    return roster.colleges.get(fold_name(given["college_name"])) == one.college_id


def _of_major(_roster: Roster, given: Mapping[str, str], one: Somebody) -> bool:
    return fold_name(given["major_name"]) == one.major


def _of_identity(_roster: Roster, given: Mapping[str, str], one: Somebody) -> bool:
    return _alike(given["identity_no"], one.identity_masked)


def _of_student_no(_roster: Roster, given: Mapping[str, str], one: Somebody) -> bool:
    return _alike(given["student_no"], one.numbers["student_no"])


def _alike(first: str, second: str) -> bool:
    """Say whether two numbers agree wherever neither of them is masked."""
    one, other = sealed.folded(first), sealed.folded(second)
    pairs = list(zip(one, other, strict=False))
    told = [a == b for a, b in pairs if MASK not in (a, b)]
    return len(one) == len(other) and bool(told) and all(told)


#: what may stand beside a name, with the field it is in; numbers come here only where masked
BESIDE: Mapping[str, tuple[str, Fits]] = {
    "学院": ("college_name", _in_college), "专业": ("major_name", _of_major),
    "遮盖的身份证号": ("identity_no", _of_identity), "遮盖的学号": ("student_no", _of_student_no),
}  # fmt: skip


def roster_of(cohort: Cohort) -> Roster:
    """Read a cohort as rows look somebody up in it."""
    units = Unit.objects.filter(school_id=cohort.school_id, kind=Unit.Kind.COLLEGE)
    told = list(units.values_list("pk", "name", "former_names"))
    names = {fold_name(former): key for key, _, formers in told for former in formers}
    roster = Roster(colleges=names | {fold_name(name): key for key, name, _ in told})
    titles = {key: name for key, name, _ in told}
    rows = Graduate.objects.filter(cohort=cohort, removed=False).values_list(
        "pk", "name", "college_id", "level", "major_name", "student_no", "exam_no",
        "person__identity_blind", "person__identity_masked",
    )  # fmt: skip
    for pk, name, college, level, major, student, exam, blind, masked in rows:
        one = Somebody(
            pk, fold_person(name), college, level, fold_name(major), {"student_no": student},
            masked, f"{name} {student}（{titles.get(college, '')}）",
        )  # fmt: skip
        roster.people[pk] = one
        roster.by_name[one.name].append(one)
        for kind, number in (("identity_no", blind), ("exam_no", exam), ("student_no", student)):
            if number:
                key = number if kind == "identity_no" else sealed.folded(number)
                roster.by_number[kind, key] = pk
    return roster
