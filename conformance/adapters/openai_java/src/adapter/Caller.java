package adapter;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls what reflection found in the library, and lets an Error through as a plain call would. */
final class Caller {
  private Caller() {}

  /**
   * What `method` gives of `on`, which is null where the method is static.
   *
   * @throws InvocationTargetException the method throws an exception
   */
  static Object call(Method method, Object on, Object... arguments)
      throws ReflectiveOperationException {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Error error) {
        throw error; // out of stack, say: no refusal, and nobody who catches refusals catches it
      }
      throw thrown;
    }
  }
}
