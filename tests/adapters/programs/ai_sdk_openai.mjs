// The package @ai-sdk/openai alone: what its realtime model makes of frames.
//
// `read` are frames, answered with the event without the frame that it has beside it, or with what is `raised`. Nothing
// is sent.

import { readFileSync } from 'node:fs';

import { createOpenAI } from '@ai-sdk/openai';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const model = createOpenAI({ apiKey: 'none' }).experimental_realtime('gpt-realtime');

function received(frame) {
  try {
    const { raw, ...event } = model.parseServerEvent(JSON.parse(frame));
    return { event, whole: JSON.stringify(raw) === JSON.stringify(JSON.parse(frame)) };
  } catch (error) {
    return { raised: `${error.name}: ${error.message}` };
  }
}

process.stdout.write(JSON.stringify({ read: asked.read.map(received), send: [] }));
