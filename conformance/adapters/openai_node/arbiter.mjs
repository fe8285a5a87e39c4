// What the TypeScript compiler itself says about payloads, by the same protocol: node arbiter.mjs HOME
//
// This is not judged: adapter.mjs applies the compiler's rules by itself, which is about a hundred times faster, and a
// test compares its answers with these. Here a payload becomes TypeScript, as its type or as
// an object literal. The answer is `ok` with `true`, or `rejected`; that of `typed` is the same as of `roundtrip`.

import { join } from 'node:path';

import { called, serve } from '../node_serve.mjs';
import { undeclared } from './payload.mjs';
import { OPTIONS, publishedProgram, publishedTypes } from './published.mjs';
import { shapeReader } from './shapes.mjs';
import { expressionText, typeText } from './source.mjs';
import ts from './typescript.mjs';

// A checker never forgets a type, so it is replaced after so many payloads.
const GENERATION = 20000;

const [home] = process.argv.slice(2);
const file = join(home, 'payloads.ts');
const published = publishedProgram(home);
let compiled = published;
const { decodes, sends, ...first } = publishedTypes(published);
let { checker, types } = first;
const read = shapeReader(checker);
const shapes = new Map([...types].map(([name, type]) => [name, read(type)]));
let asked = 0;

function answers(requests) {
  const questions = requests.map(question);
  const given = questions.filter(({ refused }) => refused === undefined);
  const literals = given.filter(({ isLiteral }) => isLiteral);
  const admitted = new Set([...assignable(given.filter(({ isLiteral }) => !isLiteral)), ...compiling(literals)]);
  return questions.map((each) => each.refused ?? verdict(admitted.has(each)));
}

function verdict(isAdmitted) {
  return isAdmitted ? { outcome: 'ok', text: 'true' } : { outcome: 'rejected', message: 'not assignable' };
}

function question({ op, type, text }) {
  const declared = shapes.get(type);
  const parsed = called(() => JSON.parse(text));
  if (parsed.outcome) return { refused: parsed };
  const { value } = parsed;
  // An object literal with only declared members is what its type is; others are an error in a literal alone.
  const isLiteral = op === 'build' && undeclared(value, declared) !== undefined;
  return { type, isLiteral, source: isLiteral ? expressionText(value, declared) : typeText(value, declared) };
}

/** Those of `given` whose type is assignable. */
function assignable(given) {
  asked += given.length;
  if (asked > GENERATION) {
    // A program that differs in a file has a checker of its own.
    ({ checker, types } = publishedTypes(publishedProgram(home, new Map([[file, 'export {};']]), published)));
    asked = 0;
  }
  const text = given.map(({ source }, number) => `type P${number} = ${source};`).join('\n');
  const parsed = ts.createSourceFile('payloads.ts', text, OPTIONS.target, true);
  // Gives the members of the types their symbols, as for the files of a program.
  ts.bindSourceFile(parsed, OPTIONS);
  const typeOf = (number) => checker.getTypeFromTypeNode(parsed.statements[number].type);
  return given.filter(({ type }, number) => checker.isTypeAssignableTo(typeOf(number), types.get(type)));
}

/** Those of `given` that compile as object literals. */
function compiling(given) {
  if (given.length === 0) return [];
  const lines = given.map(({ type, source }, number) => `const p${number}: Types['${type}'] = ${source};`);
  const text = ["import type { Types } from './types.js';", ...lines].join('\n');
  compiled = publishedProgram(home, new Map([[file, text]]), compiled);
  const { program } = compiled;
  const parsed = program.getSourceFile(file);
  const [, ...statements] = parsed.statements;
  const said = [...program.getSyntacticDiagnostics(parsed), ...program.getSemanticDiagnostics(parsed)];
  const faulty = new Set(said.map(({ start }) => statements.findIndex(({ end }) => start < end)));
  return given.filter((_, number) => !faulty.has(number));
}

serve(
  {
    name: 'openai-node',
    version: ts.version,
    language: 'typescript',
    profile: 'arbiter',
    dialect: 'openai-ga',
    types: [...shapes.keys()],
    decodes,
    sends,
    ops: ['roundtrip', 'typed', 'build'],
  },
  answers,
);
