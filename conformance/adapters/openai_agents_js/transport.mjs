// The package's WebSocket transport with a socket of ours, without a network: what its listeners get of a text, and what
// it sends for an event.

/**
 * Connects a transport. `tags` are the types of the events that the package hands to listeners of their own.
 *
 * An exception that leaves the package's message listener is thrown by `receive`: in a program it would leave the socket,
 * where nothing catches it.
 */
export async function connect(OpenAIRealtimeWebSocket, tags) {
  const socket = new Socket();
  const transport = new OpenAIRealtimeWebSocket({ createWebSocket: async () => socket });
  let heard = {};
  transport.on('*', (raw) => (heard.raw = raw));
  transport.on('error', ({ error }) => (heard.event = error));
  for (const tag of tags) if (tag !== 'error') transport.on(tag, (event) => (heard.event = event));
  setTimeout(() => socket.emit('open', {}), 0);
  await transport.connect({ apiKey: 'ek_none', model: 'none' });

  /** `{raw, event}`: what listeners to all events get, and what those of this one get; neither where there is nothing. */
  function receive(text) {
    heard = {};
    socket.emit('message', { data: text });
    return heard;
  }

  /** The text that goes out for `event`, if any. */
  function send(event) {
    socket.sent = undefined;
    transport.sendEvent(event);
    const { sent } = socket;
    if (event.type === 'response.create') {
      // A second response.create is held back until the first one is done.
      const response = { id: 'none', object: 'realtime.response' };
      for (const type of ['response.created', 'response.done']) {
        socket.emit('message', { data: JSON.stringify({ type, event_id: 'none', response }) });
      }
    }
    return sent;
  }

  return { receive, send };
}

class Socket {
  sent;
  #listeners = [];

  addEventListener(type, listener) {
    this.#listeners.push({ type, listener });
  }

  emit(type, event) {
    for (const each of this.#listeners) if (each.type === type) each.listener(event);
  }

  send(text) {
    this.sent = text;
  }

  close() {}
}
