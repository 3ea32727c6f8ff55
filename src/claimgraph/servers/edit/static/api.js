// What the page asks of its server. The page's own address holds the token.

export class Conflict extends Error {
  constructor(state) {
    super(state.detail);
    this.state = state;
  }
}

async function asked(path, options) {
  let answer;
  try {
    answer = await fetch(`api/${path}`, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the server does not answer: start claimgraph edit again");
  }
  const told = await answer.json().catch(() => ({ detail: `the server says ${answer.status}` }));
  if (answer.status === 409 && told.digest) throw new Conflict(told);
  if (!answer.ok) throw new Error(told.detail);
  return told;
}

const send = (path, body, signal) =>
  asked(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });

export const state = () => asked("state");
export const choices = () => asked("choices");
export const digest = async () => (await asked("digest")).digest;
export const findings = (text, signal) => send("findings", { text }, signal);
export const candidates = (claim) => send("candidates", { claim });
export const link = (decided) => send("link", decided);
export const entries = () => asked("entries");
export const entry = (decided) => send("entry", decided);
export const change = (seen, action, more) => send("change", { digest: seen, action, ...more });
