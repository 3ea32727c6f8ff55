"""The server serves what editors announce that they can do, and keeps to it."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from edited import CAPTURE, TURTLE, Editor, at, project
from lsprotocol import types
from sampled import few

from claimgraph.servers.lsp import checking
from lsp_client import COMMAND, Client


@pytest.mark.parametrize("name", few(["visual_studio_code", "neovim", "emacs"], 1))
def test_an_editor_is_served_as_it_announced(name, tmp_path):
    """By pytest-lsp, which checks each answer against the capabilities of the editor."""
    from pytest_lsp import client_capabilities
    from pytest_lsp.client import make_test_lsp_client

    root = project(tmp_path / "p")
    uri = (root / CAPTURE).as_uri()
    text = (root / CAPTURE).read_text("utf-8")
    place = types.Position(*at(text, "pupils-cross]", 3))
    document = types.TextDocumentIdentifier(uri)

    async def session():
        client = make_test_lsp_client()
        await client.start_io(*COMMAND, cwd=root)
        await client.initialize_session(
            types.InitializeParams(client_capabilities(name), root_uri=root.as_uri())
        )
        client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text))
        )
        while not client.diagnostics.get(uri):
            await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        hover = await client.text_document_hover_async(types.HoverParams(document, place))
        found = await client.text_document_completion_async(types.CompletionParams(document, place))
        symbols = await client.text_document_document_symbol_async(
            types.DocumentSymbolParams(document)
        )
        edit = await client.text_document_rename_async(
            types.RenameParams(document, place, "school-run")
        )
        coloured = await client.text_document_semantic_tokens_full_async(
            types.SemanticTokensParams(document)
        )
        found_at = client.diagnostics[uri]
        await client.shutdown_session()
        return hover, found, symbols, edit, found_at, coloured

    hover, found, symbols, edit, found_at, coloured = asyncio.run(asyncio.wait_for(session(), 60))

    assert "Pupils take the ferry" in hover.contents.value
    assert "pupils-cross" in [one.label for one in found.items]
    assert symbols
    assert edit.changes or edit.document_changes
    assert len(coloured.data) == 10
    assert {one.code for one in found_at} == {"claim-supported", "claim-reached"}


def edits(root: Path, count: int, seed: int):
    """Yield the texts of a file after random edits, some of which make it worse, some better."""
    chance = random.Random(seed)
    sound = (root / TURTLE).read_text("utf-8")
    text = sound
    for _ in range(count):
        kind = chance.randrange(6)
        at = chance.randrange(len(text) + 1)
        if kind == 0:
            text = (
                text[:at] + chance.choice([" ", "x", ";", '"', "\n", "😀", "cg:", "\r"]) + text[at:]
            )
        elif kind == 1:
            text = text[:at] + text[at + chance.randrange(1, 4) :]
        elif kind == 2:
            names = [("asserted", "reported"), ("claim:", "clam:"), ("@en", ""), ("cg:", "cgx:")]
            text = text.replace(*chance.choice(names), 1)
        elif kind == 3:
            end = text.find("\n\n", at)
            text = text[:at] + (text[end:] if end > 0 else "")
        elif kind == 4:
            lines = text.split("\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            text = "\n".join(lines)
        else:
            text = sound
        yield text


@pytest.mark.parametrize(("count", "seed"), [(6, 1), (100, 2)])
@pytest.mark.slow
def test_random_edits_leave_it_agreeing_with_check(tmp_path, count, seed):
    """On the same text: the same findings at the same places, in the file that is edited."""
    root = project(tmp_path / "p")
    path = root / TURTLE
    with Editor(root) as editor:
        uri = editor.open(TURTLE)
        for number, text in enumerate(edits(root, count, seed)):
            editor.change(uri, text)
            found = checking.check(root, None, {path: text}, Path.cwd()).findings.get(path, ())
            wanted = sorted((one.rule, one.message) for one in found)
            try:
                editor.until(uri, lambda some, wanted=wanted: told(some) == wanted, 30)
            except TimeoutError:
                assert told(editor.diagnostics[uri]) == wanted, f"edit {number} of seed {seed}"


def told(diagnostics):
    return sorted((one["data"]["rule"], one["data"]["message"]) for one in diagnostics)


def test_what_is_huge_is_told_and_holds_up_nothing(editor, root):
    """A text beyond the limit gets a line; other documents are served meanwhile."""
    huge = "title: x\n" + "# a line of a comment that says nothing at all\n" * 10_000
    uri = editor.open(CAPTURE, huge)
    other = editor.open("odd.rq", "#+ summary: Odd\nSELECT ?x WHERE { ?x a }\n")
    editor.until(other, lambda some: some, 10)
    some = editor.until(uri, lambda some: any(one["code"] == "large" for one in some))

    assert len(some) >= 1
    assert editor.about("hover", uri, 0, 1) is not None
    editor.change(uri, (root / CAPTURE).read_text("utf-8"))
    editor.tell("textDocument/didClose", textDocument={"uri": uri})


def test_control_characters_of_names_are_shown_as_escapes(editor, root):
    """In messages, symbols and completions: what shows them need not know better."""
    text = (root / CAPTURE).read_text("utf-8")
    odd = text.replace("label: Pupils take the ferry", 'label: "Pupils \\e[31m\\u202E take"')
    uri = editor.open(CAPTURE, odd)
    some = editor.until(uri, lambda some: any("Pupils" in one["message"] for one in some))
    hover = editor.about("hover", uri, *at(odd, "pupils-cross]", 2))
    symbols = editor.ask("textDocument/documentSymbol", textDocument={"uri": uri})
    found = editor.about("completion", uri, *at(odd, "pupils-cross]", 0))
    said = str([some, hover, symbols, found["items"]])
    editor.change(uri, text)
    editor.tell("textDocument/didClose", textDocument={"uri": uri})

    assert "\\x1b[31m" in said.replace("\\\\", "\\")
    assert "\x1b" not in str(some[0]["message"]) + hover["contents"]["value"]
    assert "\u202e" not in said


@pytest.mark.slow
def test_nothing_outlives_the_server(tmp_path):
    """Neither after exit nor when the editor is killed: standard input ends."""
    import lsp as benchmark

    client = Client(project(tmp_path / "p"))
    uri = client.open(TURTLE)
    client.until(uri, lambda some: some is not None)
    started = benchmark.children(client.process.pid)
    assert started
    assert client.process.stdin
    client.process.stdin.close()
    assert client.process.wait(10) == 0
    client._listening.join(5)
    client.process.stdout.close()
    client.process.stderr.close()

    assert client.errors() == ""
    assert not [pid for pid in started if Path(f"/proc/{pid}/cmdline").exists() and _is_ours(pid)]


def _is_ours(pid: int) -> bool:
    """Tell whether a process still runs; one that is over and waits to be buried does not."""
    state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    return state not in "ZX"


LUA = """
vim.filetype.add({ extension = { ttl = 'turtle' } })
vim.lsp.config('claimgraph', {
  cmd = { PYTHON, '-m', 'claimgraph', 'lsp' }, filetypes = { 'turtle', 'yaml' },
  root_markers = { 'data' },
})
vim.lsp.enable('claimgraph')
vim.cmd.edit(FILE)
local function waited(what, test)
  if vim.wait(60000, test, 50) then return end
  io.stderr:write('no ' .. what .. '\\n')
  vim.cmd('cquit 1')
