"""Rules of the sample report: the words of a rule, without SQL that would run."""
# ruff: noqa: E501 - invented data, one row a line

from __future__ import annotations

from quxiang.engine.ruleform import Rule


def _rule(*words: str, window: str = "none") -> Rule:
    code, title, clause, severity, subject, why, remedy, english = words
    return Rule(
        code=code, name=code.lower(), title=title, clause=clause, severity=severity, scope="set",
        subject=subject, key=(f"{subject}_key",), optional=(), window=window, params={},
        message="{name}", why=why, remedy=remedy, explains=(),
        sql=f"select school, cohort, {subject}_key\nfrom counted\nwhere 1 < 2 and '{code}' > ''", rows="",
        en={"title": english, "why": f"Why {english.lower()}.", "remedy": "Look at the rows and correct them."},
        examples=(), file=f"{code}.yaml",
    )  # fmt: skip


_ALL = (
    _rule("R204", "同一毕业生重复", "N2.1", "error", "graduate", "同一届里考生号、学号或身份证号相同的行是同一个人，重复会让分母和各项比率都不准。", "请对照学籍保留正确的一行；号码填错的更正号码。", "Same graduate more than once"),
    _rule("D401", "必填信息缺失", "N3.2", "error", "graduate", "每类去向有规定的必填信息；缺项的记录会被退回，也无法核查。要求尚未证实的字段只列为待核。", "请补填该项；没有统一社会信用代码的单位（部队、境外、国际组织等）填写无代码原因。", "Required field missing"),
    _rule("T101", "去向落实率变化过大", "N5.1", "suspect", "unit", "周监测数据变化超过 10% 会被上级核查；默认按百分点计，也可设为相对变化。", "核对新增记录的日期与材料；因集中录取、集中签约引起的，请写明原因备查。", "Placement rate moves too much", window="period"),
    _rule("T103", "落实率倒挂", "N5", "suspect", "unit", "高一层次低于低一层次、低于去年同日等都会被核查。", "核对两期的名单。", "Rates upside down"),
    _rule("R201", "与学籍不一致", "N5.3", "suspect", "graduate", "姓名、性别、身份证号、学历、专业代码和方向应与学籍一致，不一致会被上级比对出来。", "核对本人证件；登记错的更正登记，学籍错的请教务处或研究生院更正。", "Differs from the registry"),
    _rule("E301", "单位不存在或查不到", "N5.4", "suspect", "employer", "上级核查单位名称是否存在；名单里没有的单位未必不存在，只列为待核。", "在国家企业信用信息公示系统等公开渠道查证，查到后补进单位名单。", "Employer unknown"),
    _rule("E303", "统一社会信用代码不合规", "N5.4", "suspect", "employer", "信用代码由 18 位规定字符组成，末位是校验码（GB 32100-2015）；校验码不符约百万分之五十可能仍是真代码，只提示核对。", "对照营业执照或事业单位法人证书重新填写。", "Credit code not well formed"),
    _rule("E304", "信用代码与单位名称不符", "N5.4", "suspect", "employer", "上级核查信用代码与单位名称是否匹配。", "对照营业执照核对名称与代码。", "Credit code belongs to another name"),
    _rule("E305", "小微企业扎堆就业", "N5.5", "suspect", "employer", "上级按同一小微企业（含个体工商户、网店）聘用 4 名及以上毕业生核查；规模不明的先列为待核。", "核对合同与社保，必要时实地走访；补全单位规模及其来源。本校科研助理岗可申请豁免并说明理由。", "Cluster in one small employer"),
    _rule("D403", "薪酬低于当地最低工资标准", "N3.2", "suspect", "graduate", "其他录用形式、科研与管理助理、自由职业的薪酬须达到当地最低工资标准。", "核对收入流水与当地标准。", "Pay below the local minimum wage"),
    _rule("N901", "只写了上级代码", "N2.2", "notice", "graduate", "2024 方案里 27、50、51、70、72、80 有下级，写到下级才能分清去向。", "请改成下级代码。", "Only the parent code"),
)  # fmt: skip
RULES = {rule.code: rule for rule in _ALL}
