package adapter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls what reflection found in the library, and lets an Error through as a plain call would. */
final class Caller {
  private Caller() {}

  /**
   * Calls `method` on `on`, which is null for a static method.
   *
   * @throws InvocationTargetException the method throws an exception
   */
  static Object call(Method method, Object on, Object... arguments)
      throws ReflectiveOperationException {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Error error) {
        throw error; // such as out of stack: not a refusal, and who catches refusals does not catch it
      }
      throw thrown;
    }
  }
}
