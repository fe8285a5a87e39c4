// Runs payloads through the library under test, one JSON object per line.

import { createServer } from "node:net";
import { createInterface } from "node:readline";

// YOUR LIBRARY HERE: every wire type that it has, with how your library decodes a text and encodes the value again.
import { SpeechStarted, version } from "./example-sdk.js";

const roundtrip = {
  RealtimeServerEventInputAudioBufferSpeechStarted: (text) => SpeechStarted.fromJson(text).toJson(),
};

const hello = {
  name: "example-sdk",
  version,
  language: "javascript",
  profile: "default",
  dialect: "openai-ga",
  types: Object.keys(roundtrip),
  ops: ["roundtrip"],
  // Which way types travel: decodes: […], what users only receive (add typed); sends: […], what they only send (build).
};

function answer({ op, type, text }) {
  if (op === "hello") return { outcome: "ok", hello };
  if (op === "bye") return { outcome: "ok" };
  if (op !== "roundtrip" || !Object.hasOwn(roundtrip, type)) return { outcome: "unsupported" };
  try {
    return { outcome: "ok", text: roundtrip[type](text) };
  } catch (error) {
    // Out of stack is not a refusal. Only the message tells it from the RangeErrors that refuse a value.
    const crashed = error instanceof RangeError && error.message === "Maximum call stack size exceeded";
    // Where the library decodes and then cannot encode, "not-written"; what is raw inside goes into raw: ["/item"].
    return { outcome: crashed ? "crashed" : "rejected", message: String(error) };
  }
}

async function serve(input, output) {
  for await (const line of createInterface({ input })) {
    const request = JSON.parse(line);
    output.write(JSON.stringify({ seq: request.seq, ...answer(request) }) + "\n");
    if (request.op === "bye") break;
  }
}

console.log = console.error; // standard output is the protocol's alone

if (process.argv[2] === "--listen") {
  const server = createServer(async (socket) => {
    await serve(socket, socket).catch(console.error);
    socket.end();
  });
  server.listen(Number(process.argv[3]), "127.0.0.1");
} else {
  await serve(process.stdin, process.stdout);
  process.stdin.destroy();
}
