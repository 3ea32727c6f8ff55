// A client of `claimgraph mcp` by the SDK for JavaScript: does calls one after the other and tells
// what each came to, as JSON. NODE_PATH is where @modelcontextprotocol/sdk is installed.
// Usage: node mcp_client.cjs '{"command": […], "calls": [["callTool", {…}], …]}'
//        node mcp_client.cjs '{"url": …, "headers": {…}, "host": …, "calls": […]}'

const http = require("node:http");
const { Readable } = require("node:stream");
const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");
const {
  StreamableHTTPClientTransport,
} = require("@modelcontextprotocol/sdk/client/streamableHttp.js");

const { command, cwd, url, headers, host, calls } = JSON.parse(process.argv[2]);

/** Does a request as under another name of the server, which Node's own fetch cannot. */
function misled(address, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const given = { method, headers: { ...Object.fromEntries(headers), host } };
    const request = http.request(address, given, (answer) => {
      const { statusCode: status, headers } = answer;
      resolve(new Response(status === 202 ? null : Readable.toWeb(answer), { status, headers }));
    });
    request.on("error", reject).end(body);
  });
}

async function main() {
  const client = new Client({ name: "second", version: "1" });
  const transport = command
    ? new StdioClientTransport({ command: command[0], args: command.slice(1), cwd })
    : new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers },
        ...(host && { fetch: misled }),
      });
  try {
    await client.connect(transport);
  } catch ({ code, message }) {
    return { refused: code, message };
  }
  const answers = [];
  for (const [method, ...given] of calls) {
    try {
      answers.push({ result: await client[method](...given) });
    } catch ({ code, message }) {
      answers.push({ code, message });
    }
  }
  await client.close();
  return { server: client.getServerVersion(), answers };
}

main().then((told) => process.stdout.write(JSON.stringify(told), () => process.exit()));
