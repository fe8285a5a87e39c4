package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes values as a caller of the library does: with builders, factories of unions, `of` of enums.
 *
 * <p>Only setters that take the declared type are called. Those for a raw JsonField and for
 * additional properties would let anything through; they are for what the library does not know.
 */
final class Maker {
  private Maker() {}

  /**
   * Makes a value of `type` from `node`; `place` is its name in messages.
   *
   * @throws Misfit the builders cannot express it, or refuse it
   */
  static Object make(Type type, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    if (type instanceof WildcardType wildcard) {
      return make(wildcard.getUpperBounds()[0], node, place);
    }
    Class<?> raw = Shape.erased(type);
    if (raw == JsonValue.class) {
      return JsonValue.fromJsonNode(node);
    }
    if (raw == List.class) {
      return list((ParameterizedType) type, node, place);
    }
    if (raw == String.class && node.isTextual()) {
      return node.textValue();
    }
    if ((raw == Boolean.class || raw == boolean.class) && node.isBoolean()) {
      return node.booleanValue();
    }
    if ((raw == Double.class || raw == double.class) && node.isNumber()) {
      return node.doubleValue();
    }
    // Where Java wants a long, a caller writes 2 for 2.0.
    if ((raw == Long.class || raw == long.class)
        && node.canConvertToLong()
        && node.canConvertToExactIntegral()) {
      return node.longValue();
    }
    if (raw.getName().startsWith("com.openai.models.")) {
      return model(Shape.of(raw), node, place);
    }
    throw new Misfit(place + ": no " + raw.getSimpleName() + " can be " + node);
  }

  private static List<Object> list(ParameterizedType type, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    if (!node.isArray()) {
      throw new Misfit(place + ": no list can be " + node);
    }
    List<Object> items = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      items.add(make(Shape.argument(type), item, place + "[" + items.size() + "]"));
    }
    return items;
  }

  private static Object model(Shape shape, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    return switch (shape.kind()) {
      case ENUM -> {
        Method of = shape.factories().get(0);
        yield call(of, null, make(of.getParameterTypes()[0], node, place), place);
      }
      case UNION -> union(shape, node, place);
      case MAP -> map(shape, node, place);
      case OBJECT -> object(shape, node, place);
    };
  }

  /** The first variant that can be made of the node: the caller knows which one is meant. */
  private static Object union(Shape shape, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    Misfit closest = null;
    for (Method factory : shape.factories()) {
      if (factory.getParameterCount() == 0) { // a variant with one value only, such as "inf"
        Object only = Caller.call(factory, null);
        if (jsonMapper().valueToTree(only).equals(node)) {
          return only;
        }
        continue;
      }
      Type variant = factory.getGenericParameterTypes()[0];
      try {
        String name = place + "." + factory.getName().substring(2);
        return call(factory, null, make(variant, node, name), place);
      } catch (Misfit misfit) {
        closest = closest == null || closest.elsewhere ? misfit : closest;
      }
    }
    throw closest != null && !closest.elsewhere
        ? closest
        : new Misfit(place + ": no variant of the union can be " + node);
  }

  private static Object map(Shape shape, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    if (!node.isObject()) {
      throw new Misfit(place + ": no map can be " + node);
    }
    Object builder = Caller.call(shape.builder(), null);
    Method put = put(builder.getClass());
    for (Iterator<Map.Entry<String, JsonNode>> pairs = node.fields(); pairs.hasNext(); ) {
      Map.Entry<String, JsonNode> pair = pairs.next();
      String name = place + "." + pair.getKey();
      Object value = make(put.getGenericParameterTypes()[1], pair.getValue(), name);
      try {
        Caller.call(put, builder, pair.getKey(), value);
      } catch (InvocationTargetException refusal) {
        throw new Misfit(name + ": " + refusal.getCause().getMessage());
      }
    }
    return call(builder.getClass().getMethod("build"), builder, place);
  }

  /** The content of a map is its additional properties, for which some builders have a typed setter. */
  private static Method put(Class<?> builder) throws NoSuchMethodException {
    for (Method method : builder.getMethods()) {
      if (method.getName().equals("putProperty")) {
        return method;
      }
    }
    return builder.getMethod("putAdditionalProperty", String.class, JsonValue.class);
  }

  private static Object object(Shape shape, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    if (!node.isObject()) {
      throw new Misfit(place + ": no object can be " + node, true);
    }
    for (Map.Entry<String, Shape.Member> entry : shape.members().entrySet()) {
      JsonValue constant = entry.getValue().constant();
      JsonNode given = node.get(entry.getKey());
      if (constant != null && given != null && !jsonMapper().valueToTree(constant).equals(given)) {
        throw new Misfit(place + ": " + entry.getKey() + " is always " + constant, true);
      }
    }
    Object builder = Caller.call(shape.builder(), null);
    for (Iterator<Map.Entry<String, JsonNode>> pairs = node.fields(); pairs.hasNext(); ) {
      Map.Entry<String, JsonNode> pair = pairs.next();
      Shape.Member member = shape.members().get(pair.getKey());
      if (member == null) {
        throw new Misfit(place + ": the builder has no setter for \"" + pair.getKey() + '"');
      }
      if (member.constant() == null) {
        set(builder, member, pair.getValue(), place + "." + pair.getKey());
      }
    }
    return call(builder.getClass().getMethod("build"), builder, place);
  }

  private static void set(Object builder, Shape.Member member, JsonNode node, String place)
      throws Misfit, ReflectiveOperationException {
    if (node.isNull() && member.type() != JsonValue.class) {
      if (member.nullSetter() == null) {
        throw new Misfit(place + ": the builder has no setter that takes null");
      }
      call(member.nullSetter(), builder, Optional.empty(), place);
      return;
    }
    if (member.setter() == null) {
      throw new Misfit(place + ": the builder has no setter for its type");
    }
    call(member.setter(), builder, make(member.type(), node, place), place);
  }

  private static Object call(Method method, Object on, Object argument, String place)
      throws Misfit, ReflectiveOperationException {
    try {
      return Caller.call(method, on, argument);
    } catch (InvocationTargetException refusal) {
      throw new Misfit(place + ": " + refusal.getCause().getMessage());
    }
  }

  private static Object call(Method method, Object on, String place)
      throws Misfit, ReflectiveOperationException {
    try {
      return Caller.call(method, on);
    } catch (InvocationTargetException refusal) {
      throw new Misfit(place + ": " + refusal.getCause().getMessage());
    }
  }
}
