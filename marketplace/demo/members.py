"""Who owns and who supervises the companies of the demo, by their slugs."""

from __future__ import annotations

NAMES = {
    "hualan-home": ("顾明远", "苏婉清"),
    "beichen-home": ("周北辰", "方晓棠"),
    "nuanwu-home": ("程国栋", "程玉兰"),
    "yijia-renew": ("魏子轩", "蒋小满"),
    "shunxiu": ("沈师傅", "沈小雅"),
    "northstar-pc": ("Daniel Reed", "Grace Holloway"),
    "pc-rescuer": ("Tom Becker", "Anna Becker"),
    "qingsong-digital": ("叶青松", "袁可欣"),
    "bluewhale": ("邓海洋", "许诺"),
    "pixelbench": ("Maya Lindqvist", "Oliver Grant"),
    "lantong-telecom": ("傅启航", "曾思琪"),
    "yunque-air": ("彭云帆", "吕鹿鸣"),
    "gugong-inn": ("金若宫", "卢静姝"),
    "hutong-house": ("贾胡同", "丁香"),
    "yunqi-hotel": ("蔡云起", "潘晨曦"),
    "lantern-travel": ("Helen Zhao", "Marcus Webb"),
    "health-card": ("陆建国", "严晓芸"),
    "willow-garden": ("Rose Ellery", "Jacob Tan"),
    "daily-bloom": ("Iris Novak", "Peter Lang"),
    "anxin-insurance": ("白安心", "秦守义"),
    "tiny-tutor": ("乔老师", "乔一诺"),
}
