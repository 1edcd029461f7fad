"""Accessibility of the page that a browser shows, judged by axe-core."""

from __future__ import annotations

from typing import Any, Protocol

from muster.web.assets import build
from muster.web.paths import DEV

# Colours on their way from light to dark, or of a box that fades in, are nobody's to judge.
AT_REST = """async () => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const moving = () => document.getAnimations().filter(
    ({ playState, effect }) => playState === "running"
      && effect.getComputedTiming().endTime !== Infinity);
  await frame();
  await frame();
  while (moving().length) {
    await Promise.allSettled(moving().map(({ finished }) => finished));
    await frame();
  }
}"""
SERIOUS = frozenset({"serious", "critical"})
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Page(Protocol):
    """What is needed of Playwright's page."""

    def evaluate(self, expression: str, arg: Any = None) -> Any: ...


def serious_findings(page: Page) -> list[str]:
    """One line a serious or critical finding: the rule, what it asks for, and where."""
    build(with_dev=True)
    page.evaluate((DEV / "axe.js").read_text())
    page.evaluate(AT_REST)
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
