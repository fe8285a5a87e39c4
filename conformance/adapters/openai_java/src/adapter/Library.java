package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Runs payloads through the library: `readValue` and `writeValueAsString` of its own mapper.
 *
 * <p>Reading refuses hardly anything: what does not fit is kept raw, and the accessor for it throws.
 * So a value of which an accessor throws, or whose union has no variant for it, is a fallback.
 * `validate()` is what the library calls after reading only where its user asked for it
 * (`responseValidation`): the profile `validated`.
 */
final class Library {
  private static final String MODELS = "com.openai.models.";

  private final boolean validated;
  private final Map<String, Target> targets = new TreeMap<>();

  /**
   * A class of the library.
   *
   * @param nullable the members of its type may be null
   * @param received it only comes from the server, so that no client builds it
   */
  private record Target(Class<?> type, boolean nullable, boolean received) {}

  Library(boolean validated) {
    this.validated = validated;
    Properties names = new Properties();
    try (InputStream file = Library.class.getResourceAsStream("types.properties")) {
      names.load(file);
      for (String name : names.stringPropertyNames()) {
        List<String> words = List.of(names.getProperty(name).split(" "));
        Class<?> type = Class.forName(MODELS + words.get(0));
        boolean nullable = words.contains("nullable");
        targets.put(name, new Target(type, nullable, words.contains("received")));
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    } catch (ClassNotFoundException error) {
      throw new IllegalStateException("types.properties names a class that is not there", error);
    }
  }

  Iterable<String> types() {
    return targets.keySet();
  }

  Answer answer(String op, String name, String text) {
    Target target = targets.get(name);
    if (target == null) {
      return Answer.unsupported("the library has no " + name);
    }
    try {
      return op.equals("build") ? build(target, text) : decode(target, text, op.equals("typed"));
    } catch (ReflectiveOperationException error) {
      return Answer.broken(error);
    }
  }

  private Answer decode(Target target, String text, boolean typed)
      throws ReflectiveOperationException {
    Object value;
    try {
      value = jsonMapper().readValue(text, target.type());
    } catch (JsonProcessingException | RuntimeException refusal) {
      return Answer.rejected(refusal);
    }
    if (value == null && !target.nullable()) {
      return Answer.ignored("null is read as null, not as a " + target.type().getSimpleName());
    }
    if (validated && value != null) {
      try {
        Caller.call(Shape.of(target.type()).validate(), value);
      } catch (InvocationTargetException refusal) {
        return Answer.rejected(refusal.getCause());
      }
    }
    try {
      String written = jsonMapper().writeValueAsString(value);
      try {
        String seen = View.of(value);
        return Answer.ok(typed ? seen : written);
      } catch (KeptRaw raw) {
        return Answer.fallback(written, raw.getMessage());
      }
    } catch (JsonProcessingException refusal) {
      return Answer.rejected(refusal);
    }
  }

  private Answer build(Target target, String text) throws ReflectiveOperationException {
    if (target.received()) {
      return Answer.unsupported("a client of the library does not make values of this type");
    }
    try {
      JsonNode members = jsonMapper().readTree(text);
      Object built = Maker.make(target.type(), members, target.type().getSimpleName());
      return Answer.ok(jsonMapper().writeValueAsString(built));
    } catch (JsonProcessingException | Misfit refusal) {
      return Answer.rejected(refusal);
    }
  }
}
