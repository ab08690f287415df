"""The words names are made of: invented people, places and firms, put together by chance."""

from __future__ import annotations

SURNAMES = (
    *"王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁",
    *"任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫",
    "欧阳", "上官", "司马", "诸葛",
)  # fmt: skip
MALE = tuple(
    "伟强磊军勇杰涛斌超明刚平辉鹏飞波宁浩凯健俊帆帅旭龙林峰建文博志海洋宇航天翔毅恒泽坤晨昊睿铭"
)
FEMALE = tuple(
    "芳娜敏静丽艳娟霞秀燕玲桂丹萍红玉兰凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉欣"
)
NEUTRAL = tuple("一子若书亦乐安思雨晓清禾言景初佩知微予墨舒望川沐远和颜笙宜其承元希")
#: given names of two parts around a middle dot
LONG_FIRST = ("阿依", "古丽", "麦麦提", "艾力", "帕提", "热依", "卓玛", "扎西", "次仁", "央金")
LONG_LAST = ("买合木", "阿布都", "吐尔逊", "依明", "沙迪克", "多吉", "旺堆", "平措", "拉姆", "丹增")

#: invented cities; none of them is on a map
CITIES = tuple(
    f"{first}{second}" for first in ("清", "洹", "云", "鹤", "沁", "岚", "松", "泽")
    for second in ("源", "汀", "棠", "屏", "澜", "岫")
)  # fmt: skip
BRAND_FIRST = tuple(
    "星瑞恒金禾盛泰宏嘉华远博卓正德汇通达利和顺景丰永创智联新亿优佳美乐康益众诚信安福"
)
BRAND_SECOND = tuple("禾源川岚辰野泽林科沃腾图合旺隆昌荣欣悦然宇航海洋峰岭石木森田谷穗蓝青橙白云")
BRAND_THIRD = ("", *"之子和同方元")
ROADS = ("长青路", "学海路", "新麦大道", "柳堤街", "棋盘街", "望河路", "春熙巷", "仓前路")
ENGLISH = ("Lakeview", "Norwood", "Eastbridge", "Greenfield", "Harbour", "Redmill", "Stonegate")
ENGLISH_TRADE = ("Trading", "Foods", "Software", "Logistics", "Studio", "Consulting")

#: what a firm does, its industry, and the jobs it has
TRADES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("农业科技", "11", ("17", "13")),
    ("种业", "11", ("17", "21")),
    ("矿业", "21", ("13", "60")),
    ("机械制造", "22", ("13", "60")),
    ("电子科技", "22", ("13", "60")),
    ("食品", "22", ("13", "60")),
    ("新材料", "22", ("13", "11")),
    ("电力", "23", ("13", "60")),
    ("建筑工程", "24", ("13", "60")),
    ("商贸", "31", ("40", "21")),
    ("医药", "31", ("40", "19")),
    ("物流", "32", ("60", "30")),
    ("酒店管理", "33", ("40", "30")),
    ("软件", "34", ("13", "29")),
    ("信息技术", "34", ("13", "30")),
    ("融资担保", "35", ("22", "21")),
    ("置业", "36", ("40", "30")),
    ("企业管理", "37", ("30", "21")),
    ("检测技术", "38", ("13", "11")),
    ("环保", "39", ("13", "30")),
    ("家政服务", "41", ("40", "90")),
    ("教育科技", "42", ("24", "30")),
    ("健康管理", "43", ("19", "40")),
    ("文化传媒", "44", ("27", "25")),
)
SHOPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("便利店", "31", ("40",)),
    ("餐饮店", "33", ("40",)),
    ("图文设计室", "44", ("25", "29")),
    ("电脑维修部", "41", ("40",)),
    ("农资经营部", "31", ("40", "17")),
    ("美术培训部", "42", ("24",)),
)
OCCUPATIONS = (
    "撰稿人",
    "翻译",
    "平面设计",
    "短视频创作",
    "摄影",
    "乐器演奏",
    "电子竞技",
    "互联网营销",
)
ABROAD = (
    ("英国", "北岭大学", "University of Northridge Moor"),
    ("澳大利亚", "珊瑚湾大学", "Coral Bay University"),
    ("日本", "白滨学院大学", "Shirahama Gakuin University"),
    ("德国", "林登堡工业大学", "Lindenburg Institute of Technology"),
    ("马来西亚", "绿港大学", "Green Harbour University"),
    ("中国香港", "狮山书院", "Lion Hill College"),
)
STUDIES = (("数据科学", "Data Science"), ("会计与金融", "Accounting and Finance"),
           ("教育学", "Education"), ("环境工程", "Environmental Engineering"),
           ("传播学", "Communication"))  # fmt: skip
RESIDENCES = ("知行书院", "明德书院", "若水书院")
