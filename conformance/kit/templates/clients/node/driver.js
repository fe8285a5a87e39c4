// Drives the client under test: says what its user does, and shows what it shows. One JSON object per line.

import { createInterface } from "node:readline";

// YOUR CLIENT HERE
import { Client, version } from "./example-client.js";

const hello = {
  protocol: 1,
  role: "client",
  name: "example-client",
  version,
  language: "javascript",
  can: ["say"],
};

const write = (line) => process.stdout.write(JSON.stringify(line) + "\n");
console.log = console.error; // standard output is the protocol's alone

let client;

function connect(server) {
  client = new Client(server.url, server.key, server.output);
  const show = (mine) => (surfaced) => client === mine && write({ surfaced });
  const shown = show(client);
  client.onText = (delta) => shown({ kind: "text", delta });
  client.onDone = (status) => shown({ kind: "turn", status });
  client.onError = (error) => shown({ kind: "error", message: String(error) });
  client.onClose = (code) => shown({ kind: "closed", code });
  return client.open();
}

const operations = {
  connect,
  say: ({ text }) => client.ask(text),
  close: () => client.close(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { seq, op, ...members } = JSON.parse(line);
  if (op === "hello") write({ seq, outcome: "ok", hello });
  else if (op === "bye") {
    write({ seq, outcome: "ok" });
    break;
  } else if (!Object.hasOwn(operations, op)) write({ seq, outcome: "unsupported" });
  else
    try {
      await operations[op](members);
      write({ seq, outcome: "ok" });
    } catch (error) {
      write({ seq, outcome: "failed", message: String(error) });
    }
}
process.exit(0);
