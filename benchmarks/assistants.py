"""Measures the tools of `claimgraph mcp` on the shipped project: time and size of each answer.

Sizes are characters of the answer's text, and characters/4 as an estimate of tokens.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

from mcp import Client
from mcp.types import TextContent

from claimgraph.graph.project import shipped_project
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


async def measured() -> None:
    """Print a row for each call, then the share of calls under 100 ms."""
    every: list[float] = []
    print("| call | median ms | 95 % ms | characters | tokens (characters/4) | in detail |")
    print("|---|---|---|---|---|---|")
    async with Client(server.made(shipped_project().root, writable=False)) as client:

        async def size(tool: str, arguments: dict[str, Any]) -> int:
            result = await client.call_tool(tool, arguments)
            (content,) = result.content
            assert isinstance(content, TextContent)
            assert not result.is_error, content.text
            return len(content.text)

        for tool, arguments in CALLS:
            short = await size(tool, arguments)
            long = await size(tool, {**arguments, "detail": True}) if tool in DETAILED else 0
            times = []
            for _ in range(TIMES):
                begin = time.perf_counter()
                await client.call_tool(tool, arguments)
                times.append(1000 * (time.perf_counter() - begin))
            every += times
            median, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            name = f"{tool} {' '.join(map(str, arguments.values()))}".strip()[:40]
            print(f"| {name} | {median:.1f} | {slow:.1f} | {short} | {short // 4} | {long // 4} |")
        listed = await client.list_tools()
        tools = sum(len(one.model_dump_json(exclude_none=True)) for one in listed.tools)
    under = sum(one < 100 for one in every) / len(every)
    print(f"\n{under:.1%} of {len(every)} calls under 100 ms; all tools: {tools // 4} tokens")


if __name__ == "__main__":
    asyncio.run(measured())
