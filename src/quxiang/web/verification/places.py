"""Where a survey by visits has to go: sampled records by the firm and address they name."""

from __future__ import annotations

from dataclasses import dataclass, field

from quxiang.standards.names import fold_name
from quxiang.web.verification.models import SampledRecord, Survey
from quxiang.web.verification.scripts import words_of
from quxiang.web.verification.states import RecordState

NO_ADDRESS = "登记没有地址，请先向单位问明"


@dataclass
class Place:
    """A firm at an address, with the records nobody goes to yet; known by the first of them."""

    name: str
    address: str
    records: list[int] = field(default_factory=list)
    graduates: list[int] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.records[0]


def places_of(survey: Survey) -> list[Place]:
    """Return where nobody goes yet, those with the most records first."""
    rows = SampledRecord.objects.filter(
        survey=survey, round=1, state=RecordState.WAITING, visit__isnull=True
    )
    found: dict[tuple[str, str], Place] = {}
    for key, graduate, name, uscc, address, town in rows.order_by("pk").values_list(
        "pk", "graduate_id", "version__employer_name", "version__employer_uscc",
        "version__address", "version__place_name",
    ):  # fmt: skip
        where = address or town or NO_ADDRESS
        place = found.setdefault((uscc or fold_name(name), where), Place(name, where))
        place.records.append(key)
        place.graduates.append(graduate)
    return sorted(found.values(), key=lambda each: (-len(each.records), each.name, each.key))


def questions_of(survey: Survey) -> str:
    """Return what visitors of a survey look at, as the script asks it."""
    steps = words_of(survey.script).steps_for(survey.kind, "")
    return "".join(f"{at}. {each.ask}\n" for at, each in enumerate(steps, 1)).strip()
