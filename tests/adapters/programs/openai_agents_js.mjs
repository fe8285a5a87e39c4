// @openai/agents-realtime alone: its WebSocket transport, connected to a server in this process.
//
// `read` are frames, answered with what the listeners of their event get (`event`), what only the listeners to all
// events get (`raw`), or nothing. `send` are events, answered with what came to the server.

import { readFileSync } from 'node:fs';

import { OpenAIRealtimeWebSocket } from '@openai/agents-realtime';
import { WebSocketServer } from 'ws';

const { read, send } = JSON.parse(readFileSync(0, 'utf8'));
const answers = { read: read.map(() => ({})), send: [] };
// Follows every frame; the package takes it, and does nothing about it.
const MARKER = 'input_audio_buffer.speech_stopped';
const marker = (place) => JSON.stringify({ type: MARKER, event_id: `${place}`, audio_end_ms: 0, item_id: 'i' });

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await new Promise((listening) => server.on('listening', listening));
server.on('connection', (socket) => {
  const came = [];
  socket.on('message', (data) => came.push(String(data)));
  socket.on('close', () => {
    // The transport sends settings of the session by itself, before.
    answers.send = came.slice(came.length - send.length);
    process.stdout.write(JSON.stringify(answers), () => server.close());
  });
  for (const [place, frame] of read.entries()) {
    socket.send(frame);
    socket.send(marker(place));
  }
  if (read.length === 0) socket.send(marker(-1));
});

const transport = new OpenAIRealtimeWebSocket({ url: `ws://127.0.0.1:${server.address().port}` });
let place = 0;
const now = () => answers.read[place] ?? {};
const tags = ['session.created', 'response.done', 'conversation.item.added', 'input_audio_buffer.cleared'];
const done = new Promise((resolve) => {
  transport.on('*', (raw) => {
    if (raw.type !== MARKER) now().raw = raw;
    else if (Number(raw.event_id) >= read.length - 1) resolve();
    else place += 1;
  });
});
transport.on('error', ({ error }) => (now().event = error));
for (const tag of tags) transport.on(tag, (event) => (now().event = event));
await transport.connect({ apiKey: 'ek_none', model: 'm' });
await done;
for (const event of send) transport.sendEvent(event);
transport.close();
