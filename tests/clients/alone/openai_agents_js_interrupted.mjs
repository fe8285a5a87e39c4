// A session of @openai/agents-realtime that is interrupted in an answer in sound: needs the package and ws alone.
// Prints what the session sends when it is interrupted, and how many pieces of that answer it hands on afterwards.

import { createRequire } from 'node:module';

const [home] = process.argv.slice(2);
const require = createRequire(`${home}/`);
const { RealtimeAgent, RealtimeSession } = require('@openai/agents-realtime');
const { WebSocketServer } = require('ws');

const sent = [];
const response = { id: 'resp_1', object: 'realtime.response', status: 'in_progress', output: [] };
const item = { id: 'item_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
const place = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 };
const piece = Buffer.alloc(4800).toString('base64');
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket) => {
  const say = (type, members) => socket.send(JSON.stringify({ type, event_id: type, ...members }));
  socket.on('message', (text) => {
    const { type } = JSON.parse(text);
    if (type === 'response.create') {
      say('response.created', { response });
      say('response.output_item.added', { response_id: 'resp_1', output_index: 0, item });
      say('response.output_audio.delta', { ...place, delta: piece });
    } else if (type === 'response.cancel' || type === 'conversation.item.truncate') {
      if (sent.push(type) > 1) return;
      for (let late = 0; late < 3; late++) say('response.output_audio.delta', { ...place, delta: piece });
      say('response.done', { response: { ...response, status: 'cancelled' } });
    }
  });
});
await new Promise((resolve) => server.on('listening', resolve));

const session = new RealtimeSession(new RealtimeAgent({ name: 'assistant' }), { transport: 'websocket' });
session.on('error', () => {});
let interrupted = false;
let after = 0;
session.on('audio', () => {
  if (interrupted) after++;
  else {
    interrupted = true;
    session.interrupt();
  }
});
const done = new Promise((resolve) => {
  session.transport.on('turn_done', resolve);
  setTimeout(resolve, 10_000);
});
await session.connect({ apiKey: 'none', url: `ws://127.0.0.1:${server.address().port}` });
session.sendMessage('How are you?');
await done;
console.log(sent.join(' '));
console.log(after);
process.exit(0);
