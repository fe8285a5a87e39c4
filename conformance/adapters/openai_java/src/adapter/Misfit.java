package adapter;

/** The library's builders leave no way to say this, or refuse it. */
final class Misfit extends Exception {
  /** Whether the value is plainly meant for another class: a constant of this one is not in it. */
  final boolean elsewhere;

  Misfit(String message) {
    this(message, false);
  }

  Misfit(String message, boolean elsewhere) {
    super(message, null, false, false);
    this.elsewhere = elsewhere;
  }
}
