"""A small directory, written for the tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MAPPING = """
source = "river"
locale = "zh"
time_zone = "Asia/Shanghai"
currency = "CNY"

[company]
name = "名称"
key = ["类别", "名称"]
tagline = "{档次}酒店"
categories = ["类别"]
regions_always = ["江城"]
region_pattern = "江城市?(.{2}区)"
languages_always = ["zh"]
phone = "电话"
phone_area = "027"
address = "地址"
hours = "营业时间"
rating = "评分"
mentions = ["附近"]
leave_out = ["内部编号"]

[[products]]
each = "招牌菜"

[[products]]
when = "档次"
name = "{档次}客房"
price = "房价"
tags = ["设施"]
"""

HOTEL: dict[str, Any] = {
    "类别": "酒店",
    "名称": "望江楼大酒店",
    "档次": "舒适型",
    "地址": "江城市汉阳区晴川街 8 号",
    "电话": "84652222",
    "设施": ["停车场", "健身房"],
    "房价": 358,
    "评分": 4.6,
    "附近": ["长堤老面馆"],
    "内部编号": "X-1",
    "开业": None,
}
NOODLES: dict[str, Any] = {
    "类别": "餐馆",
    "名称": "长堤老面馆",
    "地址": "江城市汉口区长堤街 20 号",
    "电话": "83651111,83652222",
    "招牌菜": ["热干面", "豆皮", "热干面"],
    "营业时间": "周一至周日 06:00-14:00",
    "评分": None,
    "附近": [],
}
ROWS = (HOTEL, NOODLES)


def mapping(folder: Path, text: str = MAPPING, name: str = "mapping.toml") -> Path:
    """A mapping as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def directory(folder: Path, rows: Sequence[object] = ROWS) -> Path:
    """A directory as a compressed file of JSON lines."""
    path = folder / "directory.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for row in rows:
            text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
            file.write(text + "\n")
    return path
