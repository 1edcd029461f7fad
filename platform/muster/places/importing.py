"""Sites from a file: a row is the site with its code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.db import session
from muster.places.actions import MOST_SEATS, SiteTerms, change_site, create_site
from muster.places.bringing import Kind, number, whole
from muster.places.forms import seat_types
from muster.places.lines import Line
from muster.places.models import Site


def save(line: Line) -> bool:
    """Enter or change the site of a row; True for a new one. Raises Invalid."""
    known = session.scalar(select(Site).where(Site.code == line["code"]))
    terms = SiteTerms(
        name_en=line["name_en"] or line["name_zh"],
        name_zh=line["name_zh"] or line["name_en"],
        region=line["region"],
        time_zone=line["time_zone"] or (known.time_zone if known else "Asia/Shanghai"),
        hazard_zone=line["hazard_zone"],
        seats=line.attempt(lambda: whole(line, "seats"), MOST_SEATS),
        seat_types=line.attempt(lambda: seat_types(line["seat_types"]), {})
        if line["seat_types"]
        else _types(known),
        latitude=_degrees(line, "latitude", known),
        longitude=_degrees(line, "longitude", known),
    )
    if known is None:
        create_site(line["code"], terms)
    else:
        change_site(known.id, terms)
    return known is None


def _types(known: Site | None) -> dict[str, int]:
    return dict(known.seat_types) if known else {}


def _degrees(line: Line, name: str, known: Site | None) -> float | None:
    if line[name]:
        return float(line.attempt(lambda: number(line, name), 0))
    return getattr(known, name) if known else None


SITES = Kind(
    code="sites",
    name=_l("Sites"),
    permission="sites.edit",
    columns={
        "code": ("代码", "编号"),
        "name_zh": ("中文名称", "名称"),
        "name_en": ("英文名称", "name"),
        "region": ("地区",),
        "hazard_zone": ("灾害区", "风险区"),
        "time_zone": ("时区",),
        "seats": ("席位", "席位数"),
        "seat_types": ("席位类型",),
        "latitude": ("纬度",),
        "longitude": ("经度",),
    },
    required=("code", "region", "hazard_zone", "seats"),
    save=save,
    endpoint="ops_sites.index",
)
