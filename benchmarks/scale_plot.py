"""Draws docs/scale.svg from docs/scale.csv: what the questions cost as corpora grow, by store.

Both axes are logarithmic. A question that was given up is drawn at the limit; where that is what a
mark stands for, the mark is hollow.
"""

from __future__ import annotations

import argparse
import csv
import math
import statistics
from collections import defaultdict
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent
COLOURS = {
    "embedded": ("in memory", "#4477aa"),
    "disk": ("store on disk", "#ee6677"),
    "oxigraph": ("Oxigraph's server", "#228833"),
    "fuseki": ("Fuseki (TDB2)", "#aa7700"),
    "virtuoso": ("Virtuoso", "#aa3377"),
}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 420, 340, 62, 44, 26, 46
ARTICLES, SECONDS = (10, 10_000), (0.001, 100)
PANELS = ("the median question", "the dearest question", "loading")

Costs = dict[str, dict[int, dict[str, float | None]]]


def read(file: Path) -> Costs:
    """Return seconds by store, number of articles and question; None: given up or refused."""
    found: Costs = defaultdict(lambda: defaultdict(dict))
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            seconds = None if row["seconds"] in ("", "refused") else float(row["seconds"])
            found[row["store"]][int(row["articles"])][row["question"]] = seconds
    return found


def value(costs: dict[str, float | None], panel: str, limit: float) -> tuple[float, bool]:
    """Return a panel's seconds, and whether that is only a lower bound."""
    if panel == "loading":
        return costs["(load)"] or limit, False
    questions = [
        math.inf if each is None else each for name, each in costs.items() if name[0] != "("
    ]
    told = statistics.median(questions) if panel == PANELS[0] else max(questions)
    return (limit, True) if told == math.inf else (told, False)


def _x(articles: float) -> float:
    low, high = map(math.log10, ARTICLES)
    return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(articles) - low) / (high - low)


def _y(seconds: float, top: float) -> float:
    low, high = math.log10(SECONDS[0]), math.log10(top)
    share = (math.log10(max(seconds, SECONDS[0])) - low) / (high - low)
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def panel(costs: Costs, title: str, limit: float, shift: int) -> list[str]:
    """Return one panel's marks: axes, grid, a line for each store."""
    top = 1000 if title == "loading" else 100
    parts = [f'<g transform="translate({shift} 0)">']
    parts.append(f'<text class="t" x="{LEFT}" y="28">{escape(title.capitalize())}</text>')
    power = round(math.log10(SECONDS[0]))
    while 10**power <= top:
        y = _y(10**power, top)
        label = f"{10**power:g} s" if power >= 0 else f"{1000 * 10**power:g} ms"
        parts.append(f'<path class="g" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        power += 1
    for articles in (10, 100, 1000, 10_000):
        x = _x(articles)
        parts.append(f'<path class="g" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{articles:,}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">articles</text>')
    for store, (_, colour) in COLOURS.items():
        points = []
        for articles, each in sorted(costs.get(store, {}).items()):
            seconds, over = value(each, title, limit)
            points.append((_x(articles), _y(seconds, top), over))
        if points:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
            parts.append(f'<polyline points="{line}" stroke="{colour}"/>')
        for x, y, over in points:
            fill = "#fff" if over else colour
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}"/>'
            )
    return [*parts, "</g>"]


def drawn(costs: Costs, limit: float) -> str:
    """Return the picture as SVG."""
    width = WIDTH * len(PANELS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 30}" role="img" '
        'aria-label="Seconds by number of articles, for each store">',
        "<style>svg{background:#fff}text{font:12px sans-serif;fill:#222}.t{font-weight:bold}"
        ".g{stroke:#ddd;fill:none}polyline{fill:none;stroke-width:2}circle{stroke-width:2}</style>",
    ]
    for number, title in enumerate(PANELS):
        parts += panel(costs, title, limit, number * WIDTH)
    for number, store in enumerate(name for name in COLOURS if name in costs):
        title, colour = COLOURS[store]
        x = LEFT + number * 190
        parts.append(
            f'<circle cx="{x}" cy="{HEIGHT + 10}" r="4" fill="{colour}" stroke="{colour}"/>'
        )
        parts.append(f'<text x="{x + 10}" y="{HEIGHT + 14}">{escape(title)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def table(costs: Costs) -> str:
    """Return every question's cost at every size as a table in Markdown, seconds."""
    columns = [(s, n) for s in COLOURS for n in sorted(costs.get(s, {}))]
    names = list(dict.fromkeys(name for s, n in columns for name in costs[s][n]))
    lines = ["| question | " + " | ".join(f"{s} {n:,}" for s, n in columns) + " |"]
    lines.append("| --- |" + " ---: |" * len(columns))
    for name in names:
        cells = [costs[s][n].get(name) for s, n in columns]
        shown = ["over" if cell is None else f"{cell:.3g}" for cell in cells]
        lines.append(f"| {name} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def figures(costs: Costs, limit: float) -> str:
    """Return what each store costs at each size as a table in Markdown."""
    columns = "store | articles | load | first contact | median question | dearest | all questions"
    lines = [f"| {columns} | given up |", "|---|" + "---:|" * 7]
    for store, (title, _) in COLOURS.items():
        for articles, each in sorted(costs.get(store, {}).items()):
            questions = [seconds for name, seconds in each.items() if name[0] != "("]
            given_up = questions.count(None)
            over = "over " if given_up else ""
            told = [_told(each[name] or limit) for name in ("(load)", "(first contact)")]
            told += [_told(value(each, PANELS[0], limit)[0])]
            told += [over + _told(value(each, PANELS[1], limit)[0])]
            told += [
                over + _told(sum(limit if seconds is None else seconds for seconds in questions))
            ]
            told += [str(given_up or "")]
            lines.append(f"| {title} | {articles:,} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"


def _told(seconds: float) -> str:
    if seconds < 0.95:
        return f"{1000 * seconds:.{1 if seconds < 0.0095 else 0}f} ms"
    return f"{seconds:.{1 if seconds < 29.5 else 0}f} s"


def main() -> None:
    """Draw the picture, or print a table."""
    parser = argparse.ArgumentParser(description="Draw what the questions cost.")
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "docs" / "scale.csv")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "scale.svg")
    parser.add_argument("--limit", type=float, default=30, help="seconds, where one was given up")
    parser.add_argument("--figures", action="store_true", help="print a line for each store")
    parser.add_argument("--table", action="store_true", help="print all figures")
    given = parser.parse_args()
    costs = read(given.file)
    if given.figures:
        print(figures(costs, given.limit), end="")
    elif given.table:
        print(table(costs), end="")
    else:
        given.output.write_text(drawn(costs, given.limit), encoding="utf-8")


if __name__ == "__main__":
    main()
