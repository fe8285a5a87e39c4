// Serves the package `openai` for Node.js by the suite's protocol: node adapter.mjs HOME
//
// At run time the package reads an event with JSON.parse and writes one with JSON.stringify, and checks no more than that
// an event is an object with a type: by itself an echo. What it has to say about the wire is its TypeScript types, so here
// every payload is compared with the type that it is meant to be. `rejected` means that the connection of the package
// does not hand it over, or that `tsc --strict` does not let a value like this be used as that type: a program that
// relies on the type is wrong about that payload. The types are read from the package by the compiler; its rules are
// applied in assignable.mjs, so the words of a refusal are ours. Duplicate members, lone surrogates and large numbers are
// up to JSON.parse; members that the type does not declare are allowed.
//
// `typed` leaves these members out. In `build` they are an error, as they are in an object literal. Object literals
// are written for what a client sends alone: types.ts says which types those are.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { called, each, serve } from '../node_serve.mjs';
import { mismatch } from './assignable.mjs';
import { connect } from './connection.mjs';
import { declaredPart, undeclared } from './payload.mjs';
import { publishedProgram, publishedTypes } from './published.mjs';
import { shapeReader } from './shapes.mjs';
import { textOf } from './text.mjs';

const [home] = process.argv.slice(2);
const library = join(home, 'node_modules', 'openai');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
const { checker, types, decodes, sends } = publishedTypes(publishedProgram(home));
const read = shapeReader(checker);
const shapes = new Map([...types].map(([name, type]) => [name, read(type)]));
const sent = new Set(sends);
const { receive, send } = await connect(library);

function answer({ op, type, text }) {
  return op === 'build' ? built(type, text) : decoded(op, type, text);
}

function built(type, text) {
  const { value, ...failed } = called(() => JSON.parse(text));
  if (failed.outcome) return failed;
  const declared = shapes.get(type);
  const unknown = undeclared(value, declared);
  const extra = unknown && `${place(unknown)}: an object literal may not have this member, which is not declared`;
  return refusal(complaint(value, declared) ?? extra) ?? written(value);
}

function decoded(op, type, text) {
  const declared = shapes.get(type);
  const found = isServerEvent(type) ? receive(text) : called(() => JSON.parse(text));
  if (found.error) return refusal(`${found.error.name}: ${found.error.message}`);
  if (found.outcome) return found;
  const { value } = found;
  const refused = refusal(complaint(value, declared));
  if (refused !== undefined) return refused;
  const reached = op === 'typed' ? declaredPart(value, declared) : value;
  // The package has no writer for what only a server sends.
  return sent.has(type) ? written(reached) : { outcome: 'ok', text: textOf(reached) };
}

function isServerEvent(type) {
  return /^Realtime(Translation)?ServerEvent/.test(type);
}

function refusal(message) {
  return message === undefined ? undefined : { outcome: 'rejected', message };
}

/** What the package's connection makes of a value that it is asked to send. */
function written(value) {
  const { text, error } = send(value);
  return error ? { outcome: 'not-written', message: `${error.name}: ${error.message}` } : { outcome: 'ok', text };
}

function complaint(value, declared) {
  const found = mismatch(value, declared);
  return found && `${place(found.path)}: ${found.reason}`;
}

function place(path) {
  const steps = path.map((step) => (/^\w{1,60}$/.test(step) ? step : JSON.stringify(String(step).slice(0, 60))));
  return steps.join('.') || 'payload';
}

serve(
  {
    name: 'openai-node',
    version: manifest.version,
    language: 'typescript',
    profile: 'static',
    kind: 'static',
    dialect: 'openai-ga',
    types: [...shapes.keys()],
    decodes,
    sends,
    ops: ['roundtrip', 'typed', 'build'],
    declares: { preserves_unknown: true },
    homepage: 'https://github.com/openai/openai-node',
    issues: 'https://github.com/openai/openai-node/issues',
  },
  each(answer),
);
