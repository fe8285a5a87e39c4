// A stand-in for your client: it asks in words, and passes on what comes.

import { once } from "node:events";
import WebSocket from "ws";

export const version = "0.0.0";

export class Client {
  constructor(url, key, output) {
    Object.assign(this, { url, key, output });
  }

  async open() {
    this.socket = new WebSocket(this.url, { headers: { Authorization: `Bearer ${this.key}` } });
    this.socket.on("message", (data, isBinary) => isBinary || this.take(JSON.parse(data)));
    this.socket.on("close", (code) => this.onClose(code));
    await once(this.socket, "open");
    this.socket.on("error", (error) => this.onError(error));
    this.send({ type: "session.update", session: { type: "realtime", output_modalities: [this.output] } });
  }

  ask(text) {
    if (this.socket.readyState !== WebSocket.OPEN) throw new Error("the session has ended");
    const item = { type: "message", role: "user", content: [{ type: "input_text", text }] };
    this.send({ type: "conversation.item.create", item });
    this.send({ type: "response.create" });
  }

  async close() {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close(1000);
    await once(this.socket, "close");
  }

  send(event) {
    this.socket.send(JSON.stringify(event));
  }

  take(event) {
    if (event.type === "response.output_text.delta") this.onText(event.delta);
    if (event.type === "response.output_audio_transcript.delta") this.onText(event.delta);
    if (event.type === "response.done") this.onDone(event.response.status);
    if (event.type === "error") this.onError(event.error.message);
  }
}
