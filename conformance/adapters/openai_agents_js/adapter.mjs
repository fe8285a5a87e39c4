// Serves @openai/agents-realtime by the suite's protocol: node adapter.mjs HOME PROFILE
//
// A payload goes through the package's WebSocket transport. What it hands to the listeners of an event is what is read; an
// event that fits no schema reaches the listeners to all events alone, as it came (fallback), and what is not an event
// reaches nobody (ignored). An exception in the package's message listener ends a program in Node.js: it is raised in a
// callback of the socket (crashed). `build` has the transport send the event. The package reads no client event.
//
// `typed` shows the members that the package's schemas declare. Those that it declares as `any` are shown too, and said to
// be raw: a caller reads them as plain data, of which the types tell nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { called, each, serve } from '../node_serve.mjs';
import { CLIENT_EVENTS, PARTS, SERVER_EVENTS } from './names.mjs';
import { connect } from './transport.mjs';
import { typedView } from './view.mjs';

const [home, profile] = process.argv.slice(2);
const library = join(home, 'node_modules', '@openai', 'agents-realtime');
const manifest = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
const imported = (file) => import(pathToFileURL(join(library, 'dist', file)).href);
const { OpenAIRealtimeWebSocket } = await imported('index.mjs');
// The package exports no schema, but the types of its events, which are made of these: they say what is declared.
const { realtimeServerEventSchema } = await imported('openaiRealtimeEvents.mjs');
const SCHEMAS = new Map(
  realtimeServerEventSchema.options.flatMap((schema) => [...schema.def.shape.type.values].map((tag) => [tag, schema])),
);
const { receive, send } = await connect(OpenAIRealtimeWebSocket, SCHEMAS.keys());

/** A value as the package hands it over, with its schema; without one, the outcome. */
function read(type, text) {
  const part = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!part) return serverEvent(text, SERVER_EVENTS[type]);
  // Only a whole JSON value may be put into another; anything else would not be an event, and be passed over.
  if (!isJson(text)) return { outcome: 'ignored' };
  const event = serverEvent(`{"type":"${part.event}","event_id":"none","${part.member}":${text}}`, part.event);
  if (event.outcome) return event;
  return { value: event.value[part.member], schema: event.schema.def.shape[part.member] };
}

function serverEvent(text, tag) {
  let heard;
  try {
    heard = receive(text);
  } catch (error) {
    return { outcome: 'crashed', message: `${error.name}: ${error.issues ? reason(error) : error.message}` };
  }
  const { raw, event } = heard;
  if (event === undefined) {
    if (raw === undefined) return { outcome: 'ignored' };
    const { error } = realtimeServerEventSchema.safeParse(raw);
    return { outcome: 'fallback', message: `generic event: ${reason(error, raw)}` };
  }
  if (tag !== undefined && event.type !== tag) {
    return { outcome: 'fallback', message: `read as another event: ${event.type}` };
  }
  return { value: event, schema: SCHEMAS.get(event.type) };
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

function decoded(op, type, text) {
  const found = read(type, text);
  if (found.outcome) return found;
  if (op === 'roundtrip') return { outcome: 'ok', text: JSON.stringify(found.value) };
  const { shown, raw } = typedView(found.value, found.schema);
  return { outcome: 'ok', text: JSON.stringify(shown), ...(raw.length > 0 && { raw }) };
}

function built(type, text) {
  const { value: event, ...notJson } = called(() => JSON.parse(text));
  if (notJson.outcome) return notJson;
  if (CLIENT_EVENTS[type] !== undefined && event.type !== CLIENT_EVENTS[type]) {
    return { outcome: 'rejected', message: `${event.type} is another event` };
  }
  const { value: sent, ...failed } = called(() => send(event));
  if (failed.outcome) return failed;
  return sent === undefined ? { outcome: 'ignored' } : { outcome: 'ok', text: sent };
}

const decodes = ['RealtimeServerEvent', ...Object.keys(SERVER_EVENTS), ...Object.keys(PARTS)];
const sends = ['RealtimeClientEvent', ...Object.keys(CLIENT_EVENTS)];

serve(
  {
    name: 'openai-agents-js',
    version: manifest.version,
    language: 'javascript',
    profile,
    dialect: 'openai-ga',
    types: [...decodes, ...sends],
    decodes,
    sends,
    ops: ['roundtrip', 'typed', 'build'],
    homepage: 'https://github.com/openai/openai-agents-js',
    issues: 'https://github.com/openai/openai-agents-js/issues',
  },
  each(({ op, type, text }) => (op === 'build' ? built(type, text) : decoded(op, type, text))),
);
