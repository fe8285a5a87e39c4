// The package `openai` alone: a connection of it to a WebSocket of ours.
//
// `read` are frames, answered with the event that listeners get, or the name of the error that is reported instead.
// `send` are events, answered with the text that goes out.

import { readFileSync } from 'node:fs';

import { OpenAI } from 'openai';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';

let sent;
globalThis.WebSocket = class extends EventTarget {
  send(text) {
    sent = text;
  }
};

const { read, send } = JSON.parse(readFileSync(0, 'utf8'));
const realtime = new OpenAIRealtimeWebSocket({ model: 'm' }, new OpenAI({ apiKey: 'sk-none' }));
let heard;
realtime.on('event', (event) => (heard ??= { event: depth(event) ?? event }));
realtime.on('error', (error) => (heard ??= { raised: error.cause?.name ?? error.name }));

/** Of what JSON.stringify cannot write: how deep its member `x` is. */
function depth(event) {
  let found = 0;
  for (let inner = event.x; Array.isArray(inner); [inner] = inner) found += 1;
  return found > 1000 ? found : undefined;
}

const answers = { read: [], send: [] };
for (const data of read) {
  heard = undefined;
  realtime.socket.dispatchEvent(new MessageEvent('message', { data }));
  answers.read.push(heard);
}
for (const event of send) {
  sent = undefined;
  if (event.type === 'response.create') realtime.sendResponseCreate(event);
  else realtime.send(event);
  answers.send.push(sent);
}
process.stdout.write(JSON.stringify(answers));
