// Serves the package `openai` for Node.js by the suite's protocol: node adapter.mjs HOME
//
// At run time the package reads an event with JSON.parse and writes one with JSON.stringify: by itself an echo.
// What it has to say about the wire is its TypeScript types, so here every payload is compared with the type that it
// is meant to be. `rejected` means that `tsc --strict` does not let a value like this be used as that type (or that
// JSON.parse refuses it): a program that relies on the type is wrong about that payload. The types are read from the
// package by the compiler; its rules are applied in assignable.mjs, so the words of a refusal are ours. Duplicate members,
// lone surrogates and large numbers are up to JSON.parse; members that the type does not declare are allowed.
//
// `typed` leaves these members out. In `build` they are an error, as they are in an object literal.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { called, each, serve } from '../node_serve.mjs';
import { mismatch } from './assignable.mjs';
import { declaredPart, undeclared } from './payload.mjs';
import { publishedProgram, publishedTypes } from './published.mjs';
import { shapeReader } from './shapes.mjs';

const [home] = process.argv.slice(2);
const library = join(home, 'node_modules', 'openai');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
const imported = (file) => import(pathToFileURL(join(library, 'realtime', file)).href);
const { parseRealtimeEvent } = await imported('internal-base.mjs');
const { OpenAIRealtimeWebSocket } = await imported('websocket.mjs');
const { checker, types } = publishedTypes(publishedProgram(home));
const read = shapeReader(checker);
const shapes = new Map([...types].map(([name, type]) => [name, read(type)]));

function answer({ op, type, text }) {
  const declared = shapes.get(type);
  const parsed = called(() => parseRealtimeEvent(text));
  if (parsed.outcome) return parsed;
  const { value } = parsed;
  const complaint = complaintAbout(op, value, declared);
  if (complaint !== undefined) return { outcome: 'rejected', message: complaint };
  const reached = op === 'typed' ? declaredPart(value, declared) : value;
  const written = called(() => sent(reached));
  return written.outcome ? written : { outcome: 'ok', text: written.value };
}

function complaintAbout(op, value, declared) {
  const found = mismatch(value, declared);
  if (found !== undefined) return `${place(found.path)}: ${found.reason}`;
  const unknown = op === 'build' ? undeclared(value, declared) : undefined;
  return unknown && `${place(unknown)}: an object literal may not have this member, which is not declared`;
}

function place(path) {
  const steps = path.map((step) => (/^\w{1,60}$/.test(step) ? step : JSON.stringify(String(step).slice(0, 60))));
  return steps.join('.') || 'payload';
}

/** The text that the package's WebSocket writes for `value`. */
function sent(value) {
  let text;
  const socket = { send: (data) => (text = data) };
  const connection = {
    socket,
    _onError: (_event, _message, cause) => {
      throw cause;
    },
  };
  OpenAIRealtimeWebSocket.prototype.send.call(connection, value);
  return text;
}

serve(
  {
    name: 'openai-node',
    version: manifest.version,
    language: 'typescript',
    profile: 'static',
    dialect: 'openai-ga',
    types: [...shapes.keys()],
    ops: ['roundtrip', 'typed', 'build'],
    declares: { preserves_unknown: true },
    homepage: 'https://github.com/openai/openai-node',
    issues: 'https://github.com/openai/openai-node/issues',
  },
  each(answer),
);
