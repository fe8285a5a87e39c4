// The protocol for drivers of clients that run in Node.js: one JSON object per line, in and out.

import { Console } from 'node:console';
import { createInterface } from 'node:readline';

// What a client prints must not get between the lines.
globalThis.console = new Console(process.stderr);

/** Writes one line, whole: pipes are written synchronously. */
const write = (line) => process.stdout.write(JSON.stringify(line) + '\n');

/**
 * Drives a client as the requests on stdin say, until `bye` or the end of input.
 *
 * @param {object} hello what the driver says about its client
 * @param {(server: object, show: (surfaced: object) => void, begin: (session: object) => void) => Promise<void>} connect
 *   opens a session with a client made anew; it calls `begin` with the session, an object with a method for each of the
 *   other requests, and returns when the client is connected. What is thrown is the client's refusal.
 */
export async function serve(hello, connect) {
  let session;

  async function open(server) {
    await session?.close?.();
    session = undefined;
    let mine;
    const show = (surfaced) => (mine === undefined || session === mine) && write({ surfaced });
    await connect(server, show, (begun) => (session = mine = begun));
  }

  async function take({ op, ...members }) {
    if (op === 'hello') return { outcome: 'ok', hello: { protocol: 1, role: 'client', ...hello } };
    if (op === 'bye') return { outcome: 'ok' };
    if (op === 'connect') await open(members);
    else if (session === undefined) throw new Error(`${op}: there is no session`);
    else if (session[op] === undefined) return { outcome: 'unsupported', message: `no ${op}` };
    else await session[op](members);
    return { outcome: 'ok' };
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const { seq, ...request } = JSON.parse(line);
    const answer = await take(request).catch((error) => ({ outcome: 'failed', message: String(error) }));
    write({ seq, ...answer });
    if (request.op === 'bye') break;
  }
  process.exit(0);
}

/** The version of a package that is installed in the folder `home`. */
export async function version(home, name) {
  const { readFile } = await import('node:fs/promises');
  return JSON.parse(await readFile(`${home}/node_modules/${name}/package.json`, 'utf8')).version;
}
