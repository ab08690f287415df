"""What acts are called on pages; an act without a word shows its own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quxiang.web.audit.pagewords import page_title

WORDS = {
    "view": "查看", "refused": "被拒绝", "reveal": "查看完整号码", "export": "导出",
    "account.login": "登录", "account.create": "建立账号", "account.activate": "激活账号",
    "account.password": "更改密码", "account.send_code": "发送激活码",
    "account.print_slip": "打印激活单",
    "account.close": "停用账号", "account.reopen": "重新启用账号",
    "code.issue": "发放验证码", "session.end": "退出一处登录",
    "phone.change_by_staff": "代改手机号", "phone.verify": "验证手机号",
    "second_factor.add": "绑定验证器", "second_factor.recovery": "使用备用码",
    "school.create": "建立学校", "unit.add": "添加单位", "post.add": "添加岗位",
    "post.appoint": "任命", "post.relieve": "卸任", "recorder.hand_over": "录入员交接",
    "review_group.set": "设置审签组", "advising.start": "建立指导关系",
    "advising.stop": "结束指导关系", "cohort.open": "开设届别", "cohort.settings": "更改届别设置",
    "cohort.correct": "更正届别", "cohort.archive": "归档届别", "cohort.unarchive": "取消归档",
    "graduate.add": "列入名册", "graduate.correction": "更正名册", "graduate.status": "改学籍状态",
    "graduate.transfer": "转院", "graduate.removal": "移出名册", "graduate.restore": "恢复到名册",
    "import.upload": "上传导入", "import.show": "读取导入", "import.give_up": "导入无法使用",
    "import.map": "改正列", "import.correct": "改正单元格",
    "import.apply": "应用导入", "import.applied": "导入已应用",
    "import.finish": "完成导入", "import.undo": "撤销导入", "import.undone": "导入已撤销",
    "import.halt": "导入中途停下", "import.stay": "撤销中途停下",
    "import.stay_halted": "撤销中途停下", "import.drop": "放弃导入",
    "import.sweep": "清理无主的上传文件",
    "mismatch.answer": "答复学籍比对", "registry.compare": "学籍比对",
    "employer.edit": "更改单位",
    "employer.look_up": "查询单位登记信息", "employer.look_up_all": "查询全部单位登记信息",
    "employer.take_over": "采用查询结果", "employer.keep_own": "不采用查询结果",
    "visit.plan": "安排走访", "visit.report": "填写走访结果", "visit.call_off": "取消走访",
    "groupthreshold.set": "更改关联单位的界限",
    "lookupsource.save": "更改单位查询设置", "lookupsource.try": "试查一个单位",
    "employer.merge": "合并单位", "overlay.set": "更改代码表", "keys.rotate": "更换密钥",
    "trail.verify": "核验留痕",
    "notice.publish": "发布个人信息说明", "notice.acknowledge": "确认阅读个人信息说明",
    "retention.period": "设置保存期限", "retention.delete": "删除超期数据",
    "document.make": "生成文件", "document.many": "批量生成审核表",
    "hold.place": "依法留存", "hold.lift": "解除留存",
    "evidence.add": "上传材料", "evidence.bind": "材料随登记提交", "evidence.list": "名单作为材料",
    "version.file": "填报去向", "version.adopt": "接收启用前的去向",
    "version.forget_adopted": "撤销接收的去向", "registration.submit": "提交去向",
    "registration.withdraw": "撤回去向", "registration.return": "退回去向",
    "registration.complete": "审签完成", "registration.enter": "录入登记系统",
    "registration.refuse": "登记系统退回", "registration.reopen": "发起变更",
    "registration.adopt": "接收启用前的登记", "registration.settled": "标记已落实",
    "registration.prepare": "初看", "registration.sign": "审签",
    "registration.sign_on_paper": "登记纸质签字", "registration.stamp": "登记盖章件",
    "route.change": "更改审签路线",
    "confirmation.answer": "本人答复", "confirmation.confirm": "本人确认",
    "confirmation.ask_correction": "本人要求更正", "confirmation.dispute": "本人提出异议",
    "dispute.open": "提出异议", "dispute.answer": "答复异议",
    "guidance.publish": "更改核对页文字",
    "complaint.receive": "收到举报", "complaint.supplement": "举报人补充",
    "complaint.accept": "受理举报", "complaint.ask": "请举报人补充", "complaint.close": "办结举报",
    "complaint.reopen": "重新办理举报", "complaint.pass_on": "举报改由另一方办理",
    "complaint.concern": "记下举报涉及的毕业生", "complaint.note": "写举报办理记录",
    "complaint.state": "附审计意见", "complaint.reveal": "查看举报人",
    "exchange.accept": "登记系统接收", "exchange.refuse": "登记系统退回",
    "sheet.make": "做成批次审签单", "sheet.sign": "批次审签",
    "sheet.sign_on_paper": "登记纸质审签单",
    "run.complete": "审签流程签齐", "run.return": "审签流程退回", "run.resume": "审签流程继续",
    "run.withdraw": "审签流程作废", "runstep.open": "轮到审签", "runstep.sign": "签完一步",
    "runstep.skip": "免签一步", "runstep.redo": "重签一步",
    "adoption.attach": "附上启用前的扫描件", "adoption.remove": "撤下启用前的扫描件",
    "evidence.remove": "删去材料", "evidence.sweep": "清理无主的材料",
    "outreach.note": "记下联系与帮助",
    "snapshot.take": "建立快照",
    "rulesetting.save": "更改规则设置", "duedays.save": "更改答复期限",
    "exemption.propose": "申请豁免", "exemption.approve": "同意豁免",
    "exemption.refuse": "不同意豁免", "exemption.withdraw": "撤回豁免申请",
    "exemption.end": "结束豁免", "exemption.lapse": "豁免到期", "case.exempt": "按豁免关闭预警",
    "ownrule.upload": "上传本校规则", "ownrule.pass": "本校规则通过检查",
    "ownrule.fail": "本校规则没有通过检查", "ownrule.approve": "启用本校规则",
    "ownrule.refuse": "不同意启用本校规则", "ownrule.withdraw": "撤回本校规则",
    "ownrule.replace": "本校规则换成新版", "ownrule.end": "停用本校规则",
    "trial.begin": "试运行规则", "trial.finish": "试运行完", "trial.fail": "试运行没有做完",
    "rulerun.begin": "运行预警规则", "rulerun.finish": "预警规则运行完",
    "rulerun.fail": "预警规则没有运行完",
    "case.answer": "答复预警", "case.send_back": "退回预警答复", "case.close": "核实并关闭预警",
    "case.withdraw": "预警数据消失，自动关闭", "case.comment": "预警留言",
    "case.escalate": "预警逾期上报", "case.redirect": "预警改由另一方答复",
    "case.reassign": "改派预警",
    "casefile.put": "给预警附材料", "casefile.withdraw": "撤下预警的材料",
    "feedbacklist.take": "登记核查反馈名单", "feedbacklist.describe": "更改反馈名单的来源和期限",
    "feedbackrow.assign": "指定反馈名单的一行",
    "reply.compose": "生成反馈答复稿", "reply.write": "改写反馈答复稿",
    "reply.word": "下载反馈答复稿",
    "listing.propose": "提出负面清单事项", "listing.reply": "学院答复负面清单事项",
    "listing.withdraw": "撤回负面清单事项", "listing.include": "决定列入负面清单",
    "listing.drop": "决定不列入负面清单", "listing.appeal": "学院申诉",
    "listing.uphold": "申诉后维持列入", "listing.overturn": "申诉后移出负面清单",
    "listing.revoke": "撤销负面清单事项", "listing.attach": "给负面清单事项附材料",
    "listingterms.save": "更改负面清单的期限",
    "bulletin.draft": "起草通报", "bulletin.edit": "修改通报的文字",
    "bulletin.sign": "签发通报", "bulletin.reopen": "退回修改通报",
    "bulletin.issue": "发出通报", "bulletin.withdraw": "撤回通报",
    "bulletintemplate.save": "更换通报的 Word 模板", "bulletinheading.save": "更改通报的版头",
    "snapshot.ask": "要求建立快照", "snapshot.verify": "核验快照",
    "closing.close": "核对一期", "extension.grant": "延期", "extension.end": "撤销延期",
    "extension.expire": "延期到期", "registration.unlock": "单独开放一项",
    "registration.lock": "关闭单独开放的一项",
    "outage.log": "登记停用", "outage.end": "撤销停用记录",
    "handling.record": "记录对学院的处理", "handling.acknowledge": "签收处理记录",
    "rehearsal.begin": "开始核查预演",
    "dispatch.save": "更改消息通道", "wording.save": "更改消息内容", "email.change": "更改电子邮件",
    "message.deliver": "发送消息", "message.take": "取出待发消息", "message.accept": "消息已发",
    "message.put_back": "消息稍后再发", "message.refuse": "消息发送失败",
    "message.doubt": "消息结果不明", "message.hold": "暂停消息", "message.let_go": "继续发送消息",
    "message.cancel": "取消消息", "message.confirm": "核实消息已送达",
    "message.send_again": "重新发送消息", "message.give_up": "不再发送消息",
}  # fmt: skip


def word_for(action: str) -> str:
    return WORDS.get(action, action)


#: what objects of the trail are called, by model
KINDS = {
    "school": "学校", "unit": "单位", "post": "岗位", "appointment": "任职", "handover": "交接",
    "reviewgroup": "审签组", "advising": "指导关系", "user": "账号", "onetimecode": "验证码",
    "loginsession": "登录", "secondfactor": "二次验证", "cohort": "届别",
    "cohortsettings": "届别设置", "graduate": "毕业生", "person": "个人", "import": "导入",
    "registrymismatch": "学籍比对", "employer": "用人单位",
    "lookupsource": "单位查询设置", "visit": "实地走访", "groupthreshold": "关联单位的界限",
    "overlayrow": "代码表补充",
    "dispatch": "消息通道", "wording": "消息内容",
    "export": "导出", "message": "消息", "notice": "个人信息说明", "head": "留痕链",
    "document": "文件", "bundle": "文件包", "period": "保存期限",
    "legalhold": "依法留存", "evidence": "佐证材料", "registration": "去向登记",
    "version": "去向版本", "confirmation": "本人核对", "exchange": "登记系统回执",
    "dispute": "本人异议", "complaint": "举报", "guidance": "核对页文字",
    "run": "审签流程", "runstep": "审签步骤", "signature": "签字", "sheet": "批次审签单",
    "scan": "签字盖章扫描件", "adoptionscan": "启用前审签的扫描件", "route": "审签路线",
    "rulesetting": "规则设置", "duedays": "答复期限", "exemption": "豁免",
    "ownrule": "本校规则", "trial": "试运行",
    "snapshot": "快照", "rulerun": "预警运行", "case": "预警", "casefile": "预警的材料",
    "outreach": "联系与帮助",
    "feedbacklist": "核查反馈名单", "feedbackrow": "反馈名单的一行",
    "listing": "负面清单事项", "listingterms": "负面清单的期限",
    "bulletin": "通报", "bulletintemplate": "通报的 Word 模板", "bulletinheading": "通报的版头",
    "closing": "一期的核对", "extension": "延期", "outage": "系统停用",
    "reply": "反馈答复稿", "handling": "对学院的处理", "rehearsal": "核查预演",
}  # fmt: skip
#: what the parts of "before" and "after" are called
PARTS = {
    "kind": "类别", "name": "名称", "title": "名称", "code": "代码", "purpose": "用途",
    "phone": "手机号", "year": "届", "scheme": "方案", "status": "状态", "rows": "行数",
    "source": "来源", "page": "页面", "path": "地址", "target": "导入的表", "sha256": "文件散列",
    "unit": "单位", "from": "原任", "to": "新任", "post": "岗位", "user": "账号", "role": "身份",
    "until": "截止", "state": "状态", "field": "项目", "answer": "答复", "new": "新增",
    "closed": "消除", "scope": "学生", "rule": "怎样签", "posts": "岗位", "message": "消息",
    "number": "编号", "key": "密钥", "graduate": "毕业生", "values": "值", "columns": "列",
    "adviser": "指导老师", "count": "人数", "facts": "内容", "what": "内容", "mark": "水印",
    "days": "天数", "left_out": "后来又改过的行", "digest": "摘要", "window": "毕业时间范围",
    "archived": "已归档", "sessions": "退出的登录数", "sentence": "结论",
    "reached": "核验到第几条", "broken": "断开在第几条",
    "size": "大小", "pages": "页数", "redacted": "已遮盖", "stripped": "已去除附件或脚本",
    "settled": "已落实", "said": "答复", "step": "步骤", "way": "方式", "version": "版本",
    "level": "层级", "stamp": "盖章", "unlocked": "开放修改",
    "codes": "适用的去向", "delegable": "可委托", "steps": "各步",
    "signatories": "签字人", "signed_on": "签字日期", "scan": "扫描件散列",
    "ids": "各条编号", "marks": "标记", "answered_meanwhile": "期间已答复",
    "replaced": "换下了原来的", "on": "日期", "answers": "联系上了", "help": "帮助",
    "about": "被举报的", "outcome": "结果", "enabled": "启用", "url": "接口地址",
    "method": "怎样问", "body": "另发的内容", "headers": "请求头", "secret": "密钥",
    "secret_header": "密钥的名称", "paths": "答案里的位置", "statuses": "登记状态的说法",
    "absent_path": "查无时的标志", "absent_value": "查无时的值", "keep_days": "多少天内不再查",
    "per_minute": "每分钟次数", "seconds": "等待秒数", "uscc": "信用代码", "address": "注册地址",
    "status_on": "状态日期", "founded_on": "成立日期", "legal_person_hash": "法定代表人",
    "phone_hash": "电话", "employers": "单位数", "people": "毕业生人数",
    "round": "轮次", "document_no": "文号", "received_on": "收到日期",
    "grade": "处理等级", "due_on": "答复期限", "match": "对应", "desk": "谁来答复",
}  # fmt: skip
#: values that are words of the program
VALUES = {
    "staff": "教职工", "graduate": "毕业生", "activation": "激活账号", "login": "短信登录",
    "second": "二次验证", "phone": "验证手机号", "totp": "验证器", "college": "学院",
    "residence": "书院", "office": "部门", "holder": "任职", "substitute": "替补",
    "delegate": "受托", "draft": "填写中", "in_review": "审签中", "returned": "退回",
    "signed": "已审签", "entered": "已录入", "awaited": "待核对", "confirmed": "已确认",
    "correction_asked": "要求更正", "disputed": "有异议", "running": "审签中",
    "completed": "已签齐", "withdrawn": "已作废", "waiting": "未到", "open": "待签",
    "done": "已签", "skipped": "免签", "right": "对", "wrong": "不对", "changed": "变了",
    "received": "待受理", "handling": "办理中", "centre": "就业创业指导中心",
    "proposed": "已提出", "replied": "待学校决定", "dropped": "不列入", "listed": "已列入",
    "appealed": "申诉中", "upheld": "维持列入", "overturned": "已移出", "revoked": "已撤销",
    "planned": "已安排", "made": "已走访", "called_off": "已取消",
    "found": "查到", "absent": "查无此单位", "failed": "没有查成",
    "other": "其他", "yes": "是", "no": "否", "answered": "已答复",
    "ministry": "教育部", "province": "省教育厅", "untold": "来源待登记", "matched": "已对应",
    "hand": "人工指定", "doubt": "不能确定", "nobody": "对不上", "academic": "教务处",
    "graduate_school": "研究生院",
}  # fmt: skip


def kind_word(kind: str) -> str:
    return KINDS.get(kind, kind)


def told(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what an entry says changed, in words; what has no word shows its own name."""
    return [
        (PARTS.get(name, name), page_title(value) if name == "page" else _value(value))
        for name, value in values.items()
    ]


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(str(_value(each)) for each in value)
    return VALUES.get(value, value) if isinstance(value, str) else value
