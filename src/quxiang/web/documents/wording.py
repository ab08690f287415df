"""What documents say that no record holds: steps to sign, what a signature and a stamp are."""

from __future__ import annotations

from quxiang.standards import Standard
from quxiang.web.destinations.fields import SEEKING, group_of
from quxiang.web.destinations.models import Version
from quxiang.web.documents.sources import Signature

#: said on every document, as no picture and no log-in may be taken for more than it is
LEGAL = (
    "登录审签是校内审批记录，不是《电子签名法》所称的可靠电子签名。",
    "标有盖章处的环节，以加盖实物印章的纸质件（扫描存档）或经验证的电子印章为准；"
    "本系统不会把任何印章图像加到文件上。",
)
FORM = ("本表只对所列版本和材料有效；内容或材料变更后须重新生成，旧表作废。", *LEGAL)
BATCH = ("本单只对所列各人的版本有效；任何一人的内容变更后，其所在行作废，须另行审签。", *LEGAL)
REPLY = ("本答复由各件预警的答复整理，可以改写；文字变更后须重新生成。", *LEGAL)
YEARLY = (
    "各项的定义、分子、分母和所用快照印在表内；本表只对学院，不涉及任何教师个人。",
    "负面清单的状态以生成时刻为准；申诉中的仍列入，并注明。",
)
VISIT = (
    "照片随表印出，图下为拍摄时间（以手机为准）和文件摘要；照片保存时已去除位置和设备信息。",
    "两名走访人各以登录密码或验证码确认，是校内核查记录，不是《电子签名法》所称的可靠电子签名。",
)
SIGNING = (
    "本页只对上列散列的文件有效：文件改动一个字，散列就不同，须另备一版、重新签字。",
    "由任职者本人签字，不能由秘书、候补或受托的人代签；党、政两个签字须由两个人签。",
    *LEGAL,
)
SAMPLING = (
    "本方案在抽取之前生成，不含任何毕业生；名单与种子固定后，任何人用名单都能重抽出同样的结果。",
    "候选名单由中心保管，可在系统内重抽核对，或经放行导出后在别处重算。",
)
NOTICE = (
    "所列登记以生成时刻的系统记录为准，之后的变更不在其中；答复须在系统内提交。",
    "印章以加盖实物印章的纸质件或经验证的电子印章为准；本系统不会把任何印章图像加到文件上。",
)
PERSON = ("本档为生成时刻的系统记录，之后的变更不在其中；号码均已遮盖。", *LEGAL)

_STAMPED = ("12", "76")
_OWN, _ADVISER = Signature("毕业生本人"), Signature("审签老师")
_COLLEGE, _SCHOOL = Signature("学院审签人"), Signature("学校就业工作负责人")
_COLLEGE_HEAD = Signature("院级就业工作主要负责人", stamp=True)
_SCHOOL_HEAD = Signature("校级就业工作主要负责人", stamp=True)


def usual_steps(standard: Standard, version: Version) -> list[Signature]:
    """Return the lines to sign where nobody tells the route of a version (N3.5)."""
    if version.reason == Version.Reason.CLERICAL:
        return [_COLLEGE]
    if group_of(standard, version.code) in SEEKING:
        return [_OWN, _ADVISER]
    if version.code in _STAMPED:
        return [_OWN, _ADVISER, _COLLEGE, _COLLEGE_HEAD, _SCHOOL, _SCHOOL_HEAD]
    return [_OWN, _ADVISER, _COLLEGE, _SCHOOL]


BATCH_STEPS = [_COLLEGE, _SCHOOL]
#: the college's two heads, and its stamp
REPLY_STEPS = [
    Signature("学院党委主要负责人", stamp=True),
    Signature("学院行政主要负责人", stamp=True),
]