end
waited('client', function() return #vim.lsp.get_clients({ name = 'claimgraph' }) > 0 end)
waited('findings', function() return #vim.diagnostic.get(0) > 0 end)
local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
for number, line in ipairs(lines) do
  local column = line:find('pupils%-cross%]')
  if column then vim.api.nvim_win_set_cursor(0, { number, column }) end
end
local place = vim.lsp.util.make_position_params(0, 'utf-16')
local told = vim.lsp.buf_request_sync(0, 'textDocument/hover', place, 20000)
for _, one in pairs(told) do print('HOVER ' .. vim.inspect(one.result.contents.value)) end
place.newName = 'school-run'
local renamed = vim.lsp.buf_request_sync(0, 'textDocument/rename', place, 20000)
for id, one in pairs(renamed) do
  vim.lsp.util.apply_workspace_edit(one.result, vim.lsp.get_client_by_id(id).offset_encoding)
end
print('TEXT ' .. table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '~'))
for _, one in ipairs(vim.diagnostic.get(0)) do print('FINDING ' .. one.code) end
for _, client in ipairs(vim.lsp.get_clients()) do client:stop() end
waited('end', function() return #vim.lsp.get_clients() == 0 end)
vim.cmd('qall!')
"""


@pytest.mark.neovim
def test_neovim_shows_findings_and_renames(tmp_path):
    """A real Neovim without a screen; .ci/install-neovim installs it."""
    program = shutil.which("nvim", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin")
    assert program, "no Neovim: run .ci/install-neovim"
    root = project(tmp_path / "p")
    script = tmp_path / "session.lua"
    script.write_text(
        LUA.replace("PYTHON", repr(sys.executable)).replace("FILE", repr(str(root / CAPTURE)))
    )
    done = subprocess.run(
        [program, "--headless", "--clean", "-l", str(script)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = done.stdout + done.stderr

    assert done.returncode == 0, said
    assert "Pupils take the ferry" in said
    assert "premises: [school-run]" in said
    assert "FINDING claim-supported" in said
