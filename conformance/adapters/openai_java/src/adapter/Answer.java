package adapter;

import java.util.List;

/**
 * The answer to one question about a payload; `text` and `message` may be null. `raw` are JSON Pointers to
 * what is kept raw inside it.
 */
record Answer(String outcome, String text, String message, List<String> raw) {
  private Answer(String outcome, String text, String message) {
    this(outcome, text, message, List.of());
  }

  static Answer ok(String text) {
    return new Answer("ok", text, null);
  }

  static Answer rejected(Throwable refusal) {
    return new Answer("rejected", null, said(refusal));
  }

  static Answer notWritten(Throwable refusal) {
    return new Answer("not-written", null, said(refusal));
  }

  static Answer fallback(String text, String message) {
    return new Answer("fallback", text, message);
  }

  static Answer ignored(String message) {
    return new Answer("ignored", null, message);
  }

  static Answer unsupported(String message) {
    return new Answer("unsupported", null, message);
  }

  static Answer broken(Throwable fault) {
    return new Answer("adapter-error", null, fault.toString());
  }

  private static String said(Throwable refusal) {
    return refusal.getClass().getSimpleName() + ": " + refusal.getMessage();
  }
}
