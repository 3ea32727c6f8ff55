"""A real browser, headless, and axe-core with the rules that pages have to keep."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path

AXE = Path(__file__).parents[2] / ".browser" / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and what it builds upon.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium():
    """Start Debian's Chromium; as root it has no sandbox of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield made
        made.close()


def complaints(tab):
    """Return what a tab's console complains of, as it comes."""
    told = []
    tab.on("console", lambda message: message.type == "error" and told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    return told


def expect(locator):
    """Return Playwright's assertions about a part of a page; only browser tests have Playwright."""
    from playwright.sync_api import expect

    return expect(locator)


def examined(tab):
    """Return what axe-core says of a page that has its script."""
    return tab.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
