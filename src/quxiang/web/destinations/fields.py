"""What a destination is asked, by its code: which fields, which must be filled, what each means.

What must be filled comes from the standard's required fields; nothing here repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quxiang.standards import Standard


@dataclass(frozen=True)
class Field:
    """One question: its name in the tables, title, help, how it is answered.

    ``kind``: text, date, phone, yes_no, ``codes:<table>`` of the standard, ``choice:<list>`` of
    :data:`CHOICES`, or ``open:<list>`` where other words may come by file. A change of a
    ``clerical`` field needs one reviewer only; of any other, the whole chain.
    """

    name: str
    title: str
    help: str = ""
    kind: str = "text"
    clerical: bool = False
    length: int = 120


def _asked() -> Iterator[Field]:
    yield Field(
        "employer_uscc", "统一社会信用代码", "营业执照上的 18 位代码；填对后单位信息自动带出。",
        length=18,
    )  # fmt: skip
    yield Field("employer_name", "单位名称", "与营业执照或公章完全一致；升学的填录取院校。")
    yield Field(
        "no_uscc_reason", "无信用代码原因", "部队、境外单位、国际组织等没有代码的，选一个原因。",
        kind="open:no_uscc_reason", length=40,
    )  # fmt: skip
    yield Field("employer_nature", "单位性质", "按单位登记类型选。", "codes:employer_nature")
    yield Field("industry", "单位行业", "按单位主营业务选。", "codes:industry")
    yield Field("place_code", "单位所在地", "工作实际所在的省（市、区）。", "codes:place")
    yield Field(
        "place_name", "所在地名称", "具体到市县，例如“南京市玄武区”；选了所在地可不填。", length=60,
    )  # fmt: skip
    yield Field("address", "单位地址", "用于寄送材料，可不填。", clerical=True)
    yield Field("job", "工作职位类别", "按实际岗位选。", "codes:job_category")
    yield Field("agreed_on", "签约日期", "协议、合同、录用通知上的日期。", "date")
    yield Field("startup_form", "创业形式", "", "choice:startup_form")
    yield Field("occupation", "从事职业", "具体做什么，例如“图书翻译”。", length=60)
    yield Field(
        "wage_floor_met", "薪酬达到当地最低工资标准", "只记是或否，不记具体数额。", "yes_no"
    )
    yield Field(
        "wage_basis", "薪酬依据", "凭什么判断，例如“劳动合同第五条”。", clerical=True, length=60
    )
    yield Field("contact_name", "单位联系人", "单位负责招聘或人事的人。", clerical=True, length=40)
    yield Field(
        "contact_phone", "联系人电话", "手机或带区号的座机；不要填自己或家人的号码。", "phone",
        clerical=True, length=20,
    )  # fmt: skip
    yield Field(
        "agreement_no", "协议书编号", "协议书右上角的编号，可不填。", clerical=True, length=40
    )
    yield Field("contract_ends_on", "合同到期日", "固定期限合同写到期日，可不填。", "date")
    yield Field("using_employer_name", "实际用工单位", "劳务派遣的填真正工作的单位，否则不填。")
    yield Field("country_abroad", "留学国家（地区）", "", length=40)
    yield Field("school_abroad", "留学院校", "录取通知书上的外文名称。")
    yield Field("major_abroad", "留学专业", "录取通知书上的专业。")
    yield Field(
        "seeking_reason", "主要原因", "例如“正在面试”“等待考试成绩”，方便老师提供帮助。",
        clerical=True, length=60,
    )  # fmt: skip
    yield Field("intention", "求职意向", "想做什么、想去哪里，可不填。", clerical=True)
    yield Field(
        "archive_to",
        "档案转递单位",
        "每个人的档案都要转出；还不清楚可以先不填，离校前补上。",
        clerical=True,
    )
    yield Field("household_to", "户口迁往地址", "户口没有迁到学校的不填。", clerical=True)


FIELDS: Mapping[str, Field] = {each.name: each for each in _asked()}
#: what the engine calls a field a person fills under another name
ASKED_AS = {"contact_phone_hash": "contact_phone"}
#: reasons a unit may have no credit code (N3.2); shown as they are stored
CHOICES: Mapping[str, Mapping[str, str]] = {
    "no_uscc_reason": {
        each: each
        for each in ("部队", "境外单位", "国际组织", "网店", "在孵化机构创业未注册", "其他")
    },
    "startup_form": {
        "company": "创立公司（含个体工商户）",
        "incubator": "孵化机构",
        "net_shop": "网店",
    },
}
EMPLOYED = ("employer", "startup", "freelance")
SEEKING = ("seeking", "not_seeking")
#: asked of some groups though nothing requires it
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "employer": (
        "agreement_no", "contract_ends_on", "using_employer_name", "address", "archive_to",
        "household_to",
    ),
    "startup": ("agreed_on", "employer_uscc", "archive_to", "household_to"),
    "freelance": ("agreed_on", "place_code", "place_name", "archive_to", "household_to"),
    "further_study": ("agreed_on", "archive_to", "household_to"),
    "seeking": ("seeking_reason", "intention", "archive_to", "household_to"),
    "not_seeking": ("seeking_reason", "archive_to", "household_to"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A field as one code asks for it: ``must`` be filled, ``wished`` for, or neither.

    One of ``alternatives`` will do in its place.
    """

    field: Field
    must: bool = False
    wished: bool = False
    alternatives: tuple[str, ...] = ()


def group_of(standard: Standard, code: str) -> str:
    """Return the group of a destination (employer, seeking …), empty for an unknown code."""
    found = standard.destinations.get(code)
    return found.group if found is not None else ""


def asked_of(standard: Standard, code: str) -> tuple[Asked, ...]:
    """Return what a destination is asked, in the order of the form."""
    found: dict[str, Asked] = {}
    for row in standard.required_fields:
        name = ASKED_AS.get(row.field, row.field)
        if row.code == code and name in FIELDS:
            must = row.severity == "error"
            found[name] = Asked(FIELDS[name], must, not must, row.alternatives)
            for other in row.alternatives:
                found.setdefault(other, Asked(FIELDS[other], alternatives=(name,)))
    for name in OPTIONAL.get(group_of(standard, code), ()):
        found.setdefault(name, Asked(FIELDS[name]))
    if "wage_floor_met" in found:
        found.setdefault("wage_basis", Asked(FIELDS["wage_basis"]))
    return tuple(found[name] for name in FIELDS if name in found)


def codes_of(standard: Standard, kind: str) -> Mapping[str, str]:
    """Return the choices of a field by code, empty for a field that is typed."""
    what, _, name = kind.partition(":")
    if what in ("choice", "open"):
        return CHOICES[name]
    if what != "codes":
        return {}
    rows = standard.tables[name]
    if name == "place" and not rows.rows:
        rows = standard.tables["province"]
    return {code: row.name for code, row in rows.rows.items()}
