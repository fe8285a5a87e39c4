package adapter;

/** The library kept a value that its typed API does not give out. */
final class KeptRaw extends Exception {
  KeptRaw(String message) {
    super(message, null, false, false);
  }
}
