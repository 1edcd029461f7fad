"""Companies of several trades, for tests of the matching; written for the project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Engine, insert

from marketplace.matching.documents import CompanyDocument, ProductDocument
from muster.db import Acting, unit_of_work
from muster.tenancy.models import Tenant
from tests.cast import known_id


def company(name: str, **told: object) -> CompanyDocument:
    """A company's document with a known id; `told` are fields of CompanyDocument."""
    bare = CompanyDocument(known_id(f"matched {name}"), name)
    return replace(bare, **told)  # type: ignore[arg-type]  # the tests name real fields


APPLIANCES = company(
    "青禾家电",
    categories=["家电"],
    regions=["上海"],
    languages=["zh"],
    about="冰箱、洗衣机和空调的销售与上门维修，七天无理由退货。",
    attributes=[
        ("服务", ["上门安装", "以旧换新", "免费清洗"]),
        ("营业时间", "周一至周日 09:00-21:00"),
        ("保修期", "3年"),
    ],
    products=[
        ProductDocument(
            "静音冰箱 X5",
            description="双变频压缩机，噪音低。",
            attributes=[("容量", "500升"), ("能效等级", 1)],
            price_minor=399_900,
            currency="CNY",
            tags=["冰箱", "静音"],
        ),
        ProductDocument("云朵洗衣机", price_minor=189_900, currency="CNY", tags=["洗衣机"]),
    ],
    rating=4.6,
)
REPAIRS = company(
    "老周电脑急救",
    categories=["电脑维修"],
    regions=["上海"],
    languages=["zh"],
    about="笔记本电脑维修、数据恢复、清灰换屏。一个人的小店。",
    attributes=[("服务", ["上门维修", "数据恢复"]), ("上门费", 50)],
    rating=4.9,
)
CHEAP_REPAIRS = company(
    "快手电脑维修站",
    categories=["电脑维修"],
    regions=["北京"],
    languages=["zh"],
    attributes=[("服务", ["数据恢复"]), ("上门费", 0), ("营业时间", "全天")],
    rating=3.8,
)
LAPTOPS = company(
    "Northlight Computers",
    categories=["Computer maker"],
    regions=["Berlin"],
    languages=["en", "de"],
    about="Quiet laptops for people who write. We repair what we sell.",
    products=[
        ProductDocument(
            "Quill 14 laptop",
            attributes=[("Screen size", "14 inch"), ("Weight", "1.1 kg"), ("Ports", ["USB-C"])],
            price_minor=129_900,
            currency="EUR",
        )
    ],
    rating=4.4,
    mentions=["Harbour Cafe"],
)
CAFE = company(
    "Harbour Cafe",
    categories=["Cafe"],
    regions=["Berlin"],
    languages=["en"],
    about="Flat white, cardamom buns and a view.",
    attributes=[("Facilities", ["Free parking", "Meeting rooms"]), ("Average spend", "12 EUR")],
    rating=4.8,
)
ALL = (APPLIANCES, REPAIRS, CHEAP_REPAIRS, LAPTOPS, CAFE)


def enter(owner: Engine, documents: Sequence[CompanyDocument]) -> None:
    """Let the companies be tenants, so that they can be indexed."""
    rows = [
        {"id": one.tenant_id, "slug": f"m-{one.tenant_id.hex[:12]}", "name": one.name}
        for one in documents
    ]
    with owner.begin() as connection:
        connection.execute(insert(Tenant), rows)


@contextmanager
def looking() -> Iterator[None]:
    """Somebody of the public looks."""
    with unit_of_work(Acting(market=True)):
        yield


def acting_for(*tenant_ids: UUID) -> Acting:
    return Acting(tenant_ids=tenant_ids)
