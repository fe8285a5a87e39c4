// The package `openai` for Node.js behind the suite's protocol: node adapter.mjs HOME
//
// At run time the package reads an event with JSON.parse and writes one with JSON.stringify: by itself an echo.
// What it has to say about the wire is its TypeScript types, so here every payload is held against the type that it
// is meant to be, by the TypeScript compiler with strict settings. `rejected` is the compiler's refusal (or
// JSON.parse's): a program that goes by the type is wrong about that payload. Duplicate members, lone surrogates and
// large numbers are JSON.parse's matter; members that the type does not declare are allowed.
//
// `typed` leaves these members out. `build` compiles the payload as an object literal, where they are an error.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { rejected, serve } from '../node_serve.mjs';
import { compiler } from './compiler.mjs';
import { declaredPart, expressionText, isDeclared, typeText } from './payload.mjs';

const CACHED = 4096;

const [home] = process.argv.slice(2);
const library = join(home, 'node_modules', 'openai');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
const imported = (file) => import(pathToFileURL(join(library, 'realtime', file)).href);
const { parseRealtimeEvent } = await imported('internal-base.mjs');
const { OpenAIRealtimeWebSocket } = await imported('websocket.mjs');
const { shapes, complaints } = compiler(home, join(dirname(fileURLToPath(import.meta.url)), 'types.ts'));

// What the compiler said of a value. `typed`, and what was written back, are about the same value again.
const known = new Map();

function answers(requests) {
  const asked = requests.map(question);
  const open = new Map(asked.filter(({ key }) => key !== undefined && !known.has(key)).map((each) => [each.key, each]));
  if (known.size + open.size > CACHED) {
    known.clear();
    for (const each of asked) if (each.key !== undefined) open.set(each.key, each);
  }
  const statements = [...open.values()];
  const said = complaints(statements);
  statements.forEach(({ key }, place) => known.set(key, said[place]));
  return asked.map(outcome);
}

/** What is to be compiled for a request, under a key; or, where it does not get that far, its outcome. */
function question({ op, type, text }) {
  const declared = shapes.get(type);
  try {
    const value = parseRealtimeEvent(text);
    // An object literal of declared members alone is what its type is; others are an error in it, and only in it.
    const kind = op === 'build' && !isDeclared(value, declared) ? 'expression' : 'type';
    const source = kind === 'type' ? typeText(value, declared) : expressionText(value, declared);
    return { op, type, kind, source, value, key: `${kind} ${type} ${source}` };
  } catch (error) {
    return { refused: rejected(error) };
  }
}

function outcome({ refused, op, type, key, value }) {
  if (refused) return refused;
  const complaint = known.get(key);
  if (complaint !== undefined) return { outcome: 'rejected', message: complaint };
  try {
    return { outcome: 'ok', text: sent(op === 'typed' ? declaredPart(value, shapes.get(type)) : value) };
  } catch (error) {
    return rejected(error);
  }
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
  answers,
);
