"""Measures the tools of `claimgraph mcp` on the shipped project: time and size of each answer.

Sizes are characters of the answer's text, and characters/4 as an estimate of tokens. Drafts are put
into a copy of the project, each another one: into a new article of ten sentences, and into the
shipped article of 35 claims, converted to the notation.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from mcp import Client
from mcp.types import TextContent

from claimgraph.claims.notation import converting
from claimgraph.graph.project import shipped, shipped_project
from claimgraph.servers.mcp import server

ARTICLE = "huawei-comeback"
# The one whose text is at hand.
TEXT = "climate-judgment"
TIMES = 40
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("check", {}),
    ("check", {"article": ARTICLE}),
    ("rules", {}),
    ("rules", {"rule": "claim-supported"}),
    ("questions", {}),
    ("questions", {"theme": "quality"}),
    ("ask", {"question": "unsupported-claims"}),
    ("sparql", {"query": "SELECT ?s ?p ?o { ?s ?p ?o }"}),
    ("explain", {"claim": "thesis", "article": ARTICLE}),
    ("weigh", {"article": ARTICLE}),
    ("whatif", {"without": ["unnamed"], "article": ARTICLE}),
    ("weigh", {"links": True}),
    ("whatif", {"without": ["unnamed"], "links": True}),
    ("passage_find", {"words": "the court", "place": 1, "article": TEXT}),
    ("passage_verify", {"article": TEXT}),
    ("terms", {}),
    ("terms", {"scheme": "certainty"}),
    ("notation", {}),
    ("actors_match", {"name": "US"}),
    ("status", {}),
    ("diff", {}),
)
DETAILED = ("check", "rules", "questions", "ask", "explain", "weigh", "whatif", "status", "diff")
NEW = "mill"
SENTENCES = (
    "The mill at Orring stopped grinding in May.",
    "Its owners say that grain has become too dear.",
    "By the register of the guild it ground 400 tonnes last year.",
    "That is a tenth of what it ground in 1990.",
    "Bakers in the valley probably buy their flour elsewhere.",
    "If the mill is sold, a buyer may turn it into flats.",
    "The county has listed the building.",
    "A listed building costs its owner more to keep.",
    "Visitors paid for half of the repairs of the roof.",
    "So the county should lease the mill to the guild.",
)
# Names of what is drafted first, each by the sentence that it is in.
HEAD: tuple[dict[str, Any], ...] = (
    {"kind": "article", "item": {"title": "The mill at Orring", "by": "a-writer",
     "publisher": "valley-post", "issued": "2026-03", "url": "https://example.org/mill"}},
    {"kind": "actor", "item": {"actor": "a-writer", "kind": "person", "label": "A Writer"}},
    {"kind": "actor", "item": {"actor": "valley-post", "kind": "company", "label": "Valley Post"}},
    {"kind": "actor", "item": {"actor": "orring-county", "kind": "government body",
     "label": "County of Orring"}},
    {"kind": "section", "item": {"section": "all", "label": "The whole"}},
)  # fmt: skip


def draft(number: int, under: str, words: str) -> dict[str, Any]:
    """Return the edit that adds a passage with a claim; each number makes another claim."""
    claim = {
        "claim": f"drafted-{number}",
        "label": f"What is said there, read for the {number}th time",
        "says": "The sentence as a reader restates it.",
        "certainty": "asserted",
    }
    if not words:
        return {"kind": "claim", "under": under, "item": claim}
    item = {"passage": f"drafted-{number}", "words": words, "claims": [claim]}
    return {"kind": "passage", "under": under, "item": item}


def writable(folder: Path) -> Path:
    """Write a copy of the shipped project, one article converted, and a text beside it."""
    shutil.copytree(shipped("data"), folder / "data")
    converting.write(converting.converted(folder / "data" / TEXT), replace=True)
    (folder / "data" / NEW).mkdir()
    (folder / "data" / NEW / "text.txt").write_text(" ".join(SENTENCES) + "\n", "utf-8")
    return folder


def told(result: Any) -> str:
    """Return the text of a tool's answer."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    return content.text


def row(name: str, times: list[float], short: int, long: int = 0) -> None:
    """Print what a call took and how long its answer is."""
    median, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"| {name} | {median:.1f} | {slow:.1f} | {short} | {short // 4} | {long // 4} |")


async def reading() -> list[float]:
    """Print a row for each call that reads, and return the milliseconds of all."""
    every: list[float] = []
    async with Client(server.made(shipped_project().root, writable=False)) as client:
        for tool, arguments in CALLS:
            short = len(told(await client.call_tool(tool, arguments)))
            detail = {**arguments, "detail": True}
            long = len(told(await client.call_tool(tool, detail))) if tool in DETAILED else 0
            times = []
            for _ in range(TIMES):
                begin = time.perf_counter()
                await client.call_tool(tool, arguments)
                times.append(1000 * (time.perf_counter() - begin))
            every += times
            row(f"{tool} {' '.join(map(str, arguments.values()))}".strip()[:40], times, short, long)
        listed = await client.list_tools()
        tools = sum(len(one.model_dump_json(exclude_none=True)) for one in listed.tools)
        print(f"\nall tools: {tools // 4} tokens\n")
    return every


async def drafting() -> list[float]:
    """Print a row for drafts into each capture, and return the milliseconds of all."""
    every: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        root = writable(Path(folder).resolve())
        async with Client(server.made(root, writable=True)) as client:

            async def put(article: str, *edits: dict[str, Any]) -> str:
                arguments = {"article": article, "edits": list(edits), "assistant": "benchmark"}
                answer = told(await client.call_tool("draft_put", arguments))
                assert '"written":true' in answer, answer
                return answer

            first = [
                draft(1000 + place, "section:all", words) for place, words in enumerate(SENTENCES)
            ]
            await put(NEW, *HEAD, *first[:-1])
            for article, under, words in (
                (NEW, "section:all", SENTENCES[-1]),
                (TEXT, "passage:takeaway-courts", ""),
            ):
                times = []
                answer = ""
                for number in range(TIMES + 1):
                    begin = time.perf_counter()
                    answer = await put(article, draft(number, under, words))
                    times.append(1000 * (time.perf_counter() - begin))
                    gone = {"operation": "remove", "name": f"drafted-{number}"}
                    await put(article, {**gone, "kind": "passage" if words else "claim"})
                every += times[1:]
                row(f"draft_put {article}", times[1:], len(answer))
    return every


async def measured() -> None:
    """Print a row for each call, then the share of calls under 100 ms."""
    print("| call | median ms | 95 % ms | characters | tokens (characters/4) | in detail |")
    print("|---|---|---|---|---|---|")
    every = [*await reading(), *await drafting()]
    under = sum(one < 100 for one in every) / len(every)
    print(f"\n{under:.1%} of {len(every)} calls under 100 ms; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    asyncio.run(measured())
