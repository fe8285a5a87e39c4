// Serves @openai/agents-realtime by the suite's protocol: node adapter.mjs HOME PROFILE
//
// `default` does what the transports do with a message: parseRealtimeEvent. Listeners get the parsed value, so that
// is what is written back; the package writes every event with JSON.stringify. An event that fits no schema is kept as
// a generic one (fallback), and what is not an event at all is silently passed over (ignored).
//
// `client-schema`: nothing in the package reads client events, and its schema for them is not exported; it is run
// here all the same. `build` sends the event through the package's own transport.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { called, each, serve } from '../node_serve.mjs';
import { CLIENT_EVENTS, PARTS, SERVER_EVENTS } from './names.mjs';
import { sender } from './transport.mjs';
import { typedView } from './view.mjs';

const [home, profile] = process.argv.slice(2);
const library = join(home, 'node_modules', '@openai', 'agents-realtime');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
// The module is not among the package's exports, but a file URL reaches it.
const imported = (file) => import(pathToFileURL(join(library, 'dist', file)).href);
const { parseRealtimeEvent, realtimeClientEventSchema, realtimeServerEventSchema } =
  await imported('openaiRealtimeEvents.mjs');

/** A value as the package parsed it, with its schema; without one, the outcome. */
function read(type, text) {
  return profile === 'default' ? received(type, text) : clientEvent(type, text);
}

function received(type, text) {
  const part = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!part) return serverEvent(text, SERVER_EVENTS[type]);
  // Only a whole JSON value may be put into another; anything else would not be an event, and be passed over.
  if (!isJson(text)) return { outcome: 'ignored' };
  const event = serverEvent(`{"type":"${part.event}","event_id":"none","${part.member}":${text}}`, part.event);
  if (event.outcome) return event;
  return { value: event.value[part.member], schema: event.schema.def.shape[part.member] };
}

function serverEvent(text, tag) {
  const parsed = called(() => parseRealtimeEvent({ data: text }));
  if (parsed.outcome) return parsed;
  const { data, raw, isGeneric } = parsed.value;
  if (data === null) return { outcome: 'ignored' };
  if (isGeneric) {
    const { error } = realtimeServerEventSchema.safeParse(raw);
    return { outcome: 'fallback', message: `generic event: ${reason(error, raw)}` };
  }
  return variant(realtimeServerEventSchema, data, tag);
}

function clientEvent(type, text) {
  const json = called(() => JSON.parse(text));
  if (json.outcome) return json;
  const { value: raw } = json;
  const parsed = called(() => realtimeClientEventSchema.safeParse(raw));
  if (parsed.outcome) return parsed;
  const { success, data, error } = parsed.value;
  if (!success) return { outcome: 'rejected', message: `ZodError: ${reason(error, raw)}` };
  return variant(realtimeClientEventSchema, data, CLIENT_EVENTS[type]);
}

function variant(union, value, tag) {
  if (tag !== undefined && value.type !== tag) {
    return { outcome: 'fallback', message: `read as another event: ${value.type}` };
  }
  return { value, schema: union.options.find((option) => option.def.shape.type.values.has(value.type)) };
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first thing that is wrong with `value` for zod, whose own message would list every type that it knows. */
function reason({ issues: [issue] }, value) {
  if (issue.discriminator === 'type') return `no schema for the type ${JSON.stringify(value?.type)}`;
  return `${issue.message} at ${issue.path.length > 0 ? `/${issue.path.join('/')}` : 'the top'}`;
}

/** The answer to a payload; `write`, a call of the package, returns the text that goes out, if any. */
function written(write) {
  const { outcome, message, value: text } = called(write);
  if (outcome) return { outcome, message };
  return text === undefined ? { outcome: 'ignored' } : { outcome: 'ok', text };
}

const send =
  profile === 'client-schema' ? await sender((await imported('index.mjs')).OpenAIRealtimeWebSocket) : undefined;

function built(type, text) {
  const event = JSON.parse(text);
  if (CLIENT_EVENTS[type] !== undefined && event.type !== CLIENT_EVENTS[type]) {
    return { outcome: 'unsupported', message: `${event.type} is another event` };
  }
  return written(() => send(event));
}

const sides = {
  default: { types: ['RealtimeServerEvent', ...Object.keys(SERVER_EVENTS), ...Object.keys(PARTS)], ops: [] },
  'client-schema': { types: ['RealtimeClientEvent', ...Object.keys(CLIENT_EVENTS)], ops: ['build'] },
};

serve(
  {
    name: 'openai-agents-js',
    version: manifest.version,
    language: 'javascript',
    profile,
    dialect: 'openai-ga',
    types: sides[profile].types,
    ops: ['roundtrip', 'typed', ...sides[profile].ops],
    homepage: 'https://github.com/openai/openai-agents-js',
    issues: 'https://github.com/openai/openai-agents-js/issues',
  },
  each(({ op, type, text }) => {
    if (op === 'build') return built(type, text);
    const found = read(type, text);
    if (found.outcome) return found;
    const reached = op === 'typed' ? typedView(found.value, found.schema) : found.value;
    return written(() => JSON.stringify(reached));
  }),
);
