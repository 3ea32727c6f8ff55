"""VS Code as code-server packs it, with our extension, in a browser; by `.ci/install-vscode`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parents[2]
CODE = ROOT / ".servers/vscode/node_modules/code-server/lib/vscode"
PACKAGE = ROOT / "editors/vscode/dist/claimgraph.vsix"
# Milliseconds until a thing is to be seen; the machine may be at other work.
PATIENCE = 60_000


@contextmanager
def serving(folder: Path, command: Path) -> Iterator[str]:
    """Serve VS Code with our extension, which starts `command`; yields its address."""
    own = ("--server-data-dir", folder / "own", "--extensions-dir", folder / "extensions")
    server = ("node", CODE / "out/server-main.js", "--accept-server-license-terms", *own)
    around = {**os.environ, "HOME": str(folder)}
    settings = folder / "own/data/Machine/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"claimgraph.path": str(command)}))
    installed = subprocess.run(
        [*server, "--install-extension", PACKAGE],
        capture_output=True,
        text=True,
        timeout=120,
        env=around,
    )
    assert "successfully installed" in installed.stdout, installed.stderr[-2000:]
    options = ("--host", "127.0.0.1", "--port", "0", "--without-connection-token")
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            [*server, *options, "--telemetry-level", "off"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=around,
            start_new_session=True,
        )
        try:
            assert process.stdout
            for line in process.stdout:
                if address := re.search(r"http://\S+?:(\d+)", line):
                    yield f"http://127.0.0.1:{address[1]}"
                    break
            else:
                log.seek(0)
                raise AssertionError(log.read()[-2000:])
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=30)


def patient() -> None:
    """Have Playwright's assertions wait as long as its actions."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)


class Window:
    """A project's folder opened by VS Code; what is done in it is done by keyboard."""

    def __init__(self, page: Page, address: str, root: Path) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        patient()
        page.goto(f"{address}/?folder={root}")
        self._trusts = page.get_by_role("button", name="Yes, I trust the authors")
        self._trusts.wait_for()

    def trust(self) -> None:
        """Say that the folder may be trusted."""
        self._trusts.click()
        expect(self._trusts).to_have_count(0)

    def distrust(self) -> None:
        """Say that the folder may not be trusted."""
        self.page.get_by_role("button", name="No, I don't trust the authors").click()
        expect(self._trusts).to_have_count(0)

    def open(self, name: str) -> None:
        """Open a file by a name that no other has."""
        self._quickly(name)
        self.page.locator(".monaco-list-row").get_by_text(Path(name).name).first.wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(f'.tab.active[data-resource-name="{Path(name).name}"]').wait_for()

    def go(self, line: int, character: int) -> None:
        """Put the cursor at a line and a character, both from 0."""
        self._quickly(f":{line + 1}:{character + 1}")
        self.page.keyboard.press("Enter")
        self.page.get_by_text(f"Ln {line + 1}, Col {character + 1}", exact=True).wait_for()

    def command(self, title: str) -> None:
        """Do a command of VS Code or of the extension by its title."""
        self._quickly(f">{title}")
        self.page.locator(".quick-input-list .monaco-list-row").first.wait_for()
        self.page.keyboard.press("Enter")

    def _quickly(self, text: str) -> None:
        self.page.keyboard.press("Control+p")
        box = self.page.locator(".quick-input-box input")
        box.wait_for()
        box.fill(text)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Write a text where the cursor is."""
        self.page.keyboard.insert_text(text)

    def save(self, file: Path, text: str) -> None:
        """Save the file that is open, and wait until it holds a text.

        VS Code in a browser saves by itself as well: its mark of an unsaved file tells nothing.
        """
        self.press("Control+s")
        end = time.monotonic() + PATIENCE / 1000
        while file.read_text("utf-8") != text and time.monotonic() < end:
            self.page.wait_for_timeout(200)
        assert file.read_text("utf-8") == text

    def problems_shown(self) -> None:
        """Show the panel of problems, and return to the editor."""
        self.command("Problems: Focus on Problems View")
        self.page.locator(".markers-panel").wait_for()
        self.press("Control+1")

    def problem(self, message: str) -> Locator:
        """What the panel of problems lists with a message."""
        return self.page.locator(".markers-panel .monaco-list-row").filter(has_text=message)

    @property
    def suggestions(self) -> Locator:
        """What the editor completes."""
        return self.page.locator(".suggest-widget.visible .monaco-list-row")

    @property
    def hover(self) -> Locator:
        """What is shown of what is under the cursor."""
        return self.page.locator(".monaco-hover:visible")

    def mend(self, title: str) -> None:
        """Have done what the editor offers under a title for what is under the cursor."""
        self.press("Control+.")
        offered = self.page.locator(".action-widget .monaco-list-row.action")
        expect(offered.filter(has_text=title)).to_have_count(1)
        before = offered.all_inner_texts().index(title)
        self.press(*["ArrowDown"] * before, "Enter")

    def notice(self, message: str) -> Locator:
        """What is told at the window's corner."""
        return self.page.locator(".notification-list-item-message").filter(has_text=message)
