"""`make demo`: what an article claims, what falls, why, and the pictures, on two small screens."""

from __future__ import annotations

from pathlib import Path

import pytest
import terminals

ROOT = Path(__file__).parent.parent


@pytest.mark.slow  # it runs five commands, pictures and a report among them
def test_the_demo_fits_on_two_screens():
    code, lines = terminals.run(80, "bash", "docs/demo.sh", cwd=str(ROOT))

    written = [line for line in lines if "━" not in line and "⠋" not in line]
    assert code == 0
    assert len(written) <= 2 * 24
    assert max(map(len, written)) <= 80
    order = [line.split()[2] for line in written if line.startswith("$ claimgraph")]
    assert order == ["weigh", "explain", "whatif"]
    assert "build/report.html" in written[-1]
