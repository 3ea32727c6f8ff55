"""Takes the pictures of the site and of the editing page, docs/*.png: make screenshots.

With --before FOLDER, a site that an older version has built, they are the pages of then and now,
docs/before-*.png. Needs what .ci/install-browser installs.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
import wells  # noqa: E402

SHOWN = """\
      - words: It reportedly … new pumps.
        claims:
          - claim: fear
            label: The council fears the cost
            says: The council is said to fear what pumps cost.
            certainty: reported, "reportedly"
  - section: lost
    label: What was lost
    passages:
      - words: When the northern … dried out.
        claims:
          - claim: gardens
            label: Gardens dried out without wells
            says: In 2019 gardens dried where wells were closed.
            kind: causal
            certainty: asserted
      - words: gardens dried out. The mains … summer.
        claims:
          - claim: summer
            label: Nothing else gave water that summer
            says: With the wells closed there was no water that summer.
            certainty: asserted
            evidence: [{kind: testimonial, source: {title: a neighbour, kind: unnamed}}]
            for: [{premises: [gardens], scheme: sign}]
"""
ARTICLE = "article/huawei-comeback/index.html"
CLAIM = "article/huawei-comeback/claim/thesis.html"
QUESTION = "questions/claims/claims-about.html"
COMPARED = """\
main { display: inline-block; padding: 12px; background: #ddd; font: 16px Helvetica, sans-serif }
h1 { margin: 0 0 6px; font-size: 16px } div { display: flex; gap: 10px; margin-bottom: 12px }
"""


# What is compared at which width, in pixels, and how large it is shown.
WIDTHS = {
    360: (["index.html", ARTICLE, f"maps/{ARTICLE}", CLAIM, QUESTION], 0.55),
    768: (["index.html", ARTICLE, f"maps/{ARTICLE}", QUESTION], 0.4),
    1440: ([ARTICLE, f"maps/{ARTICLE}", QUESTION], 0.32),
}


def main() -> None:
    """Build the site of the shipped article, and look at its page: by night, and its map by day."""
    parser = argparse.ArgumentParser(description="Takes the pictures in docs.")
    parser.add_argument("--before", type=Path, help="a site that an older version has built")
    before = parser.parse_args().before
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "claimgraph", "site", "--project", str(ROOT)]
        subprocess.run([*command, "--output", f"{folder}/site"], check=True)
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        if before is not None:
            _compared(chromium, before.resolve(), Path(folder) / "site")
            return
        address = (Path(folder) / "site" / ARTICLE).as_uri()
        page = chromium.new_page(viewport={"width": 1240, "height": 900}, color_scheme="dark")
        page.goto(address)
        page.screenshot(path=ROOT / "docs" / "article.png")
        # READMEs are narrower than the map: it is a tenth smaller, and the file much.
        page = chromium.new_page(
            viewport={"width": 1480, "height": 900}, color_scheme="light", device_scale_factor=0.9
        )
        page.goto(address)
        # With its script it is a window to walk in: the picture within is larger.
        page.wait_for_selector(".map.walked")
        page.locator('.map-viewport a[href$="state-support.html"]').first.click()
        page.locator("figure.map").screenshot(path=ROOT / "docs" / "map.png")
        _editing(chromium, wells.project(Path(folder) / "project", _marked_up()))
        chromium.close()


def _compared(chromium: Browser, before: Path, after: Path) -> None:
    """Look at the same pages of two sites, the older ones above, in one picture a width."""
    for width, (paths, scale) in WIDTHS.items():
        shown = ""
        for word, site in (("Before", before), ("After", after)):
            shown += f"<h1>{html.escape(word)}</h1><div>"
            for number, path in enumerate(paths):
                page = chromium.new_page(
                    viewport={"width": width, "height": 900}, device_scale_factor=scale
                )
                query = "?actor=Huawei+Technologies" if path == QUESTION else ""
                page.goto((site / path).as_uri() + query)
                page.wait_for_timeout(500)
                file = after.parent / f"{word}-{width}-{number}.png"
                page.screenshot(path=file)
                page.close()
                shown += f'<img src="{file.as_uri()}">'
            shown += "</div>"
        sheet = after.parent / "compared.html"
        sheet.write_text(f"<style>{COMPARED}</style><main>{shown}</main>", encoding="utf-8")
        page = chromium.new_page(viewport={"width": 1700, "height": 900})
        page.goto(sheet.as_uri())
        page.locator("main").screenshot(path=ROOT / "docs" / f"before-{width}.png")
        page.close()


def _marked_up() -> str:
    """Return a capture in which passages overlap and a source is missing."""
    support = "            for: [{premises: [gardens, summer], scheme: negative-consequences}]\n"
    begun, _, rest = wells.BEGUN.partition("  - section: lost\n    label: What was lost\n")
    return begun + support + SHOWN + rest


def _editing(chromium: Browser, project: Path) -> None:
    """Look at the editing page with a claim chosen and the file open."""
    command = [sys.executable, "-m", "claimgraph", "edit", "wells", "--no-browser"]
    with subprocess.Popen(
        [*command, "--project", str(project)], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        address = re.search(r"http\S+", server.stderr.readline())
        assert address
        page = chromium.new_page(viewport={"width": 1440, "height": 760})
        page.emulate_media(reduced_motion="reduce")
        page.goto(address[0])
        page.wait_for_selector("#status:has-text('violation')")
        page.click("#toggle")
        page.click(".card:has-text('fears the cost') .head")
        page.screenshot(path=ROOT / "docs" / "edit.png")
        server.terminate()


if __name__ == "__main__":
    main()
