// A program on the official package for Node.js: a turn in text, a tool round and a spoken turn; prints what came of them.
//
// It is told the folder that has the package, which knows no address without TLS, and the address of the server.

import { once } from 'node:events';
import { createRequire } from 'node:module';

const [home, baseURL] = process.argv.slice(2);
const require = createRequire(`${home}/`);
const { OpenAI } = require('openai');
const { OpenAIRealtimeWS } = require('openai/realtime/ws');

const client = new OpenAI({ apiKey: 'nothing', baseURL });
const realtime = new OpenAIRealtimeWS({ model: 'gpt-realtime' }, client);
const answers = [];
let wake = () => {};
realtime.on('response.done', ({ response }) => {
  answers.push(response);
  wake();
});
realtime.on('error', (error) => {
  console.error(error);
  process.exit(1);
});

async function answer() {
  while (answers.length === 0) await new Promise((resolve) => (wake = resolve));
  return answers.shift();
}

function ask(item) {
  realtime.send({ type: 'conversation.item.create', item });
  realtime.send({ type: 'response.create' });
}

function words(text) {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}

function update(session) {
  realtime.send({ type: 'session.update', session: { type: 'realtime', ...session } });
}

await once(realtime.socket, 'open');
const came = {};
update({
  output_modalities: ['text'],
  tools: [{ type: 'function', name: 'get_weather', parameters: { type: 'object' } }],
});
ask(words('say Good day'));
came.text = (await answer()).output[0].content[0].text;
ask(words('get_weather'));
const [call] = (await answer()).output;
came.call = call.name;
ask({ type: 'function_call_output', call_id: call.call_id, output: '12 degrees' });
came.result = (await answer()).output[0].content[0].text;
update({ output_modalities: ['audio'] });
for (const audio of [Buffer.alloc(19200, '004000c0', 'hex'), Buffer.alloc(48000)]) {
  realtime.send({ type: 'input_audio_buffer.append', audio: audio.toString('base64') });
}
came.heard = (await answer()).output[0].content[0].transcript;
realtime.close();
await once(realtime.socket, 'close');
console.log(JSON.stringify(came));
