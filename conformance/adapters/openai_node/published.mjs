// The package's published types, as the TypeScript compiler reads them with strict settings.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from './typescript.mjs';

export const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: true, // the declarations of the package are not checked
  types: [],
  lib: ['lib.es2022.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
const NAMES = fileURLToPath(new URL('types.ts', import.meta.url));

/**
 * A program over the package that is installed in `home`. `more` are files beside it, path -> text; they import
 * the names of types.ts from './types.js'. What an `earlier` program read is not read again.
 */
export function publishedProgram(home, more = new Map(), earlier = undefined) {
  const names = join(home, 'types.ts');
  const host = earlier?.host ?? virtualHost(new Map([[names, readFileSync(NAMES, 'utf8')]]));
  for (const [file, text] of more) host.replace(file, text);
  const rootNames = [names, ...more.keys()];
  const program = ts.createProgram({ rootNames, options: OPTIONS, host, oldProgram: earlier?.program });
  return { host, program, names };
}

/**
 * The type that answers to each name of types.ts, the checker that they belong to, and the names of what a client
 * receives (`decodes`) and of what it `sends`.
 */
export function publishedTypes({ program, names }) {
  const table = program.getSourceFile(names);
  const [fault] = program.getSemanticDiagnostics(table);
  if (fault) throw new TypeError(`types.ts: ${ts.flattenDiagnosticMessageText(fault.messageText, '\n')}`);
  const checker = program.getTypeChecker();
  const membersOf = (name) => {
    const declared = table.statements.find((statement) => statement.name?.text === name);
    return checker.getPropertiesOfType(checker.getTypeAtLocation(declared));
  };
  const namesOf = (...parts) => parts.flatMap(membersOf).map((member) => member.name);
  return {
    checker,
    types: new Map(membersOf('Types').map((member) => [member.name, checker.getTypeOfSymbol(member)])),
    decodes: namesOf('Received', 'Both'),
    sends: namesOf('Sent', 'Both'),
  };
}

function virtualHost(texts) {
  const host = ts.createCompilerHost(OPTIONS);
  const parsed = new Map();
  return {
    ...host,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // half of the declarations are comments
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile(file, version) {
      if (parsed.has(file)) return parsed.get(file);
      const text = texts.get(file);
      const source = text === undefined ? host.getSourceFile(file, version) : ts.createSourceFile(file, text, version);
      parsed.set(file, source);
      return source;
    },
    replace(file, text) {
      texts.set(file, text);
      parsed.delete(file);
    },
  };
}
