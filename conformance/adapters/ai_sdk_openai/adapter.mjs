// Serves @ai-sdk/openai by the suite's protocol: node adapter.mjs HOME PROFILE
//
// A frame goes through parseServerEvent of the package's realtime model, which turns it into an event of the package's own. Such
// an event carries some members of the frame under other names, and the frame itself beside them. `roundtrip` is a
// convention, because nobody writes a server event: it shows the frame as an application has it, and what it has in the
// frame alone is `raw`. A frame without an event of its own is a `custom` event (fallback). None of the events is a whole
// one, so there is no `typed`. The package's commands are not the wire's events: nothing is built.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { called, each, serve } from '../node_serve.mjs';
import { EVENTS } from './names.mjs';

const [home, profile] = process.argv.slice(2);
const library = join(home, 'node_modules', '@ai-sdk', 'openai');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
const { createOpenAI } = await import(pathToFileURL(join(library, manifest.exports['.'].import)).href);
const model = createOpenAI({ apiKey: 'none' }).experimental_realtime('gpt-realtime');
const CARRIED = new Map(Object.values(EVENTS));

function heard({ type, text }) {
  const { value: event, ...refused } = called(() => model.parseServerEvent(JSON.parse(text)));
  if (refused.outcome) return refused;
  const { raw: frame } = event;
  if (event.type === 'custom') return { outcome: 'fallback', message: `custom event: ${event.rawType}` };
  if (EVENTS[type] && EVENTS[type][0] !== frame.type) {
    return { outcome: 'fallback', message: `read as another event: ${event.type}` };
  }
  const raw = [];
  const shown = view(frame, event, CARRIED.get(frame.type), '', raw);
  return { outcome: 'ok', text: JSON.stringify(shown), ...(raw.length > 0 && { raw }) };
}

/** The members of `value` at a place in the frame: what the event carries, as it does, and the rest as it is in the frame. */
function view(value, event, carried, at, raw) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const shown = {};
  for (const [name, inner] of Object.entries(value)) {
    const place = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (Object.hasOwn(carried, place)) {
      shown[name] = carried[place].split('.').reduce((from, key) => from?.[key], event);
    } else if (Object.keys(carried).some((other) => other.startsWith(`${place}/`))) {
      shown[name] = view(inner, event, carried, place, raw);
    } else {
      // The type of the event is said by that of the package's own.
      if (place !== '/type') raw.push(place);
      shown[name] = inner;
    }
  }
  return shown;
}

const types = ['RealtimeServerEvent', ...Object.keys(EVENTS)];

serve(
  {
    name: 'ai-sdk-openai',
    version: manifest.version,
    language: 'javascript',
    profile,
    dialect: 'openai-ga',
    types,
    decodes: types,
    sends: [],
    ops: ['roundtrip'],
    declares: { preserves_unknown: true },
    homepage: 'https://github.com/vercel/ai',
    issues: 'https://github.com/vercel/ai/issues',
  },
  each(heard),
);
