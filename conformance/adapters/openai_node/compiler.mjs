// The TypeScript compiler over the package's published types, in one long-lived process.
//
// Everything but the payloads is parsed once. Whether the type of a payload is assignable to a declared type is asked
// of one checker for many payloads, because a new one costs some ten milliseconds; only what is not is compiled, as
// a statement of one virtual file, to hear from the compiler why.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { shapeReader } from './shapes.mjs';
import ts from './typescript.mjs';

const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: true, // the declarations of the package are taken as they are
  types: [],
  lib: ['lib.es2022.d.ts'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
// A checker never forgets a type: after so many payloads it is replaced.
const GENERATION = 5000;

/**
 * The package that is installed in `home`, under the names that the file `types` gives its types.
 *
 * `shapes` are what each type declares; `complaints` gives what the compiler says of each payload: `undefined` is
 * nothing. A payload is `{type, kind, source}`: the `source` of its own type where the `kind` is 'type', or of the
 * expression that makes it where it is 'expression'.
 */
export function compiler(home, types) {
  const payloads = join(home, 'payloads.ts');
  const texts = new Map([[join(home, 'types.ts'), readFileSync(types, 'utf8')]]);
  const host = virtualHost(texts, payloads);
  let program;
  let declared;
  let asked = 0;

  function compiled(text) {
    texts.set(payloads, `import type { Types } from './types.js';\n${text}`);
    program = ts.createProgram({ rootNames: [payloads], options: OPTIONS, host, oldProgram: program });
    return program.getSourceFile(payloads);
  }

  function renew() {
    compiled('export {};');
    declared = declaredTypes(program);
    asked = 0;
  }

  function complaints(given) {
    const accepted = assignable(given.filter(({ kind }) => kind === 'type'));
    const doubtful = given.filter((payload) => !accepted.has(payload));
    const said = doubtful.length > 0 ? diagnosed(doubtful) : new Map();
    return given.map((payload) => said.get(payload));
  }

  /** Those of `given` whose type is assignable. */
  function assignable(given) {
    asked += given.length;
    if (asked > GENERATION) renew();
    const { checker, targets } = declared;
    const text = given.map(({ source }, number) => `type P${number} = ${source};`).join('\n');
    const file = ts.createSourceFile('payloads.ts', text, OPTIONS.target, true);
    // Gives the members of the types their symbols, as for the files of a program.
    ts.bindSourceFile(file, OPTIONS);
    const typeOf = (place) => checker.getTypeFromTypeNode(file.statements[place].type);
    return new Set(given.filter(({ type }, place) => checker.isTypeAssignableTo(typeOf(place), targets.get(type))));
  }

  function diagnosed(given) {
    const file = compiled(given.map(statement).join('\n'));
    const [, ...written] = file.statements;
    const said = new Map();
    for (const diagnostic of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) {
      const place = written.findIndex(({ end }) => diagnostic.start < end);
      if (!said.has(given[place])) said.set(given[place], message(diagnostic));
    }
    return said;
  }

  renew();
  const read = shapeReader(declared.checker);
  return { shapes: new Map([...declared.targets].map(([name, type]) => [name, read(type)])), complaints };
}

function virtualHost(texts, changing) {
  const host = ts.createCompilerHost(OPTIONS);
  const parsed = new Map();
  return {
    ...host,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone, // half of the declarations is comments
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile(file, version) {
      if (file !== changing && parsed.has(file)) return parsed.get(file);
      const text = texts.get(file);
      const source = text === undefined ? host.getSourceFile(file, version) : ts.createSourceFile(file, text, version);
      parsed.set(file, source);
      return source;
    },
  };
}

function declaredTypes(program) {
  const table = program.getSourceFiles().find(({ fileName }) => fileName.endsWith('/types.ts'));
  const [fault] = program.getSemanticDiagnostics(table);
  if (fault) throw new TypeError(`types.ts: ${ts.flattenDiagnosticMessageText(fault.messageText, '\n')}`);
  const checker = program.getTypeChecker();
  const members = checker.getPropertiesOfType(checker.getTypeAtLocation(table.statements.at(-1)));
  return { checker, targets: new Map(members.map((member) => [member.name, checker.getTypeOfSymbol(member)])) };
}

function statement({ type, kind, source }, number) {
  const value = kind === 'type' ? `null! as ${source}` : source;
  return `const p${number}: Types[${JSON.stringify(type)}] = ${value};`;
}

/** What the compiler says: the innermost reason first, for it is the shortest that says what is wrong. */
function message({ code, messageText }) {
  const whole = ts.flattenDiagnosticMessageText(messageText, '\n');
  const lines = whole.split('\n').map((line) => line.trim());
  return lines.length === 1 ? `TS${code}: ${whole}` : `TS${code}: ${lines.slice(-2).join(' ')}\n${whole}`;
}
