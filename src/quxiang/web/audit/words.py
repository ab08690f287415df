"""What acts are called on pages; an act without a word shows its own name."""

from __future__ import annotations

WORDS = {
    "view": "查看", "refused": "被拒绝", "reveal": "查看完整号码", "export": "导出",
    "account.login": "登录", "account.create": "建立账号", "account.activate": "激活账号",
    "account.password": "更改密码", "account.send_code": "发送激活码",
    "account.close": "停用账号", "account.reopen": "重新启用账号",
    "code.issue": "发放验证码", "session.end": "退出一处登录",
    "phone.change_by_staff": "代改手机号", "phone.verify": "验证手机号",
    "second_factor.add": "绑定验证器", "second_factor.recovery": "使用备用码",
    "school.create": "建立学校", "unit.add": "添加单位", "post.add": "添加岗位",
    "post.appoint": "任命", "post.relieve": "卸任", "recorder.hand_over": "录入员交接",
    "review_group.set": "设置审签组", "advising.start": "建立指导关系",
    "advising.stop": "结束指导关系", "cohort.open": "开设届别", "cohort.settings": "更改届别设置",
    "graduate.add": "列入名册", "graduate.correction": "更正名册", "graduate.status": "改学籍状态",
    "graduate.transfer": "转院", "graduate.removal": "移出名册", "graduate.restore": "恢复到名册",
    "import.upload": "上传导入", "import.show": "读取导入", "import.give_up": "导入无法使用",
    "import.map": "改正列", "import.apply": "应用导入", "import.applied": "导入已应用",
    "import.finish": "完成导入", "import.undo": "撤销导入", "import.undone": "导入已撤销",
    "import.drop": "放弃导入", "mismatch.answer": "答复学籍比对", "registry.compare": "学籍比对",
    "employer.edit": "更改单位",
    "employer.merge": "合并单位", "overlay.set": "更改代码表", "keys.rotate": "更换密钥",
}  # fmt: skip


def word_for(action: str) -> str:
    return WORDS.get(action, action)
