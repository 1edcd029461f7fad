"""Which column of a file is what of a product; guessed from its name in two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

Target = Literal[
    "key", "name", "description", "price", "currency", "tags", "link", "attribute", "ignore"
]

TARGETS: dict[str, Any] = {
    "attribute": _l("A fact"),
    "name": _l("Name"),
    "key": _l("Key (number, code)"),
    "description": _l("Description"),
    "price": _l("Price"),
    "currency": _l("Currency"),
    "tags": _l("Tags"),
    "link": _l("Link"),
    "ignore": _l("Leave out"),
}

_MEANT = {
    "key": "id|sku|code|key|item no|item number|product id|product code|external key|barcode"
    "|article number|ean|upc|gtin|编号|编码|货号|款号|条码|商品编号|商品编码|产品编号|产品编码"
    "|商品id|产品id|商品代码|产品代码",
    "name": "name|title|product|item|product name|item name|product title|名称|商品名称|产品名称"
    "|品名|标题|商品|产品|商品名|产品名|菜名|项目",
    "description": "description|desc|details|about|body|text|描述|简介|详情|介绍|说明|商品描述"
    "|产品描述|产品介绍|商品详情",
    "price": "price|amount|unit price|sale price|list price|retail price|价格|售价|单价|现价"
    "|零售价|价钱|价|标价|门市价|优惠价",
    "currency": "currency|currency code|币种|货币|货币代码",
    "tags": "tags|tag|labels|keywords|标签|关键词|关键字|特色",
    "link": "link|url|website|product url|product link|链接|网址|购买链接|商品链接|产品链接",
}
_WORDS = {word: target for target, words in _MEANT.items() for word in words.split("|")}
_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_OTHER = re.compile(r"[\s_\-:./*#]+")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is to be done with a file. columns: column → target. Unknown columns are facts.

    currency: of prices that name none. publish: new products are public at once.
    """

    columns: dict[str, str] = field(default_factory=dict)
    currency: str = "CNY"
    publish: bool = False

    def column(self, target: str) -> str | None:
        """The column that holds `target`."""
        return next((name for name, meant in self.columns.items() if meant == target), None)

    @property
    def attributes(self) -> list[str]:
        """The columns that are facts."""
        return [name for name, meant in self.columns.items() if meant == "attribute"]

    def kept(self) -> dict[str, Any]:
        """The mapping as JSON values."""
        return {"columns": self.columns, "currency": self.currency, "publish": self.publish}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Mapping:
        """The mapping that `kept` was made of."""
        return cls(**kept)


def guess(columns: Sequence[str]) -> dict[str, str]:
    """For each column what it most likely is; each target but "attribute" is given once."""
    guessed: dict[str, str] = {}
    for column in columns:
        target = _WORDS.get(_plain(column), "attribute")
        if column.startswith("#") or (target != "attribute" and target in guessed.values()):
            target = "ignore" if column.startswith("#") else "attribute"
        guessed[column] = target
    if "name" not in guessed.values():
        first = next((column for column, meant in guessed.items() if meant == "attribute"), None)
        if first is not None:
            guessed[first] = "name"
    return guessed


def _plain(column: str) -> str:
    plain = unicodedata.normalize("NFKC", column).lower()
    return _OTHER.sub(" ", _BRACKETS.sub("", plain)).strip()
