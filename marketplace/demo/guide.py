"""Who can sign in where: what `muster demo` prints. `{url}` is filled in when it is printed."""

from __future__ import annotations

from marketplace.demo import hotline
from marketplace.demo.script import AGENTS, PASSWORD, address, companies


def guide() -> str:
    """The text, in both languages."""
    first = companies()[0]
    rows = [
        ("ask", "提问", "{url}/", "nobody signs in · 无需登录"),
        ("agent", "坐席员", "{url}/desk", f"{address(AGENTS[0][0])}  …  {address(AGENTS[-1][0])}"),
        (
            "client",
            "企业",
            f"{{url}}/portal/{first['slug']}",
            address(f"supervisor.{first['slug']}"),
        ),
        (
            "hotline",
            "热线",
            f"{{url}}/portal/{hotline.SLUG}/activations",
            address(f"owner.{hotline.SLUG}"),
        ),
        ("operator", "平台运营", "{url}/ops", address("ops")),
        (
            "mail",
            "邮件",
            "{url}/ops/mail",
            f"{address('ops')} · what is sent lies here 邮件留存在此",
        ),
    ]
    lines = [f"  {en:<9}{zh:<6} {url:<42} {who}" for en, zh, url, who in rows]
    owners = ", ".join(company["slug"] for company in companies())
    return "\n".join(
        [
            "The demo is ready. 演示已就绪。",
            *lines,
            f"  password 密码  {PASSWORD}",
            f"  the hotline's people 热线坐席员: {address('reserve000')} … reserve247@…",
            f"  every company 所有企业: owner.<slug>@…, supervisor.<slug>@…  ({owners})",
        ]
    )
