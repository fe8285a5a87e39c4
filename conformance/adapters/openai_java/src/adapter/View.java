package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.core.JsonGenerator;
import com.openai.core.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes as JSON what a caller of the library reads with its typed accessors, and nothing else. */
final class View {
  private final JsonGenerator out;
  private final StringBuilder path = new StringBuilder();

  private View(JsonGenerator out) {
    this.out = out;
  }

  /**
   * Writes the whole of `value`, as its accessors give it.
   *
   * @throws KeptRaw an accessor throws, or a union has no variant for what it keeps
   */
  static String of(Object value) throws KeptRaw, ReflectiveOperationException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = jsonMapper().createGenerator(text)) {
      // Otherwise the generator closes what is open when KeptRaw passes through here.
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      new View(out).show(value);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return text.toString();
  }

  private void show(Object value) throws IOException, KeptRaw, ReflectiveOperationException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof JsonValue any) {
      out.writeRawValue(jsonMapper().writeValueAsString(any));
    } else if (value instanceof List<?> items) {
      out.writeStartArray();
      int index = 0;
      for (Object item : items) {
        int before = enter(String.valueOf(index++));
        show(item);
        path.setLength(before);
      }
      out.writeEndArray();
    } else {
      showModel(value, Shape.of(value.getClass()));
    }
  }

  private void showModel(Object value, Shape shape)
      throws IOException, KeptRaw, ReflectiveOperationException {
    switch (shape.kind()) {
      case ENUM -> show(read(value, shape.content()));
      case UNION -> showVariant(value, shape);
      case MAP -> showMap(value);
      case OBJECT -> {
        out.writeStartObject(value);
        for (Map.Entry<String, Shape.Member> entry : shape.members().entrySet()) {
          int before = enter(entry.getKey());
          showMember(value, entry.getKey(), entry.getValue());
          path.setLength(before);
        }
        out.writeEndObject();
      }
    }
  }

  private void showVariant(Object union, Shape shape)
      throws IOException, KeptRaw, ReflectiveOperationException {
    for (Method variant : shape.variants()) {
      Object held = read(union, variant);
      if (held instanceof Optional<?> given && given.isPresent()) {
        show(given.get());
        return;
      }
    }
    throw new KeptRaw(place() + ": no variant of " + union.getClass().getSimpleName());
  }

  private void showMap(Object map) throws IOException, KeptRaw, ReflectiveOperationException {
    out.writeStartObject(map);
    Object all = read(map, map.getClass().getMethod("_additionalProperties"));
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) all).entrySet()) {
      out.writeFieldName((String) entry.getKey());
      show(entry.getValue());
    }
    out.writeEndObject();
  }

  private void showMember(Object object, String name, Shape.Member member)
      throws IOException, KeptRaw, ReflectiveOperationException {
    if (member.typed() == null) {
      Object raw = read(object, member.raw());
      if (member.constant() != null && !member.constant().equals(raw)) {
        throw new KeptRaw(place() + ": not " + member.constant());
      }
      if (!Shape.missing(raw)) {
        out.writeFieldName(name);
        show(raw);
      }
      return;
    }
    Object given = read(object, member.typed());
    // A caller sees an empty Optional for a member that is absent or null.
    Object value = given instanceof Optional<?> optional ? optional.orElse(null) : given;
    if (value != null) {
      out.writeFieldName(name);
      show(value);
    }
  }

  private Object read(Object object, Method accessor) throws KeptRaw, ReflectiveOperationException {
    try {
      return Caller.call(accessor, object);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException refusal) {
        throw new KeptRaw(place() + ": " + refusal.getMessage());
      }
      throw thrown;
    }
  }

  /** Goes down to a member or an item, and returns how long the path was before. */
  private int enter(String token) {
    int before = path.length();
    path.append('/').append(token);
    return before;
  }

  private String place() {
    return path.length() == 0 ? "at the top" : "at " + path;
  }
}
