"""Accessibility of the page that a browser shows, judged by axe-core."""

from __future__ import annotations

from typing import Any, Protocol

from muster.web.assets import build
from muster.web.paths import DEV

SERIOUS = frozenset({"serious", "critical"})
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Page(Protocol):
    """What is needed of Playwright's page."""

    def evaluate(self, expression: str, arg: Any = None) -> Any: ...


def serious_findings(page: Page) -> list[str]:
    """One line a serious or critical finding: the rule, what it asks for, and where."""
    build(with_dev=True)
    page.evaluate((DEV / "axe.js").read_text())
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " resultTypes: ['violations'], preload: false})",
        RULES,
    )
    return [_told(finding) for finding in result["violations"] if finding["impact"] in SERIOUS]


def _told(finding: dict[str, Any]) -> str:
    places = [
        f"{' '.join(map(str, node['target']))} ({node['failureSummary']})"
        for node in finding["nodes"]
    ]
    return f"{finding['id']}: {finding['help']}: {'; '.join(places)}"
