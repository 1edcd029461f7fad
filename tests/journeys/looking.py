"""What everybody needs of a page: it fits its screen, and axe finds nothing serious."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.axe import serious_findings

# What reaches beyond the right edge, without something around it that scrolls.
BESIDE = """() => {
  const wide = (element) => element.getBoundingClientRect().width > 2;
  const outside = (element) => element.getBoundingClientRect().right > innerWidth + 1;
  const cuts = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
  const within = (element) => element && (cuts(element) || within(element.parentElement));
  return [...document.querySelectorAll("a, button, input, textarea, select, h1, h2, p")]
    .filter((element) => element.checkVisibility() && wide(element) && outside(element))
    .filter((element) => !within(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 120));
}"""
MOVING = """() => Promise.all(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().iterations))
  .map((each) => each.finished.catch(() => {})))"""


def look(page: Page) -> None:
    """The page fits its screen, and has no serious fault for who cannot see or point."""
    page.evaluate(MOVING)
    findings = serious_findings(page)
    assert not findings, "\n".join([page.url, *findings])
    fits(page)


def fits(page: Page) -> None:
    """Nothing is wider than the screen, or stands beside it."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    beside = page.evaluate(BESIDE)
    assert not beside, "\n".join([page.url, *beside])
