"""What messages say. Short, polite, who must do what by when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Template:
    """A text with ``{names}``: what it is called, and an example of each value.

    ``secret`` are names whose values only the channel may see; ``urgent`` is what somebody waits
    for in front of a page.
    """

    title: str
    text: str
    examples: Mapping[str, str] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    urgent: bool = False

    @property
    def names(self) -> list[str]:
        """Return the names its own text may use, in the order of the shipped one."""
        return list(dict.fromkeys(_NAME.findall(self.text)))


def names_in(text: str) -> list[str]:
    """Return the ``{names}`` of a text, each once, as they come."""
    return list(dict.fromkeys(_NAME.findall(text)))


def filled(text: str, values: Mapping[str, str], hidden: frozenset[str] = frozenset()) -> str:
    """Return a text with its names replaced; of ``hidden`` ones stars, and nothing else is read."""

    def value(found: re.Match[str]) -> str:
        return "******" if found[1] in hidden else values[found[1]]

    return _NAME.sub(value, text)


_SCHOOL = {"school": "云梦大学"}
CODE = frozenset({"code"})
TEMPLATES: Mapping[str, Template] = {
    "activation": Template(
        "激活码",
        "【{school}】您的去向系统激活码：{code}，{days} 天内有效，激活时还需身份证号后六位。"
        "请勿告诉他人，工作人员也不会索要。",
        {"code": "K7Q2-9XN4-T3HM-W8RD", "days": "30"}, CODE, urgent=True,
    ),
    "login": Template(
        "登录验证码",
        "【{school}】登录验证码：{code}，{minutes} 分钟内有效。请勿告诉他人。",
        {"code": "482913", "minutes": "5"}, CODE, urgent=True,
    ),
    "second": Template(
        "二次验证码",
        "【{school}】二次验证码：{code}，{minutes} 分钟内有效。请勿告诉他人。",
        {"code": "482913", "minutes": "5"}, CODE, urgent=True,
    ),
    "phone": Template(
        "手机号验证码",
        "【{school}】验证手机号的验证码：{code}，{minutes} 分钟内有效。",
        {"code": "482913", "minutes": "5"}, CODE, urgent=True,
    ),
    "phone_changed": Template(
        "手机号变更提醒",
        "【{school}】您登记的手机号被工作人员改为 {phone}，{hours} 小时内不会向新号码发送验证码。"
        "若非您本人要求，请立即联系就业创业指导中心。",
        {"phone": "138****0000", "hours": "72"}, urgent=True,
    ),
    "cases_overdue": Template(
        "预警逾期提醒",
        "【{school}】有 {count} 件预警过了答复期限还没有答复。请登录后在“预警”里查看并督促处理。",
        {"count": "3"},
    ),
    "cases_handed": Template(
        "预警改派通知",
        "【{school}】有 {count} 件预警改由您答复，期限 {due}。请登录后在“预警”里查看原因并答复。",
        {"count": "3", "due": "2024-07-05"},
    ),
    "cases_taken": Template(
        "预警改派告知",
        "【{school}】原由您答复的 {count} 件预警已改由他人答复，原因写在经过里，您不必再答复。",
        {"count": "3"},
    ),
    "handling": Template(
        "处理记录签收提醒",
        "【{school}】{college}收到一份处理记录（{grade}）。请登录后在“核查反馈”的“处理”里阅读并签收。",
        {"college": "农学院", "grade": "反馈"},
    ),
    "listing": Template(
        "负面清单提醒",
        "【{school}】负面清单第 {number} 号（{college}）：{what}。请登录后在“负面清单”里查看办理。",
        {"number": "2", "college": "农学院", "what": "等待学院答复"},
    ),
    "field_visit": Template(
        "走访安排通知",
        "【{school}】请您于 {on} 实地走访 {name}。请在手机上登录，"
        "打开“实地走访”查看要看什么并填写。",
        {"on": "2024-07-05", "name": "云梦种业有限公司"},
    ),
    "cross_check": Template(
        "交叉互查通知",
        "【{school}】第 {number} 轮交叉互查{what}。请登录后在“逐一核查”里查看。",
        {"number": "1", "what": "：请您核查文学院的 12 条记录，7月10日 18:00 前请完成"},
    ),
    "selfcheck_due": Template(
        "自查报告提醒",
        "【{school}】{college} {year} 届自查报告{when}，现在：{state}。请登录后在“自查”里办理。",
        {"college": "农学院", "year": "2024", "when": "应在 7月24日前 报送", "state": "已汇总"},
    ),
    "paper": Template(
        "文件签署提醒",
        "【{school}】《{title}》第 {version} 版：{what}。请登录后在“签署文件”里办理。",
        {"title": "农学院 2024 届自查报告", "version": "1", "what": "请您签字"},
    ),
    "confirm_asked": Template(
        "去向确认提醒",
        "【{school}】您的毕业去向已登记，还没有在{site}由本人确认。请登录确认；"
        "内容不对或有变更，请在{until}前告诉学院。",
        {"site": "全国高校毕业生毕业去向登记系统", "until": "8月30日"},
    ),
    "confirm_changes": Template(
        "去向变更提醒",
        "【{school}】毕业去向如有变更，请于{until}前告诉学院更新，并在{site}确认；没有变更不必办理。",
        {"site": "全国高校毕业生毕业去向登记系统", "until": "8月30日"},
    ),
    "campaign_prepared": Template(
        "批量通知待提请",
        "【{school}】“{title}”的名单已备好，共 {count} 人。请登录后核对名单和内容，再提请放行。",
        {"title": "8 月初提醒", "count": "28,417"},
    ),
    "bulletin": Template(
        "通报已发出", "【{school}】《{title}》已发出，请登录后在“通报”里阅读。",
        {"title": "毕业去向登记周通报"},
    ),
    "notice": Template(
        "约谈与整改提醒",
        "【{school}】《{title}》{state}，{what}。请登录后在“约谈与整改”里办理。",
        {"title": "关于农学院的整改通知书", "state": "已发出", "what": "请阅读并在期限前答复"},
    ),
    "notice_due": Template(
        "约谈与整改答复提醒", "【{school}】《{title}》{when}。请登录后在“约谈与整改”里答复。",
        {"title": "关于农学院的整改通知书", "when": "应在 7月2日前答复"},
    ),
    "notices_late": Template(
        "约谈与整改逾期汇总",
        "【{school}】{count} 份约谈或整改通知逾期未答复：{colleges}。"
        "请登录后在“约谈与整改”里督促。",
        {"count": "2", "colleges": "农学院、文学院"},
    ),
    "recorder_list": Template(
        "待办提醒",
        "【{school}】{college}有 {count} 人已落实未登记或变更未完成{late}，"
        "{until}前请办理并核对本期。",
        {"college": "农学院", "count": "3", "late": "，2 期逾期未核对", "until": "6月20日 24:00"},
    ),
    "reviewer_digest": Template(
        "待审签汇总",
        "【{school}】{college}有 {count} 份等学院审签{late}。请登录后在“待我审签”里办理。",
        {"college": "农学院", "count": "12", "late": "，2 期逾期未核对"},
    ),
    "colleges_late": Template(
        "学院逾期汇总",
        "【{school}】{count} 个学院逾期两天以上未核对：{colleges}。"
        "请登录后在“校历与进度”里督促。",
        {"count": "2", "colleges": "农学院、文学院"},
    ),
    "test": Template("测试消息", "【{school}】这是一条测试消息，收到说明通道正常。"),
}  # fmt: skip
#: what messages are called where their text is not shown
TITLES: Mapping[str, str] = {name: each.title for name, each in TEMPLATES.items()}


def example(name: str, text: str = "") -> str:
    """Return how a text reads with the examples of its kind; the shipped one where none is told."""
    form = TEMPLATES[name]
    return filled(text or form.text, {**_SCHOOL, **form.examples})


#: letters of a text message; longer ones are sent and paid for in parts that hold fewer
ONE_PART, EACH_PART = 70, 67


def parts(text: str) -> int:
    """Return how many text messages a text is: 70 letters in one, 67 in each of several.

    GSM 03.38 and 03.40: 140 bytes of UCS-2, six of which the head of a part takes.
    """
    return 1 if len(text) <= ONE_PART else -(-len(text) // EACH_PART)
