"""Employers as an import: matched by credit code, else by folded name and place."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from quxiang.exchange.readers import read_credit_code
from quxiang.standards import fold_name, load
from quxiang.standards.tables import EMPLOYERS
from quxiang.web.common import clock, sealed
from quxiang.web.employers.access import may_keep_employers
from quxiang.web.employers.models import Employer, EmployerName
from quxiang.web.employers.normalising import address_key, owner_key, phone_key
from quxiang.web.employers.services.keeping import add_former_names, keep_names
from quxiang.web.imports import fields as f
from quxiang.web.imports.fields import Field
from quxiang.web.imports.keyed import Key, Keyed
from quxiang.web.imports.models import Import
from quxiang.web.imports.targets import Given, Staged, Target, register

SIZES = {
    "大型": "large", "中型": "medium", "小型": "small", "微型": "micro",
    "large": "large", "medium": "medium", "small": "small", "micro": "micro",
}  # fmt: skip


def _code(cell: str) -> f.Read:
    """Read a credit code as it is; a failed check character only warns, in the rules."""
    return sealed.folded(str(read_credit_code(cell).value or cell))[:18], None


def _hash(key: Callable[[str], str]) -> f.Reader:
    """Keep a person's name or a phone as a keyed hash only: for comparing, never for showing."""
    return lambda cell: (key(cell), None)


def _aliases(name: str) -> tuple[str, ...]:
    return EMPLOYERS.by_name[name].aliases


RAW = {raw.name: raw.aliases for raw in EMPLOYERS.raw}
TABLES = load().tables
FIELDS = (
    Field("uscc", "统一社会信用代码", _aliases("uscc"), _code, sample="91410700MA0000001X"),
    Field("name", "单位名称", _aliases("name"), f.text(120), required=True, sample="太行种业有限公司"),
    Field("former_names", "曾用名", _aliases("former_names"), f.text(400)),
    Field("nature", "单位性质", ("单位性质代码", "dwxz"), f.code_of(TABLES["employer_nature"]), told=f.name_of(TABLES["employer_nature"])),
    Field("industry", "行业", ("单位行业", "行业代码"), f.code_of(TABLES["industry"]), told=f.name_of(TABLES["industry"])),
    Field("place_code", "所在地代码", ("单位所在地代码",), f.text(6), sample="410700"),
    Field("place_name", "所在地", ("单位所在地",), f.text(60), sample="河南省新乡市"),
    Field("size", "规模", _aliases("size"), f.choice(SIZES), sample="小型", told=lambda value: Employer.Size(value).label),
    Field("size_source", "规模来源", _aliases("size_source"), f.text(60)),
    Field("size_on", "规模日期", _aliases("size_on"), f.day),
    Field("status", "登记状态", _aliases("status"), f.text(20), sample="存续"),
    Field("status_on", "状态日期", ("登记状态日期",), f.day),
    Field("founded_on", "成立日期", _aliases("founded_on"), f.day, sample="2016-03-01"),
    Field("legal_person_hash", "法定代表人", RAW["legal_person"], _hash(owner_key)),
    Field("phone_hash", "电话", RAW["phone"], _hash(phone_key)),
    Field("address", "注册地址", _aliases("address_key"), f.text(200)),
    Field("source", "来源", ("数据来源",), f.text(60)),
)  # fmt: skip


def key_of(values: Mapping[str, Any]) -> Key:
    """Return the credit code, else folded name and place."""
    if code := str(values.get("uscc") or ""):
        return (code,)
    place = str(values.get("place_code") or values.get("place_name") or "")
    return (fold_name(str(values.get("name") or "")), place)


def prepare(employer: Employer, values: Mapping[str, Any]) -> None:
    """Fill what follows from the file's values before the row is saved."""
    employer.folded_name = fold_name(employer.name)
    employer.address_key = address_key(employer.address)
    employer.recorded_at = clock.now()
    employer.__dict__["former"] = str(values.get("former_names") or "")


def late(upload: Import, employers: Sequence[Employer]) -> None:
    """Keep the names: present ones, and former ones of the file."""
    keep_names(employers)
    for each in employers:
        add_former_names(each, names_in(each.__dict__.get("former", "")))


def names_in(cell: str) -> list[str]:
    """Return the names of a cell that holds several."""
    parts = cell.replace("；", "｜").replace(";", "｜").split("｜")
    return [name for name in (each.strip() for each in parts) if name]


KEYED = Keyed(
    Employer, ("uscc",), FIELDS,
    lambda upload: {"school_id": upload.school_id, "merged_into": None},
    prepare=prepare, late=late, key_of=key_of,
    alike_by={
        "uscc": lambda values: values.get("uscc") or "",
        "folded_name": lambda values: fold_name(str(values.get("name") or "")),
    },
)  # fmt: skip


def stage(upload: Import, rows: Iterable[Given]) -> Iterator[Staged]:
    """Compare; former names an employer is known by already are no change."""
    borne: dict[Key, set[str]] = {}
    names = EmployerName.objects.filter(employer__school=upload.school_id)
    key = [f"employer__{each}" for each in ("uscc", "name", "place_code", "place_name")]
    in_force = names.filter(employer__merged_into=None).values_list("folded_name", *key)
    for folded, uscc, name, code, place in in_force.iterator():
        values = {"uscc": uscc, "name": name, "place_code": code, "place_name": place}
        borne.setdefault(key_of(values), set()).add(folded)
    return KEYED.stage(upload, (_fresh(row, borne.get(key_of(row.values), set())) for row in rows))


def _fresh(row: Given, borne: Container[str]) -> Given:
    """Return a row of a file with only those former names that are not borne yet."""
    former = names_in(row.text("former_names"))
    if not former:
        return row
    fresh = "；".join(each for each in former if fold_name(each) not in borne)
    return replace(row, values={**row.values, "former_names": fresh})


register(
    Target(
        name="employers", title="用人单位", fields=FIELDS, may=may_keep_employers,
        sentence="单位名称、信用代码、性质、规模与登记状态，按信用代码对上；法人与电话只留散列。",
        stage=stage, apply=KEYED.apply, undo=KEYED.undo,
    )
)  # fmt: skip
