"""Generic words of comparison, units and kinds of measure. Nothing about any one trade."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketplace.matching.text import stem

MONEY, RATING, DURATION = "money", "rating", "duration"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: what it measures and how many base units it is."""

    measure: str
    factor: float = 1.0
    currency: str = ""


def _units() -> dict[str, Unit]:
    table: list[tuple[str, str, float, str]] = [
        ("元 块钱 块 圆 人民币 rmb cny yuan kuai", MONEY, 1, "CNY"),
        ("美元 美金 usd dollar dollars us$ $", MONEY, 1, "USD"),
        ("欧元 eur euro euros €", MONEY, 1, "EUR"),
        ("英镑 gbp pound pounds £", MONEY, 1, "GBP"),
        ("港币 港元 hkd hk$", MONEY, 1, "HKD"),
        ("日元 jpy yen", MONEY, 1, "JPY"),
        ("¥", MONEY, 1, ""),
        ("分 星级 星 颗星 star stars point points", RATING, 1, ""),
        ("秒 秒钟 second seconds sec secs", DURATION, 1, ""),
        ("分钟 minute minutes min mins", DURATION, 60, ""),
        ("小时 钟头 个小时 个钟头 hour hours hr hrs h", DURATION, 3600, ""),
        ("天 日 晚 个晚上 day days night nights", DURATION, 86_400, ""),
        ("周 个星期 星期 礼拜 week weeks", DURATION, 604_800, ""),
        ("个月 month months", DURATION, 2_592_000, ""),
        ("年 year years", DURATION, 31_536_000, ""),
        ("毫米 mm", "length", 0.001, ""),
        ("厘米 公分 cm", "length", 0.01, ""),
        ("英寸 寸 inch inches", "length", 0.0254, ""),
        ("米 meter meters metre metres m", "length", 1, ""),
        ("公里 千米 km kilometer kilometers kilometre kilometres", "length", 1000, ""),
        ("英里 mile miles", "length", 1609.344, ""),
        ("克 g gram grams", "weight", 0.001, ""),
        ("公斤 千克 kg kilo kilos", "weight", 1, ""),
        ("斤", "weight", 0.5, ""),
        ("吨 ton tons tonne tonnes", "weight", 1000, ""),
        ("平方米 平米 平 ㎡ m2 sqm", "area", 1, ""),
        ("毫升 ml", "volume", 0.001, ""),
        ("升 l liter liters litre litres", "volume", 1, ""),
        ("瓦 w watt watts", "power", 1, ""),
        ("千瓦 kw", "power", 1000, ""),
        ("匹", "power", 735, ""),
        ("mb 兆", "storage", 0.001, ""),
        ("gb", "storage", 1, ""),
        ("tb", "storage", 1000, ""),
        ("毫安 毫安时 mah", "charge", 1, ""),
        ("人 位 个人 people persons guests seats", "people", 1, ""),
        ("% percent", "percent", 1, ""),
        ("折", "discount", 1, ""),
    ]
    return {
        name: Unit(measure, factor, currency)
        for names, measure, factor, currency in table
        for name in names.split()
    }


UNITS = _units()


def any_of(chinese: str, english: str = "") -> str:
    """A regular expression for any of the words, longest first.

    chinese: words apart by spaces. english: phrases apart by bars, matched as whole words.
    """
    plain = [re.escape(word) for word in chinese.split()]
    whole = [_whole(phrase.strip()) for phrase in english.split("|") if phrase.strip()]
    return "|".join(sorted(plain + whole, key=len, reverse=True))


def _whole(phrase: str) -> str:
    before = r"\b" if phrase[0].isalnum() else ""
    after = r"\b" if phrase[-1].isalnum() else ""
    return before + re.escape(phrase) + after


# Words that say what a bare number measures, in a question or in an attribute's name.
MEASURE_WORDS: dict[str, re.Pattern[str]] = {
    RATING: re.compile(
        any_of(
            "评分 打分 得分 分数 星级 评价 口碑 好评",
            "rating|ratings|rated|rate of|score|scores|stars|review|reviews",
        )
    ),
    MONEY: re.compile(
        any_of(
            "价 票 费 人均 预算 多少钱",
            "price|prices|priced|cost|costs|fee|fees|fare|fares|budget|pay|spend|charge",
        )
    ),
    DURATION: re.compile(
        any_of("时长 时间 多久 工期 耗时", "duration|lasts|lasting|takes|long|time")
    ),
}

