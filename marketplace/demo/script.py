"""What the demo is made of, read from the files beside this one."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

PASSWORD = "muster-demo-2026"  # noqa: S105 — printed for everyone who starts the demo
MAIL_DOMAIN = "demo.muster.example"

# Agents: first name for the address, the name that consumers see, languages.
AGENTS = (
    ("lin", "林悦", ("zh", "en")),
    ("zhao", "赵敏", ("zh", "en")),
    ("chen", "陈晨", ("zh", "en")),
    ("wang", "王磊", ("zh",)),
    ("liu", "刘洋", ("zh", "en")),
    ("huang", "黄小雨", ("zh",)),
    ("zhou", "周舟", ("zh", "en")),
    ("wu", "吴桐", ("zh",)),
    ("emma", "Emma", ("en", "zh")),
    ("noah", "Noah", ("en", "zh")),
    ("mei", "Mei", ("en", "zh")),
    ("sofia", "Sofia", ("en",)),
    ("sun", "孙晴", ("zh", "en")),
    ("he", "何畅", ("zh", "en")),
    ("leo", "Leo", ("en", "zh")),
    ("tang", "唐宁", ("zh",)),
)


def address(name: str) -> str:
    """The e-mail address of somebody in the demo."""
    return f"{name}@{MAIL_DOMAIN}"


THEMES = ("home", "computers", "travel", "city")


@lru_cache(maxsize=1)
def companies() -> list[dict[str, Any]]:
    """The companies of the demo, as the `companies_*.toml` have them."""
    return [each for theme in THEMES for each in _read(f"companies_{theme}.toml")["company"]]


@lru_cache(maxsize=1)
def talks() -> list[dict[str, Any]]:
    """What is asked in the demo, how each company answers, and what the consumer replies."""
    found: list[dict[str, Any]] = _read("talks.toml")["talk"]
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("marketplace.demo").joinpath(name).read_text("utf-8"))
