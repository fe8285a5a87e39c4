// A stand-in for the library under test, with one event. Delete it once your own library is plugged in.

export const version = "0.0.0";

const MEMBERS = { event_id: "string", type: "string", audio_start_ms: "number", item_id: "string" };

/** Speech begins in the input audio buffer. */
export class SpeechStarted {
  static fromJson(text) {
    const members = JSON.parse(text);
    const event = new SpeechStarted();
    for (const [name, type] of Object.entries(MEMBERS)) {
      if (typeof members?.[name] !== type) throw new TypeError(`${name} is not a ${type}`);
      event[name] = members[name];
    }
    return event;
  }

  toJson() {
    return JSON.stringify(this);
  }
}
