// Drives a RealtimeSession of @openai/agents-realtime, whose agent offers the functions and asks by itself.
//
// Nothing is bent: the address is an option of `connect`. Pieces of words, and how a response has ended, come as events
// of the transport alone, which the session hands on.

import { createRequire } from 'node:module';
import { serve, version } from '../serve.mjs';

const [home] = process.argv.slice(2);
const require = createRequire(`${home}/`);
const { RealtimeAgent, RealtimeSession, tool } = require('@openai/agents-realtime');

const hello = {
  name: 'openai-agents-js',
  version: await version(home, '@openai/agents-realtime'),
  language: 'javascript',
  can: ['say', 'audio', 'interrupt', 'tools'],
  homepage: 'https://github.com/openai/openai-agents-js',
  issues: 'https://github.com/openai/openai-agents-js/issues',
};

const offered = ({ name, description, parameters, result }) =>
  tool({ name, description, parameters, strict: false, execute: async () => result });

await serve(hello, async (server, show, begin) => {
  const agent = new RealtimeAgent({ name: 'assistant', tools: (server.tools ?? []).map(offered) });
  const session = new RealtimeSession(agent, {
    transport: 'websocket',
    model: server.model,
    config: { outputModalities: [server.output] },
  });
  const words = ({ delta }) => show({ kind: 'text', delta });
  session.transport.on('response.output_text.delta', words);
  session.transport.on('response.output_audio_transcript.delta', words);
  session.on('audio', ({ data }) => show({ kind: 'audio', bytes: data.byteLength }));
  let status;
  session.transport.on('response.done', ({ response }) => (status = response.status));
  session.transport.on('turn_done', () => show({ kind: 'turn', status }));
  session.on('agent_tool_start', (context, by, { name }, { toolCall }) =>
    show({ kind: 'tool', name, arguments: toolCall.arguments }),
  );
  session.on('error', ({ error }) => show({ kind: 'error', message: said(error) }));
  session.transport.on('connection_change', (status) => status === 'disconnected' && show({ kind: 'closed' }));

  begin({
    say: ({ text }) => session.sendMessage(text),
    audio: ({ audio }) => session.sendAudio(new Uint8Array(Buffer.from(audio, 'base64')).buffer),
    interrupt: () => session.interrupt(),
    close: () => session.close(),
  });
  await session.connect({ apiKey: server.key, url: server.url });
});

function said(error) {
  const inner = error?.error ?? error;
  return inner?.message ?? String(inner);
}
