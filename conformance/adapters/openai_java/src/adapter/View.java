package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller of the library reads with its typed accessors, as JSON, and nothing else.
 *
 * <p>A value of which an accessor throws, or whose union has no variant for it, is left out, and `raw`
 * has the JSON Pointer to it. An object that lacks a member of which the accessor throws is such a value.
 * What is declared as any JSON is shown, and in `raw` too: no type says what is in it.
 */
final class View {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  final JsonNode shown;
  final List<String> raw = new ArrayList<>();

  /** Why the first of `raw` is raw, or null. */
  String why;

  /**
   * Reads the whole of `value`.
   *
   * @throws KeptRaw all of it is kept raw
   */
  View(Object value) throws KeptRaw, ReflectiveOperationException {
    shown = show(value, "");
  }

  private JsonNode show(Object value, String at) throws KeptRaw, ReflectiveOperationException {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof JsonValue any) {
      raw.add(at); // a caller gets it as it is, whatever it is
      return jsonMapper().valueToTree(any);
    }
    return value instanceof List<?> items
        ? list(items, at)
        : model(value, Shape.of(value.getClass()), at);
  }

  private JsonNode list(List<?> items, String at) throws ReflectiveOperationException {
    ArrayNode shownItems = NODES.arrayNode();
    for (Object item : items) {
      String place = at + '/' + shownItems.size();
      try {
        shownItems.add(show(item, place));
      } catch (KeptRaw kept) {
        keep(place, kept);
        shownItems.addNull(); // the others keep their places
      }
    }
    return shownItems;
  }

  private JsonNode model(Object value, Shape shape, String at)
      throws KeptRaw, ReflectiveOperationException {
    return switch (shape.kind()) {
      case ENUM -> show(read(value, shape.content(), at), at);
      case UNION -> variant(value, shape, at);
      case MAP -> map(value, at);
      case OBJECT -> object(value, shape, at);
    };
  }

  private JsonNode variant(Object union, Shape shape, String at)
      throws KeptRaw, ReflectiveOperationException {
    for (Method variant : shape.variants()) {
      Object held = read(union, variant, at);
      if (held instanceof Optional<?> given && given.isPresent()) {
        // A variant with one value, such as "inf", is any JSON that was compared with it.
        return given.get() instanceof JsonValue constant
            ? jsonMapper().valueToTree(constant)
            : show(given.get(), at);
      }
    }
    throw new KeptRaw(place(at) + ": no variant of " + union.getClass().getSimpleName());
  }

  private JsonNode map(Object map, String at) throws KeptRaw, ReflectiveOperationException {
    ObjectNode members = NODES.objectNode();
    Object all = read(map, map.getClass().getMethod("_additionalProperties"), at);
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) all).entrySet()) {
      String name = (String) entry.getKey();
      String place = at + '/' + name.replace("~", "~0").replace("/", "~1");
      try {
        members.set(name, show(entry.getValue(), place));
      } catch (KeptRaw kept) {
        keep(place, kept);
      }
    }
    return members;
  }

  private JsonNode object(Object object, Shape shape, String at)
      throws KeptRaw, ReflectiveOperationException {
    ObjectNode members = NODES.objectNode();
    for (Map.Entry<String, Shape.Member> entry : shape.members().entrySet()) {
      Shape.Member member = entry.getValue();
      String place = at + '/' + entry.getKey();
      try {
        JsonNode value = member(object, member, place);
        if (value != null) {
          members.set(entry.getKey(), value);
        }
      } catch (KeptRaw kept) {
        if (Shape.missing(read(object, member.raw(), place))) {
          throw kept;
        }
        keep(place, kept);
      }
    }
    return members;
  }

  /** The value of a member; null where a caller sees none. */
  private JsonNode member(Object object, Shape.Member member, String at)
      throws KeptRaw, ReflectiveOperationException {
    if (member.typed() == null) {
      Object raw = read(object, member.raw(), at);
      if (member.constant() != null && !member.constant().equals(raw)) {
        throw new KeptRaw(place(at) + ": not " + member.constant());
      }
      if (member.constant() != null) {
        return jsonMapper().valueToTree(raw);
      }
      return Shape.missing(raw) ? null : show(raw, at);
    }
    Object given = read(object, member.typed(), at);
    // A caller sees an empty Optional for a member that is absent or null.
    Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
    return value == null ? null : show(value, at);
  }

  private Object read(Object object, Method accessor, String at)
      throws KeptRaw, ReflectiveOperationException {
    try {
      return Caller.call(accessor, object);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException refusal) {
        throw new KeptRaw(place(at) + ": " + refusal.getMessage());
      }
      throw thrown;
    }
  }

  private void keep(String at, KeptRaw kept) {
    raw.add(at);
    why = why == null ? kept.getMessage() : why;
  }

  private static String place(String at) {
    return at.isEmpty() ? "at the top" : "at " + at;
  }
}
