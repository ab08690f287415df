"""Every table the engine reads, declared once: name, type, sentence, headers, personal or not.

The exchange recognises workbook columns by the headers given here, the engine refuses a rule
that names anything else, the simulator writes these columns, snapshots are typed by them.
Times are local Asia/Shanghai without zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Type(StrEnum):
    """The five types a column can have; there are no floats."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an engine table.

    ``aliases`` are headers whose cells hold the value or its code; ``names`` are headers whose
    cells hold the *name* of a code (毕业去向 beside 毕业去向代码). ``codes`` names the code table.
    """

    name: str
    type: Type
    sentence: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column of a file that never reaches the engine: it is turned into the columns it feeds."""

    name: str
    kind: str  # identity | phone | employer
    feeds: tuple[str, ...]
    sentence: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: its columns in order, and the raw columns a file of it may hold."""

    name: str
    title: str
    sentence: str
    columns: tuple[Column, ...]
    raw: tuple[RawColumn, ...] = ()
    #: at least one column of each group must be there for a file to be this table
    required: tuple[tuple[str, ...], ...] = ()

    @property
    def by_name(self) -> Mapping[str, Column]:
        return MappingProxyType({column.name: column for column in self.columns})

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


T, N, D, M, B = Type.TEXT, Type.INTEGER, Type.DATE, Type.MOMENT, Type.BOOLEAN


def _text(name: str, sentence: str, *aliases: str, **more: object) -> Column:
    return Column(name, T, sentence, aliases, **more)  # type: ignore[arg-type]


SCHOOL = _text(
    "school", "学校的名称，没有时为代码。",
    "院校名称", "学校名称", "院校", "学校", "yx", "院校代码", "学校代码", "yxdm",
)  # fmt: skip
COHORT = _text("cohort", "届，四位年份。", "届", "毕业年份", "毕业届", "届别", "cohort")
KEY = Column(
    "graduate_id", T, "由学校、届和考生号（或学号、证件）算出的内部键，十六位。", personal=True
)

SOURCE = (
    _text("source_file", "该行来自哪个文件。"),
    _text("source_sheet", "该行来自哪个工作表；CSV 与 DBF 为空。"),
    Column("source_row", N, "该行在 Excel 里的行号。"),
)

IDENTITY = RawColumn(
    "identity_no", "identity", ("id_check", "id_birth_on", "id_gender", "id_hash"),
    "身份证号：只用来算出核验结果、出生日期、性别和散列。",
    ("身份证号", "身份证号码", "身份证件号", "证件号码", "证件号", "公民身份号码", "居民身份证号", "sfzh", "sfzjh", "zjhm"),
)  # fmt: skip
PHONE = RawColumn(
    "phone", "phone", ("phone_hash", "phone_form"), "毕业生手机号：只用来算出散列和格式。",
    ("手机号码", "手机号", "手机", "移动电话", "本人手机", "本人电话", "联系电话", "学生电话", "毕业生手机号", "sjhm", "sj", "yddh", "mobilephone", "mobilephon"),
)  # fmt: skip
CONTACT_PHONE = RawColumn(
    "contact_phone", "phone", ("contact_phone_hash",), "单位联系人电话：只用来算出散列。",
    ("联系人电话", "单位联系人电话", "联系人手机", "单位联系电话", "单位电话", "联系人联系方式", "lxrdh", "lxrsj", "dwlxrdh", "dwdh"),
)  # fmt: skip
USING_EMPLOYER = RawColumn(
    "using_employer_name", "employer", ("using_employer_key",), "劳务派遣的实际用工单位名称。",
    ("实际用工单位", "用工单位", "用工单位名称", "实际用人单位", "sjygdw"),
)  # fmt: skip

#: the columns graduates and the registry share: who a person is
PERSON = (
    SCHOOL,
    COHORT,
    KEY,
    _text("student_no", "学号。", "学号", "xh", "学生学号", personal=True),
    _text("exam_no", "考生号，通常十四位，研究生十五位。", "考生号", "ksh", "考生号码", personal=True),
    _text("name", "姓名。", "姓名", "xm", "学生姓名", "毕业生姓名", personal=True),
    Column("gender", T, "性别代码。", ("性别代码", "xbdm"), ("性别", "xb"), "gender"),
    _text("id_check", "身份证号核验：ok、bad_form、bad_check 或 missing。"),
    Column("id_birth_on", D, "身份证号里的出生日期。", personal=True),
    _text("id_gender", "身份证号里的性别代码。"),
    _text("id_hash", "身份证号的密钥散列。", personal=True),
    _text("college", "学院（登记责任单位）。", "所在院系", "院系", "学院", "学院名称", "院系名称", "二级学院", "所在学院", "培养单位", "分院", "szyx", "fy", "xy", "xymc"),
    _text("residence", "书院等另属单位。", "书院", "书院名称", "所在书院", "sy"),
    _text("major_code", "专业代码。", "专业代码", "zydm"),
    _text("major_name", "专业名称。", "专业", "专业名称", "zy", "zymc"),
    _text("direction", "专业方向。", "专业方向", "方向", "zyfx"),
    Column("level", T, "学历层次代码，不含毕业与结业之分。", ("学历代码", "学历层次代码", "xldm", "ccdm"), ("学历", "学历层次", "层次", "培养层次", "xl", "cc"), "education_level"),
    _text("completion", "毕业、结业或肄业：graduated、completed、withdrawn。", "毕结业结论", "毕结业", "毕结业类别", "学业结论"),
    Column("study_mode", T, "全日制或非全日制。", ("学习形式", "学习方式", "xxxs"), (), "study_mode"),
    Column("training_mode", T, "培养方式代码。", ("培养方式代码", "pyfsdm"), ("培养方式", "pyfs"), "training_mode"),
    Column("graduation_on", D, "毕业日期。", ("毕业日期", "毕业时间", "预计毕业日期", "毕业年月", "bysj", "byrq", "yjbyrq")),
    _text("status", "学籍状态：预计毕业、毕业、结业、结业换毕业证、延期、休学、退学、肄业、死亡。", "学籍状态", "毕业状态", "在籍状态", "状态", "学生状态", "xjzt", "status"),
)  # fmt: skip

GRADUATE_ONLY = (
    Column("origin", T, "生源地代码。", ("生源地代码", "生源所在地代码", "生源地区代码", "syddm", "syszddm"), ("生源地名称", "生源地", "生源所在地", "生源地区", "syd", "syszd"), "province"),
    Column("hardship", T, "困难生类别代码。", ("困难生类别代码", "knslbdm"), ("困难生类别", "困难类别", "困难类型", "knslb"), "hardship_category", personal=True),
    Column("teacher_student", T, "师范生类别代码。", ("师范生类别代码", "sfslbdm"), ("师范生类别", "师范类别", "是否师范生", "sfslb"), "teacher_student_type"),
    _text("registration_no", "登记系统里的记录号。", "登记编号", "记录编号", "登记号", "就业编号"),
    Column("version", N, "去向的版本号。", ("版本", "版本号", "version")),
    _text("state", "登记状态：draft、in_review、returned、signed、entered。", "登记状态", "审核状态", "上报状态", "毕业去向状态", "去向状态", "审核结果", "state"),
    Column("code", T, "毕业去向代码。", ("毕业去向代码", "毕业去向类别代码", "毕业去向类型代码", "去向代码", "byqxdm", "byqxlbdm"), ("毕业去向", "毕业去向类别", "毕业去向类型", "去向", "去向类别", "就业去向", "毕业去向名称", "byqx", "byqxlb"), "destination"),
    Column("agreed_on", D, "签约（录用、录取）日期。", ("签约日期", "签约时间", "签订日期", "协议签订日期", "合同签订日期", "录用日期", "qyrq", "qysj")),
    Column("recorded_at", M, "该版本记下的时刻。", ("登记时间", "填报时间", "更新时间", "修改时间", "填报日期", "登记日期")),
    Column("entered_at", M, "录入系统的时刻。", ("录入时间", "录入日期", "上报时间", "上报日期", "lrsj")),
    _text("employer_uscc", "单位统一社会信用代码。", "统一社会信用代码", "单位统一社会信用代码", "信用代码", "社会信用代码", "单位组织机构代码", "组织机构代码", "单位信用代码", "tyshxydm", "dwzzjgdm", "zzjgdm", "uscc"),
    Column("employer_key", T, "信用代码，没有时为折叠后的名称加所在地。"),
    _text("employer_name", "单位名称；升学时为录取院校。", "单位名称", "就业单位", "就业单位名称", "用人单位", "用人单位名称", "工作单位", "签约单位", "录取院校", "升学院校", "单位", "dwmc"),
    _text("no_uscc_reason", "没有信用代码的原因。", "无信用代码原因", "无统一社会信用代码原因", "无代码原因"),
    Column("employer_nature", T, "单位性质代码。", ("单位性质代码", "dwxzdm"), ("单位性质", "dwxz"), "employer_nature"),
    Column("industry", T, "单位行业代码。", ("单位行业代码", "行业代码", "dwhydm"), ("单位行业", "行业", "所属行业", "dwhy"), "industry"),
    Column("job", T, "工作职位类别代码。", ("工作职位类别代码", "职位类别代码", "gzzwlbdm"), ("工作职位类别", "职位类别", "工作职位", "gzzwlb"), "job_category"),
    Column("place_code", T, "单位所在地代码，六位。", ("单位所在地代码", "所在地代码", "工作地代码", "dwszddm")),
    _text("place_name", "单位所在地。", "单位所在地", "所在地", "单位所在地名称", "工作地", "工作所在地", "dwszd"),
    _text("startup_form", "创业形式：公司、孵化机构或网店。", "创业形式", "创业类型", "创业方式"),
    _text("occupation", "自由职业者做什么。", "从事职业", "职业", "自由职业内容", "从事工作", "自由职业类型"),
    _text("country_abroad", "留学国家地区。", "留学国家地区", "留学国家", "国家地区", "留学国家或地区", "lxgjdq"),
    _text("school_abroad", "留学院校。", "留学院校外文名称", "留学院校中文名称", "留学院校", "留学院校名称", "境外院校"),
    _text("major_abroad", "留学专业。", "留学专业外文名称", "留学专业中文名称", "留学专业", "留学专业名称"),
    _text("bound_employer", "定向或委培单位。", "定向或委培单位", "委培单位", "定向单位", "定向委培单位", "dxhwpdw"),
    Column("using_employer_key", T, "实际用工单位的键。"),
    Column("contract_ends_on", D, "合同到期日。", ("合同到期日", "合同终止日期", "合同截止日期", "合同结束日期", "合同到期日期")),
    Column("wage_floor_met", B, "薪酬达到当地最低工资标准：是或否。", ("薪酬达标", "是否达到最低工资", "薪酬是否达到最低工资标准", "达到最低工资标准", "是否达到当地最低工资标准", "薪酬达到最低工资")),
    _text("contact_name", "单位联系人。", "单位联系人", "联系人", "联系人姓名", "dwlxr", "lxr", personal=True),
    _text("contact_phone_hash", "单位联系人电话的散列。", personal=True),
    _text("agreement_no", "协议书或合同编号。", "协议书编号", "协议编号", "就业协议编号", "合同编号", "xysbh"),
    _text("phone_hash", "毕业生手机号的散列。", personal=True),
    _text("phone_form", "手机号格式：ok、bad_form 或 missing。"),
    _text("filed_by", "由谁填报。", "填报人", "录入人", "登记人"),
    *SOURCE,
)  # fmt: skip

GRADUATE_KEY_GROUP = (("exam_no", "student_no", "identity_no"),)

GRADUATES = Table(
    "graduates", "毕业生", "每行一名毕业生和其当前去向。", (*PERSON, *GRADUATE_ONLY),
    (IDENTITY, PHONE, CONTACT_PHONE, USING_EMPLOYER), GRADUATE_KEY_GROUP,
)  # fmt: skip

PREVIOUS = Table(
    "previous", "上一期", "同样的表，取自上一个监测时点。",
    GRADUATES.columns, GRADUATES.raw, GRADUATE_KEY_GROUP,
)  # fmt: skip

LAST_YEAR = Table(
    "last_year", "去年同期", "上一届在去年同一天的表。",
    GRADUATES.columns, GRADUATES.raw, GRADUATE_KEY_GROUP,
)  # fmt: skip

REGISTRY = Table(
    "registry", "学籍", "学籍库里同一批人的身份信息。",
    (*PERSON, Column("birth_on", D, "出生日期。", ("出生日期", "csrq", "生日"), personal=True), *SOURCE),
    (IDENTITY,), GRADUATE_KEY_GROUP,
)  # fmt: skip

EMPLOYERS = Table(
    "employers", "单位", "每行一个单位，以信用代码为键。",
    (
        _text("uscc", "统一社会信用代码。", "统一社会信用代码", "信用代码", "社会信用代码", "单位统一社会信用代码", "uscc", "tyshxydm"),
        _text("name", "现用名称。", "单位名称", "企业名称", "名称", "机构名称", "dwmc", "name"),
        _text("former_names", "曾用名称，以｜或；分开。", "曾用名", "曾用名称", "历史名称"),
        _text("parent", "总公司或上级单位的信用代码。", "上级单位信用代码", "总公司信用代码", "上级信用代码", "隶属单位信用代码", "总公司统一社会信用代码"),
        _text("status", "登记状态：存续、在业、注销、吊销、经营异常等。", "登记状态", "经营状态", "单位状态", "企业状态", "状态"),
        Column("founded_on", D, "成立日期。", ("成立日期", "注册日期", "成立时间")),
        _text("size", "规模：large、medium、small、micro；空为未知。", "规模", "企业规模", "单位规模", "企业类型规模"),
        _text("size_source", "规模的来源。", "规模来源"),
        Column("size_on", D, "规模的日期。", ("规模日期", "规模认定日期")),
        _text("legal_person_hash", "法定代表人的散列。", personal=True),
        _text("phone_hash", "单位电话的散列。", personal=True),
        _text("address_key", "折叠后的注册地址。", "注册地址", "住所", "地址", "单位地址"),
        *SOURCE,
    ),
    (
        RawColumn("legal_person", "person", ("legal_person_hash",), "法定代表人姓名：只用来算出散列。", ("法定代表人", "法人", "法人代表", "负责人", "经营者")),
        RawColumn("phone", "phone", ("phone_hash",), "单位电话：只用来算出散列。", ("电话", "联系电话", "单位电话", "企业电话")),
    ),
    (("uscc",),),
)  # fmt: skip

_GRADUATE_NUMBERS = (
    KEY,
    _text("exam_no", "考生号。", "考生号", "ksh", personal=True),
    _text("student_no", "学号。", "学号", "xh", personal=True),
)
_IDENTITY_ONLY = RawColumn(
    "identity_no", "identity", ("id_hash",), IDENTITY.sentence, IDENTITY.aliases
)
_ID_HASH = _text("id_hash", "身份证号的密钥散列。", personal=True)
_WHO = (SCHOOL, COHORT, *_GRADUATE_NUMBERS, _ID_HASH)

EVIDENCE = Table(
    "evidence", "佐证材料", "每行一份材料。",
    (
        *_WHO,
        Column("version", N, "材料所属的去向版本。", ("版本", "版本号", "version")),
        Column("kind", T, "材料种类。", ("材料种类", "材料类型", "材料类别", "种类"), (), "evidence_kind"),
        _text("title", "材料标题或文件名。", "标题", "文件名", "材料名称", "文件名称"),
        Column("is_list", B, "是否名单类材料。", ("是否名单", "名单类", "名单材料")),
        _text("sha256", "文件的 SHA-256。", "sha256", "文件散列", "文件校验值"),
        Column("at", M, "上传时刻。", ("上传时间", "提交时间")),
        *SOURCE,
    ),
    (_IDENTITY_ONLY,), GRADUATE_KEY_GROUP,
)  # fmt: skip

CONFIRMATIONS = Table(
    "confirmations", "确认", "每行一次本人确认或核对。",
    (
        *_WHO,
        Column("version", N, "确认的去向版本；空为生效版本。", ("版本", "版本号", "version")),
        _text("place", "在哪里：school 校内核对、national 全国系统。", "确认渠道", "确认位置", "确认系统", "渠道"),
        _text("outcome", "结果：awaited、confirmed、correction_asked、disputed。", "确认结果", "确认状态", "是否确认", "本人确认", "确认情况"),
        _text("device_hash", "设备的散列。", "设备散列", "设备标识", "设备", personal=True),
        Column("at", M, "时刻。", ("确认时间", "确认日期")),
        *SOURCE,
    ),
    (_IDENTITY_ONLY,), GRADUATE_KEY_GROUP,
)  # fmt: skip

CHECKS = Table(
    "checks", "核查", "每行一次电话或走访核查的一项。",
    (
        *_WHO,
        Column("version", N, "核查的去向版本。", ("版本", "版本号", "version")),
        _text("side", "问的是谁：graduate 或 employer。", "核查对象", "对象"),
        _text("item", "核查项：class、employer、code、place、wage 等。", "核查项", "核查项目", "项目"),
        _text("outcome", "结果：consistent、inconsistent、refused、no_answer、wrong_number、lost、enlisted。", "核查结果", "结果", "核查结论"),
        Column("at", M, "时刻。", ("核查时间", "核查日期")),
        *SOURCE,
    ),
    (_IDENTITY_ONLY,), GRADUATE_KEY_GROUP,
)  # fmt: skip

CHANGES = Table(
    "changes", "变更", "每行一次字段变更。",
    (
        *_WHO,
        Column("version", N, "变更后的版本。", ("版本", "版本号", "version")),
        _text("field", "变更的字段。", "变更字段", "字段", "变更项"),
        _text("before", "原值。", "变更前", "原值"),
        _text("after", "新值。", "变更后", "新值"),
        Column("at", M, "时刻。", ("变更时间", "变更日期", "修改时间")),
        _text("by", "由谁。", "变更人", "修改人", "操作人"),
        *SOURCE,
    ),
    (_IDENTITY_ONLY,), GRADUATE_KEY_GROUP,
)  # fmt: skip

COMPLAINTS = Table(
    "complaints", "举报", "每行一次举报。",
    (
        *_WHO,
        _text("college", "被举报的学院。", "学院", "所在院系", "学院名称", "被举报学院"),
        Column("at", M, "时刻。", ("举报时间", "举报日期")),
        Column("upheld", B, "是否查实。", ("是否查实", "是否属实", "查实")),
        *SOURCE,
    ),
    (_IDENTITY_ONLY,),
    (("college", "exam_no", "student_no", "identity_no"),),
)  # fmt: skip

NATIONAL = Table(
    "national", "全国与省参考值", "每行一个参考指标。",
    (
        _text("place", "全国或省。", "范围", "地区", "区域", "place"),
        _text("figure", "指标代码。", "指标", "指标代码", "figure"),
        Column("on", D, "日期。", ("日期", "截止日期", "on")),
        Column("rate", N, "比率，万分之几。", ("比率", "数值", "率", "rate")),
        *SOURCE,
    ),
    (), (("figure",), ("rate",)),
)  # fmt: skip

PROTECTED_PHONES = Table(
    "protected_phones", "受保护的号码", "学生、家长、教师的号码散列，只作盲比。",
    (
        _text("owner_kind", "号码归谁：graduate、parent、teacher。", "归属", "号码归属"),
        _text("phone_hash", "号码的散列。", personal=True),
        *SOURCE,
    ),
    (RawColumn("phone", "phone", ("phone_hash",), "号码：只用来算出散列。", PHONE.aliases),),
    (("phone",),),
)  # fmt: skip

MINIMUM_WAGES = Table(
    "minimum_wages", "最低工资", "每行一地一档最低工资。",
    (
        _text("place", "地区代码。", "地区代码", "地区", "所在地代码", "place"),
        Column("from_on", D, "自何日起执行。", ("执行日期", "起始日期", "自", "from_on")),
        Column("monthly", N, "月最低工资，元。", ("月最低工资", "月最低工资标准", "月工资", "monthly")),
        Column("hourly", N, "小时最低工资，分。", ("小时最低工资", "小时最低工资标准", "hourly")),
        *SOURCE,
    ),
    (), (("place",), ("monthly",)),
)  # fmt: skip

ANSWERS = Table(
    "answers", "答复", "对以往发现的答复：豁免与已说明者不再列出。",
    (
        _text("fingerprint", "发现的指纹。", "指纹", "fingerprint"),
        _text("outcome", "结果：exempt、justified、fixed 等；只有前两者免列。", "结果", "答复", "outcome"),
        Column("until", D, "有效到何日。", ("有效期至", "截止日期", "until")),
        *SOURCE,
    ),
    (), (("fingerprint",), ("outcome",)),
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            GRADUATES, PREVIOUS, LAST_YEAR, REGISTRY, EMPLOYERS, EVIDENCE, CONFIRMATIONS, CHANGES,
            CHECKS, COMPLAINTS, NATIONAL, PROTECTED_PHONES, MINIMUM_WAGES, ANSWERS,
        )
    }
)  # fmt: skip
