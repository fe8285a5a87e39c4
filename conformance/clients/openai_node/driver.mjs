// Drives OpenAIRealtimeWS of openai-node, as a plain application does: to ask is to send an item and response.create, and
// all words that come are shown.
//
// The package knows no address without TLS, so the server has a certificate, which Node.js finds in its environment.

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { serve, version } from '../serve.mjs';

const [home] = process.argv.slice(2);
const require = createRequire(`${home}/`);
const { OpenAI } = require('openai');
const { OpenAIRealtimeWS } = require('openai/realtime/ws');

const PIECE = 48_000;
const hello = {
  name: 'openai-node',
  version: await version(home, 'openai'),
  language: 'typescript',
  can: ['say', 'audio'],
  tls: true,
  homepage: 'https://github.com/openai/openai-node',
  issues: 'https://github.com/openai/openai-node/issues',
};

await serve(hello, async (server, show, begin) => {
  const client = new OpenAI({ apiKey: server.key, baseURL: server.base_url });
  const realtime = new OpenAIRealtimeWS({ model: server.model }, client);
  const words = ({ delta }) => show({ kind: 'text', delta });
  realtime.on('response.output_text.delta', words);
  realtime.on('response.output_audio_transcript.delta', words);
  realtime.on('response.output_audio.delta', ({ delta }) =>
    show({ kind: 'audio', bytes: Buffer.from(delta, 'base64').length }),
  );
  realtime.on('response.done', ({ response }) => show({ kind: 'turn', status: response.status }));
  realtime.on('error', ({ message }) => show({ kind: 'error', message }));
  realtime.socket.on('close', (code, reason) => show({ kind: 'closed', code, reason: String(reason) }));

  begin({
    say({ text }) {
      const content = [{ type: 'input_text', text }];
      realtime.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
      realtime.send({ type: 'response.create' });
    },
    audio({ audio }) {
      const pcm = Buffer.from(audio, 'base64');
      for (let start = 0; start < pcm.length; start += PIECE) {
        const piece = pcm.subarray(start, start + PIECE).toString('base64');
        realtime.send({ type: 'input_audio_buffer.append', audio: piece });
      }
      realtime.send({ type: 'input_audio_buffer.commit' });
      realtime.send({ type: 'response.create' });
    },
    async close() {
      if (realtime.socket.readyState === realtime.socket.CLOSED) return;
      realtime.close();
      await once(realtime.socket, 'close');
    },
  });

  await once(realtime.socket, 'open');
  const audio = { input: { turn_detection: null } };
  realtime.send({ type: 'session.update', session: { type: 'realtime', output_modalities: [server.output], audio } });
});