AT_LEAST_BEFORE = any_of(
    "至少 最少 起码 不低于 不少于 不小于 高于 大于 多于 超过 >= ≥ >",
    "at least|no less than|not less than|more than|over|above|minimum|min|higher than"
    "|better than|greater than|starting at|starting from",
)
AT_MOST_BEFORE = any_of(
    "最多 至多 顶多 不超过 不高于 不多于 不大于 低于 少于 小于 不到 控制在 <= ≤ <",
    "at most|no more than|not more than|less than|under|below|up to|maximum|max|within"
    "|cheaper than|lower than",
)
ABOUT_BEFORE = any_of("大约 大概 差不多", "about|around|roughly|approximately")
AT_LEAST_AFTER = any_of(
    "及以上 或以上 以上 往上 起步 起 +",
    "or more|or above|or higher|or better|or over|and up|and above|and over|and higher|plus",
)
AT_MOST_AFTER = any_of(
    "及以下 或以下 以下 以内 之内 以里 内 封顶",
    "or less|or below|or under|or fewer|or cheaper|and under|and below|max|tops",
)
ABOUT_AFTER = any_of("左右 上下 前后", "or so")

FREE = re.compile(
    any_of(
        "免费 不要钱 不收费 不用钱 不花钱",
        "free|for free|free of charge|no charge|at no cost|without charge",
    )
)
CHEAP = re.compile(
    any_of(
        "便宜 实惠 划算 平价 性价比 最低价的",
        "cheap|cheaper|cheapest|budget|affordable|inexpensive|low cost|low-cost",
    )
)
DEAR = re.compile(
    any_of("高端 高档 豪华 奢华 顶级", "expensive|luxury|luxurious|high-end|premium|upscale")
)
WELL_RATED = re.compile(
    any_of(
        "评分高 评分最高 评分好 好评多 好评率 口碑好 口碑最好 评价好 评价高",
        "best|top|top-rated|highly rated|best rated|well reviewed|good reviews",
    )
)

# "near the Forbidden City": the place is where, not what.
NEAR_BEFORE = re.compile(
    any_of("靠近 临近 离", "near|nearby|near the|close to|next to|around|not far from")
)
_AROUND = any_of("附近 周边 旁边 周围 一带 边上 近一点", "nearby|around")
AROUND = re.compile(_AROUND)
NEAR_AFTER = re.compile(rf"的?(?:{_AROUND})")

LANGUAGES = {
    name: code
    for code, names in {
        "zh": "中文 汉语 普通话 国语 chinese mandarin",
        "en": "英语 英文 english",
        "yue": "粤语 广东话 cantonese",
        "ja": "日语 日文 japanese",
        "ko": "韩语 韩文 korean",
        "fr": "法语 french",
        "de": "德语 german",
        "es": "西班牙语 spanish",
        "ru": "俄语 russian",
    }.items()
    for name in names.split()
}


# What people say around a question. Longest match wins, so that a dish called "没有" is not
# found in "有没有", and none of these words counts as something asked for.
_CHINESE_CHATTER = """
    你好 您好 在吗 请问 麻烦 劳驾 谢谢 多谢 拜托 帮我 帮忙 帮我看 给我 推荐 介绍 查一下 查下
    查询 打听 找一家 找一个 找家 找个 一家 一个 一下 一些 一点 一起 哪家 哪个 哪里 哪儿 哪些
    什么 怎么 怎么样 如何 有没有 没有 是不是 是否 能不能 可不可以 可以 能否 能够 想要 想找 想去
    要去 我要 我想 需要 希望 最好 比较 合适 适合 知道 告诉 请给 觉得 好的 好地方 地方 我们 你们
    他们 这个 那个 这家 那家 时候 现在 今天 明天 后天 最近 之间 以上 以下 左右 建议 打算 准备
    计划 预订 预定 预约 出去 过来 咨询 想问 有点 还有 然后 而且 并且 但是 因为 所以 如果 或者
    以及 一趟 多少 几个 这里 那里 那边 这边 今晚 明早 这周 本周 下周 周末 马上 立刻 尽快 早上 上午
    下午 晚上
"""
_FUNCTION = (
    "的了吗呢我你您他她它们这那是在有和与及就都也还很吧啊呗呀请想要去给能会可被把让对从到个家"
)
FUNCTION_CHARACTERS = re.compile(f"[{_FUNCTION}]")

_ENGLISH_CHATTER = """
    a about all also am an and any anyone are as at be been but by can could did do does for from
    get give good had has have hello help hi how i if in is it its just know let like looking
    may me might my near need no not of on one or our out please recommend she should so some
    somebody someone something tell than thank that the their them there these they this
    those to too us very want was we were what when where which who whom whose why will with would
    you your find place over under below above least most more less between
    today tomorrow tonight now soon later asap urgent morning afternoon evening day week weekend
    month minute last next time yes ok
"""
# As the index has them: without their endings.
CHATTER = frozenset(map(stem, (_CHINESE_CHATTER + _ENGLISH_CHATTER).split()))
