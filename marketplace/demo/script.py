"""What the demo is made of, read from the file beside this one."""

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
    ("zhao", "赵敏", ("zh",)),
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
)


def address(name: str) -> str:
    """The e-mail address of somebody in the demo."""
    return f"{name}@{MAIL_DOMAIN}"


@lru_cache(maxsize=1)
def script() -> dict[str, Any]:
    """Companies and talks, as `companies.toml` has them."""
    text = resources.files("marketplace.demo").joinpath("companies.toml").read_text("utf-8")
    return tomllib.loads(text)
