"""What messages say. Short, polite, who must do what by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """A text with ``{names}``; ``secret`` are names whose values only the channel may see."""

    text: str
    secret: frozenset[str] = frozenset()

    def filled(self, values: Mapping[str, str], *, hide: bool) -> str:
        shown = {k: "******" if hide and k in self.secret else v for k, v in values.items()}
        return self.text.format(**shown)


CODE = frozenset({"code"})
TEMPLATES: Mapping[str, Template] = {
    "activation": Template(
        "【{school}】您的去向系统激活码：{code}，{days} 天内有效，激活时还需身份证号后六位。"
        "请勿告诉他人，工作人员也不会索要。",
        CODE,
    ),
    "login": Template("【{school}】登录验证码：{code}，{minutes} 分钟内有效。请勿告诉他人。", CODE),
    "second": Template(
        "【{school}】二次验证码：{code}，{minutes} 分钟内有效。请勿告诉他人。", CODE
    ),
    "phone": Template("【{school}】验证手机号的验证码：{code}，{minutes} 分钟内有效。", CODE),
    "phone_changed": Template(
        "【{school}】您登记的手机号被工作人员改为 {phone}，{hours} 小时内不会向新号码发送验证码。"
        "若非您本人要求，请立即联系就业创业指导中心。"
    ),
    "cases_overdue": Template(
        "【{school}】有 {count} 件预警过了答复期限还没有答复。请登录后在“预警”里查看并督促处理。"
    ),
    "cases_handed": Template(
        "【{school}】有 {count} 件预警改由您答复，期限 {due}。请登录后在“预警”里查看原因并答复。"
    ),
    "cases_taken": Template(
        "【{school}】原由您答复的 {count} 件预警已改由他人答复，原因写在经过里，您不必再答复。"
    ),
    "handling": Template(
        "【{school}】{college}收到一份处理记录（{grade}）。请登录后在“核查反馈”的“处理”里阅读并签收。"
    ),
    "listing": Template(
        "【{school}】负面清单第 {number} 号（{college}）：{what}。请登录后在“负面清单”里查看办理。"
    ),
    "test": Template("【{school}】这是一条测试消息，收到说明通道正常。"),
}
#: what messages are called where their text is not shown
TITLES: Mapping[str, str] = {
    "activation": "激活码", "login": "登录验证码", "second": "二次验证码",
    "phone": "手机号验证码", "phone_changed": "手机号变更提醒", "cases_overdue": "预警逾期提醒",
    "cases_handed": "预警改派通知", "cases_taken": "预警改派告知",
    "handling": "处理记录签收提醒", "listing": "负面清单提醒", "test": "测试消息",
}  # fmt: skip
