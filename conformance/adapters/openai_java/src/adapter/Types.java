package adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The official type names, and the class of the library that answers to each: types.properties. */
final class Types {
  private static final String MODELS = "com.openai.models.";
  private static final String TAG = "type:";

  private final Map<String, Target> targets = new TreeMap<>();

  /**
   * A class of the library.
   *
   * @param nullable the members of its type may be null
   * @param received a client gets values of it
   * @param sent a client makes values of it
   * @param tag what their member `type` is where the class is a union that has others, or null
   */
  record Target(Class<?> type, boolean nullable, boolean received, boolean sent, String tag) {
    /** Whether a value that is written like this is of the type. */
    boolean includes(JsonNode written) {
      return tag == null || written.path("type").asText().equals(tag);
    }
  }

  Types() {
    Properties names = new Properties();
    try (InputStream file = Types.class.getResourceAsStream("types.properties")) {
      names.load(file);
      for (String name : names.stringPropertyNames()) {
        List<String> words = List.of(names.getProperty(name).split(" "));
        Class<?> type = Class.forName(MODELS + words.get(0));
        boolean nullable = words.contains("nullable");
        boolean received = !words.contains("sent");
        boolean sent = !words.contains("received");
        targets.put(name, new Target(type, nullable, received, sent, tag(words)));
      }
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    } catch (ClassNotFoundException error) {
      throw new IllegalStateException("types.properties names a class that is not there", error);
    }
  }

  private static String tag(List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith(TAG))
        .map(word -> word.substring(TAG.length()))
        .findFirst()
        .orElse(null);
  }

  /** The class for a name, or null. */
  Target get(String name) {
    return targets.get(name);
  }

  /** The names of those that are as `wanted`. */
  List<String> names(Predicate<Target> wanted) {
    return targets.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
