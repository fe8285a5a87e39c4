// What the package's WebSocket transport writes when it is asked to send an event, without a network.

/** Connects a transport to a socket of ours; returns a function that maps an event to the text that goes out. */
export async function sender(OpenAIRealtimeWebSocket) {
  const socket = new Socket();
  const transport = new OpenAIRealtimeWebSocket({ createWebSocket: async () => socket });
  transport.on('error', () => {});
  setTimeout(() => socket.emit('open', {}), 0);
  await transport.connect({ apiKey: 'ek_none', model: 'none' });
  return (event) => {
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
  };
}

class Socket {
  listeners = [];
  sent;

  addEventListener(type, listener) {
    this.listeners.push({ type, listener });
  }

  emit(type, event) {
    for (const each of this.listeners) if (each.type === type) each.listener(event);
  }

  send(text) {
    this.sent = text;
  }

  close() {}
}
