"""Takes the README's two pictures of the site, docs/article.png and docs/map.png: make screenshots.

Needs what .ci/install-browser installs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
ARTICLE = "article/huawei-comeback/index.html"


def main() -> None:
    """Build the site of the shipped article, and look at its page: by night, and its map by day."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "claimgraph", "site", "--project", str(ROOT)]
        subprocess.run([*command, "--output", f"{folder}/site"], check=True)
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        address = (Path(folder) / "site" / ARTICLE).as_uri()
        page = chromium.new_page(viewport={"width": 1240, "height": 900}, color_scheme="dark")
        page.goto(address)
        page.screenshot(path=ROOT / "docs" / "article.png")
        # READMEs are narrower than the map: it is a tenth smaller, and the file much.
        page = chromium.new_page(
            viewport={"width": 1480, "height": 900}, color_scheme="light", device_scale_factor=0.9
        )
        page.goto(address)
        page.locator("section.figure svg").first.screenshot(path=ROOT / "docs" / "map.png")
        chromium.close()


if __name__ == "__main__":
    main()
