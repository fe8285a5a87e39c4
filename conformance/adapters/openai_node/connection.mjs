// A connection of the package, to a socket of ours: what its listeners get of a text, and what it sends for an event.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Opens a connection of the package that is installed in `library`. No network is used: the package's WebSocket class is
 * the runtime's own, and ours is put in its place.
 */
export async function connect(library) {
  globalThis.WebSocket = Socket;
  const imported = (file) => import(pathToFileURL(join(library, file)).href);
  const { OpenAI } = await imported('index.mjs');
  const { OpenAIRealtimeWebSocket } = await imported(join('realtime', 'websocket.mjs'));
  const realtime = new OpenAIRealtimeWebSocket({ model: 'none' }, new OpenAI({ apiKey: 'none' }));
  const { socket } = realtime;
  let heard;
  realtime.on('event', (value) => (heard = { value }));
  // An error event is heard twice: as an event first.
  realtime.on('error', (error) => (heard ??= { error: error.cause ?? error }));

  /** `{value}` as listeners get it, or `{error}` where the connection reports that it could not read `text`. */
  function receive(text) {
    heard = undefined;
    socket.receive(text);
    return heard;
  }

  /** The `{text}` that goes out, or `{error}` where the connection reports that it could not send `value`. */
  function send(value) {
    heard = socket.sent = undefined;
    if (value?.type === 'response.create') realtime.sendResponseCreate(value);
    else realtime.send(value);
    return heard ?? { text: socket.sent };
  }

  return { receive, send };
}

class Socket {
  sent;
  #listeners = [];

  addEventListener(type, listener) {
    if (type === 'message') this.#listeners.push(listener);
  }

  receive(text) {
    for (const listener of this.#listeners) listener({ data: text });
  }

  send(text) {
    this.sent = text;
  }
}
