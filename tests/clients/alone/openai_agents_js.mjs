// A session of @openai/agents-realtime after a response whose status is the second argument: needs the package and ws alone.

import { createRequire } from 'node:module';

const [home, status] = process.argv.slice(2);
const require = createRequire(`${home}/`);
const { RealtimeAgent, RealtimeSession } = require('@openai/agents-realtime');
const { WebSocketServer } = require('ws');

let told;
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket) =>
  socket.on('message', (text) => {
    if (JSON.parse(text).type !== 'response.create') return;
    const response = { id: 'resp_1', object: 'realtime.response', status: 'in_progress', output: [] };
    socket.send(JSON.stringify({ type: 'response.created', event_id: '1', response }));
    socket.send(JSON.stringify({ type: 'response.done', event_id: '2', response: { ...response, status } }));
    told('asked');
  }),
);
await new Promise((resolve) => server.on('listening', resolve));

const session = new RealtimeSession(new RealtimeAgent({ name: 'assistant' }), { transport: 'websocket' });
session.on('error', () => {});
await session.connect({ apiKey: 'none', url: `ws://127.0.0.1:${server.address().port}` });
for (let turn = 0; turn < 2; turn++) {
  const asked = new Promise((resolve) => {
    told = resolve;
    setTimeout(resolve, 10_000, 'not asked');
  });
  session.sendMessage('How are you?');
  console.log(await asked);
}
process.exit(0);
