"""Who answers for a finding: the college of everybody it is about, the registry, or the centre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quxiang.standards import levels
from quxiang.web.alerts.states import Desk
from quxiang.web.orgs.models import Unit
from quxiang.web.roster.models import Cohort, Graduate

#: rules that compare the roster with the registry, which the college cannot correct (N5.3)
_REGISTRY = "R"


@dataclass(frozen=True)
class Desks:
    """Everybody of a cohort by key, with college and level; colleges by every name they bore."""

    people: Mapping[int, tuple[int, str]]
    colleges: Mapping[str, int]
    #: the school's code, which findings name it by, and what people call it
    school: tuple[str, str] = ("", "")

    def college_of(self, people: Iterable[int], unit: str = "") -> int | None:
        """Return the one college a finding is about; ``None`` where it is several or none."""
        found = {self.people[each][0] for each in people if each in self.people}
        if unit:
            return self.colleges.get(unit)
        return found.pop() if len(found) == 1 else None

    def desk_of(self, rule: str, people: Iterable[int], college: int | None) -> Desk:
        if rule.startswith(_REGISTRY):
            known = {self.people[each][1] for each in people if each in self.people}
            research = bool(known) and all(map(_is_research, known))
            return Desk.GRADUATE_SCHOOL if research else Desk.ACADEMIC
        return Desk.CENTRE if college is None else Desk.COLLEGE


def desks_of(cohort: Cohort) -> Desks:
    """Read whom a cohort's findings can be about."""
    people = Graduate.objects.filter(cohort=cohort).values_list("pk", "college_id", "level")
    units = Unit.objects.filter(school_id=cohort.school_id, kind=Unit.Kind.COLLEGE)
    told = list(units.values_list("pk", "name", "former_names"))
    names = {former: key for key, _, formers in told for former in formers}
    names.update({name: key for key, name, _ in told})
    school = (cohort.school.code, cohort.school.name)
    return Desks({key: (college, level) for key, college, level in people}, names, school)


def _is_research(level: str) -> bool:
    try:
        return levels.research(level)
    except KeyError:
        return False
