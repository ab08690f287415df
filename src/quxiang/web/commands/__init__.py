"""Commands of the web world; ``quxiang`` finds this list by entry point."""

#: name → (module, one sentence), as ``quxiang.cli.COMMANDS``
COMMANDS = {
    "serve": ("quxiang.web.commands.serve", "启动网站与后台任务。"),
    "demo": ("quxiang.web.commands.demo", "建一所虚构的学校并打开网站，供试用。"),
    "alerts": ("quxiang.web.commands.alerts", "运行预警规则，列出预警。"),
    "audit": ("quxiang.web.commands.audit", "核验留痕链，指出第一处断裂。"),
    "evidence": ("quxiang.web.commands.evidence", "逐份核对佐证材料与上传时的散列。"),
    "keys": ("quxiang.web.commands.keys", "更换封存个人号码的密钥。"),
    "doctor": ("quxiang.web.commands.doctor", "检查安装是否健康，逐条说明问题与办法。"),
}
