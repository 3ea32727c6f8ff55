"""Builds the documentation as a site in build/documentation: make docs.

Pages are those of docs/, the changelog, CONTRIBUTING.md and what reference.py makes of the code.
docs/index.md lists them in parts; each part is a part of the navigation. Every warning is an error,
and each link inside the built site has to lead to a page and a place that are there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = ROOT / "build" / "documentation-pages"
SITE = ROOT / "build" / "documentation"
# The part of docs/index.md to which generated pages belong.
GENERATED_PART = "Reference"
# Pages of the checkout that are pages of the site, too.
BESIDE = ("CHANGELOG", "CONTRIBUTING")
# What a page loads by itself: nothing of it may come from another server.
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


def main() -> int:
    """Build the site; return 1, with a line for each fault, where something is wrong."""
    gather()
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", str(DOCS)]
    code = subprocess.run([*command, str(PAGES), str(SITE)], check=False).returncode
    for path in SITE.rglob("*.html"):
        path.write_text(reachable(path.read_text(encoding="utf-8")), encoding="utf-8")
    ontology = ["-m", "pylode", str(ROOT / "ontology/claimgraph.ttl"), "-o"]
    subprocess.run(
        [sys.executable, *ontology, str(SITE / "ontology.html")], check=True, capture_output=True
    )
    faults = list(broken(SITE))
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    if code or faults:
        return 1
    count = sum(1 for _ in SITE.rglob("*.html"))
    sys.stdout.write(f"{count} pages in {(SITE / 'index.html').relative_to(ROOT)}\n")
    return 0


def reachable(page: str) -> str:
    """Return a page on which the keyboard reaches what scrolls, and captions have a level.

    Neither has furo by itself (WCAG 2.1.1, 4.1.2).
    """
    page = re.sub(r"<pre(?=[ >])", '<pre tabindex="0"', page)
    page = page.replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')
    return page.replace(' role="heading"', ' role="heading" aria-level="2"')


def gather() -> None:
    """Put all pages into one folder, with the navigation that docs/index.md lists."""
    for folder in (PAGES, SITE):
        shutil.rmtree(folder, ignore_errors=True)
    (PAGES / "reference").mkdir(parents=True)
    pages = reference.pages()
    for path in DOCS.iterdir():
        if path.suffix in (".md", ".png", ".svg", ".csv", ".ipynb"):
            shutil.copy(path, PAGES)
    for name, text in pages.items():
        (PAGES / "reference" / f"{name}.md").write_text(text, encoding="utf-8")
    for name in BESIDE:
        text = (ROOT / f"{name}.md").read_text(encoding="utf-8").replace("](docs/", "](")
        (PAGES / f"{name.lower()}.md").write_text(text, encoding="utf-8")
    for path in PAGES.glob("*.md"):
        path.write_text(at_home(path.read_text(encoding="utf-8")), encoding="utf-8")
    index = PAGES / "index.md"
    index.write_text(navigated(index.read_text(encoding="utf-8"), pages), encoding="utf-8")


def at_home(text: str) -> str:
    """Return a page's text with the files of the checkout that it links to copied beside it."""
    for name in BESIDE:
        text = text.replace(f"](../{name}.md", f"]({name.lower()}.md")
    for target in re.findall(r"\]\(\.\./([^)#]+)\)", text):
        copied = PAGES / "files" / target
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / target, copied)
    return text.replace("](../", "](files/")


def navigated(index: str, pages: dict[str, str]) -> str:
    """Return the first page with a hidden table of contents for each of its parts."""
    made = "".join(f"- [{title(text)}](reference/{name}.md)\n" for name, text in pages.items())
    parts = re.split(r"^(?=## )", index, flags=re.MULTILINE)
    done = [parts[0]]
    for part in parts[1:]:
        heading = part.splitlines()[0].removeprefix("## ")
        listed = part.rstrip() + "\n" + (made if heading == GENERATED_PART else "")
        entries = re.findall(r"^- \[(.+?)\]\(([^)#]+)\.md\)", listed, re.MULTILINE)
        names = [f"{words} <{name}>" for words, name in entries]
        tree = "\n".join(["```{toctree}", ":hidden:", f":caption: {heading}", "", *names, "```"])
        done.append(f"{listed}\n{tree}\n\n")
    return "".join(done)


def title(page: str) -> str:
    """Return a page's heading."""
    return page.splitlines()[0].removeprefix("# ")


class Links(HTMLParser):
    """Notes the places of a page, what it leads to, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.targets: set[str] = set()
        self.loads: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element has."""
        values = {name: value or "" for name, value in attrs}
        self.places |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.targets.add(values["href"])
        if tag in LOADED and values.get(LOADED[tag]) and values.get("rel") != "canonical":
            self.loads.add(values[LOADED[tag]])


def broken(site: Path) -> list[str]:
    """Return a line for each link within the site that leads nowhere, or loads from elsewhere."""
    pages = {path: Links() for path in sorted(site.rglob("*.html"))}
    for path, links in pages.items():
        links.feed(path.read_text(encoding="utf-8"))
    faults = []
    for path, links in pages.items():
        where = path.relative_to(site)
        for target in sorted(links.targets | links.loads):
            url = urlsplit(target)
            if url.scheme or url.netloc:
                if target in links.loads and url.scheme != "data":
                    faults.append(f"{where}: loads {target} from another server")
                continue
            file = (path.parent / unquote(url.path)).resolve() if url.path else path
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                faults.append(f"{where}: leads to {target}, which is not there")
            elif file in pages and unquote(url.fragment) not in {"", *pages[file].places}:
                faults.append(f"{where}: leads to {target}, a place that is not there")
    return faults


if __name__ == "__main__":
    sys.exit(main())
