"""Pages of the shipped site in Chromium: what axe-core finds, how large and how fast they are.

A slow phone: answers after 400 ms at 1.6 Mbit/s, compressed, a processor slowed four times, 360
pixels. Each run has an empty cache; medians are printed, and the machine's load, on which times
depend. Needs what .ci/install-browser installs.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
import browsing  # type: ignore[import-not-found]  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ARTICLE = "article/huawei-comeback/"
KINDS = {
    "front": "index.html",
    "article": f"{ARTICLE}index.html",
    "map, 90 claims": f"maps/{ARTICLE}index.html",
    "reading view": f"reading/{ARTICLE}index.html",
    "claim": f"{ARTICLE}claim/thesis.html",
    "argument": f"{ARTICLE}argument/thesis-from-pillars.html",
    "source": f"{ARTICLE}source/huawei-annual-report-2023.html",
    "actor": "id/huawei.html",
    "list": "lists/actors.html",
    "question": "questions/evidence/sources.html",
    "vocabulary": "ontology.html",
    "rules": "shapes.html",
    "weighing": "weighing.html",
    "compare": "compare.html",
    "search": "search.html",
}
PHONE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
HEAD = """\
| page | axe, light | dark | to heading | page | with styles, scripts | first paint | largest |
|---|--:|--:|--:|--:|--:|--:|--:|"""
_WATCH = """
window.largest = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.largest = one.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""
_PAINTED = """
() => [performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN, window.largest]
"""


class _Compressed(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path.partition("?")[0]))
        if not file.is_file():
            self.send_error(404)
            return
        body = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder's files, compressed; yield its address."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *given: _Compressed(*given, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def painted(browser: Browser, address: str) -> tuple[float, float]:
    """Return when a slow phone shows something of a page, and its largest part, in seconds."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
    tab = context.new_page()
    tab.add_init_script(_WATCH)
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", PHONE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    tab.goto(address, wait_until="load")
    tab.wait_for_timeout(500)
    first, largest = tab.evaluate(_PAINTED)
    context.close()
    return first / 1000, largest / 1000


def violations(browser: Browser, address: str) -> list[int]:
    """Return how many violations axe-core finds in light and in dark, with all details open."""
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(address)
    tab.add_script_tag(path=str(browsing.AXE))
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    counts = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        counts.append(len(browsing.examined(tab)["violations"]))
    context.close()
    return counts


def pictured(browser: Browser, address: str, folder: Path, name: str) -> None:
    """Take the first window of a page at three widths; an older site's for what it was before."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in (360, 768, 1440):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        tab.goto(address, wait_until="load")
        tab.screenshot(path=folder / f"{re.sub('[^a-z0-9]+', '-', name)}-{width}.png")
        tab.close()


def sizes(folder: Path, path: str) -> tuple[int, int, int]:
    """Return bytes up to the heading as they are, of the page and of all its files compressed."""
    page = (folder / path).read_text("utf-8")
    top = page.partition("</h1>")[0]
    here = (folder / path).parent
    links = re.findall(r'<(?:script defer src|link rel="stylesheet" href)="([^"]+)"', page)
    whole = [len(gzip.compress((here / link).read_bytes(), 6)) for link in dict.fromkeys(links)]
    own = len(gzip.compress(page.encode(), 6))
    return len(top.encode()), own, own + sum(whole)


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5, help="how often each page is painted")
    parser.add_argument("--site", type=Path, help="a site that is built (default: builds it)")
    parser.add_argument("--only", help="only kinds of pages whose names have this")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures at three widths")
    given = parser.parse_args()
    kinds = {kind: path for kind, path in KINDS.items() if (given.only or "") in kind}
    with tempfile.TemporaryDirectory() as name, browsing.chromium() as browser:
        folder = given.site or Path(name)
        if given.site is None:
            command = [sys.executable, "-m", "claimgraph", "site", "--project", str(ROOT)]
            subprocess.run([*command, "--output", name, "--vocabulary", "all"], check=True)
        print(HEAD)
        loads = []
        with served(folder) as root:
            for kind, path in kinds.items():
                if not (folder / path).is_file():
                    continue
                if given.pictures:
                    pictured(browser, root + path, given.pictures, kind)
                light, dark = violations(browser, root + path)
                top, own, whole = sizes(folder, path)
                times = [painted(browser, root + path) for _ in range(given.runs)]
                first, largest = map(statistics.median, zip(*times, strict=True))
                loads.append(os.getloadavg()[0])
                print(
                    f"| {kind} | {light} | {dark} | {top / 1000:.1f} kB | {own / 1000:.1f} kB "
                    f"| {whole / 1000:.1f} kB | {first:.2f} s | {largest:.2f} s |",
                    flush=True,
                )
    print(f"\nload {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
