package adapter;

/** The answer to one question about a payload; `text` and `message` may be null. */
record Answer(String outcome, String text, String message) {
  static Answer ok(String text) {
    return new Answer("ok", text, null);
  }

  static Answer rejected(Throwable refusal) {
    return new Answer("rejected", null, said(refusal));
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
