// The suite's stdio protocol, for adapters that run in Node.js: one JSON object per line, in and out.
//
// Payloads are JSON strings in both directions: JavaScript strings keep lone surrogates, and JSON.stringify
// escapes them, so that nothing is lost on the way.

import { Console } from 'node:console';

// What the library prints must not get between the answers.
globalThis.console = new Console(process.stderr);

/**
 * Answers requests on stdin until `bye` or the end of input.
 *
 * @param {object} hello what the adapter says about itself: only types that it `sends` are built, and only those that it
 *   `decodes` are read
 * @param {(requests: {op: string, type: string, text: string}[]) => object[]} answers the outcomes of requests
 *   that came together, in their order; asked only about types and operations that `hello` declares
 */
export function serve(hello, answers) {
  const built = new Set(hello.sends);
  const read = new Set(hello.decodes);
  const ops = new Set(hello.ops);
  let waiting = [];
  let rest = '';

  function work() {
    const requests = waiting;
    waiting = [];
    const declared = requests.filter(({ op, type }) => ops.has(op) && (op === 'build' ? built : read).has(type));
    let outcomes;
    try {
      outcomes = declared.length > 0 ? answers(declared) : [];
    } catch (error) {
      outcomes = declared.map(() => ({ outcome: 'adapter-error', message: String(error?.stack ?? error) }));
    }
    const outcomeOf = new Map(declared.map((request, place) => [request, outcomes[place]]));
    const lines = requests.map((request) =>
      JSON.stringify({ seq: request.seq, ...(outcomeOf.get(request) ?? undeclared(request)) }),
    );
    // Pipes are written synchronously: what was written is there even if the library ends the process next.
    process.stdout.write(lines.join('\n') + '\n');
    if (requests.some(({ op }) => op === 'bye')) process.stdin.destroy();
  }

  function undeclared({ op, type, protocol }) {
    if (op === 'hello' && (protocol === 1 || protocol === 2)) return { outcome: 'ok', hello };
    if (op === 'bye') return { outcome: 'ok' };
    return { outcome: 'unsupported', message: `${hello.name} has no ${op}${type === undefined ? '' : ` of ${type}`}` };
  }

  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    if (lines.length === 0) return;
    // Read what else has arrived first, so that it is answered together.
    if (waiting.length === 0) setImmediate(work);
    waiting.push(...lines.map((line) => JSON.parse(line)));
  });
}

/** Answers each request by itself; what `answer` throws is a fault of the adapter. */
export function each(answer) {
  return (requests) =>
    requests.map((request) => {
      try {
        return answer(request);
      } catch (error) {
        return { outcome: 'adapter-error', message: String(error?.stack ?? error) };
      }
    });
}

/**
 * What a call of the library returns, as `{value}`; where the library throws, the outcome for that. Nothing else belongs
 * in `call`: a mistake of the adapter would look like the library's answer.
 */
export function called(call) {
  try {
    return { value: call() };
  } catch (error) {
    const message = `${error?.name ?? 'Error'}: ${error?.message ?? error}`;
    return { outcome: isOutOfStack(error) ? 'crashed' : 'rejected', message };
  }
}

/** Whether the stack ran out, which is not a refusal. Only the message tells it from a RangeError that refuses a value. */
function isOutOfStack(error) {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}
