package adapter;

/** The library's builders cannot express a value, or refuse it. */
final class Misfit extends Exception {
  /** Whether the value is clearly meant for another class: it lacks a constant of this one. */
  final boolean elsewhere;

  Misfit(String message) {
    this(message, false);
  }

  Misfit(String message, boolean elsewhere) {
    super(message, null, false, false);
    this.elsewhere = elsewhere;
  }
}
