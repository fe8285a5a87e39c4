package adapter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.openai.core.Enum;
import com.openai.core.JsonField;
import com.openai.core.JsonMissing;
import com.openai.core.JsonValue;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a model class of the library offers, found once. The classes are generated, and of four kinds.
 *
 * <p>An object has for each member `x` of the wire an accessor `x()` and a raw `_x()` that carries
 * the name, and a builder; a map has neither but `_additionalProperties()`; a union has an accessor
 * and a factory `of…` for each variant, and `_json()`; an enum wraps a string or a number, which its
 * only `as…()` gives out.
 */
record Shape(
    Kind kind,
    Method validate,
    Map<String, Member> members,
    List<Method> variants,
    List<Method> factories,
    Method content,
    Method builder) {

  enum Kind {
    OBJECT,
    MAP,
    UNION,
    ENUM
  }

  /**
   * A member of an object.
   *
   * @param raw `_x()`, which for constants and for any JSON is all there is
   * @param typed `x()`, or null
   * @param type what `x()` gives, without Optional
   * @param constant the one value that the library knows for it, or null
   * @param setter the builder's setter for a value of `type`, or null
   * @param nullSetter the builder's setter for an Optional, or null
   */
  record Member(
      Method raw, Method typed, Type type, JsonValue constant, Method setter, Method nullSetter) {}

  private static final Map<Class<?>, Shape> FOUND = new ConcurrentHashMap<>();

  static Shape of(Class<?> type) {
    return FOUND.computeIfAbsent(type, Shape::find);
  }

  private static Shape find(Class<?> type) {
    try {
      Method validate = type.getMethod("validate");
      List<Method> factories = factories(type);
      if (Enum.class.isAssignableFrom(type)) {
        return new Shape(Kind.ENUM, validate, Map.of(), List.of(), factories, content(type), null);
      }
      if (Arrays.stream(type.getMethods()).anyMatch(method -> method.getName().equals("_json"))) {
        return new Shape(
            Kind.UNION, validate, Map.of(), variants(type), factories, null, null);
      }
      Method builder = type.getMethod("builder");
      Map<String, Member> members = members(type, builder);
      Kind kind = members.isEmpty() ? Kind.MAP : Kind.OBJECT;
      return new Shape(kind, validate, members, List.of(), List.of(), null, builder);
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException("not a model class of the library: " + type, error);
    }
  }

  private static List<Method> factories(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getName().startsWith("of") && method.getReturnType() == type)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private static List<Method> variants(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getReturnType() == Optional.class)
        .filter(method -> method.getParameterCount() == 0 && !method.getName().startsWith("_"))
        .toList();
  }

  private static Method content(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().startsWith("as") && method.getParameterCount() == 0)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Member> members(Class<?> type, Method builder)
      throws ReflectiveOperationException {
    Map<String, Member> members = new LinkedHashMap<>();
    List<Method> raws = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (method.isAnnotationPresent(JsonProperty.class)) {
        raws.add(method);
      }
    }
    raws.sort(Comparator.comparing(Method::getName)); // reflection promises no order
    Object fresh = Caller.call(builder, null);
    for (Method raw : raws) {
      String property = raw.getName().substring(1);
      members.put(raw.getAnnotation(JsonProperty.class).value(), member(raw, property, fresh));
    }
    return members;
  }

  private static Member member(Method raw, String property, Object fresh)
      throws ReflectiveOperationException {
    boolean anything = raw.getReturnType() == JsonValue.class;
    Type type = anything ? JsonValue.class : argument(raw.getGenericReturnType());
    Method typed = anything ? null : raw.getDeclaringClass().getMethod(property);
    Method setter = null;
    Method nullSetter = null;
    for (Method method : fresh.getClass().getMethods()) {
      if (!method.getName().equals(property) || method.getParameterCount() != 1) {
        continue;
      }
      Class<?> parameter = method.getParameterTypes()[0];
      if (parameter == Optional.class) {
        nullSetter = method;
      } else if (parameter == boxless(erased(type)) || parameter == erased(type)) {
        setter = method;
      }
    }
    return new Member(raw, typed, type, constant(property, fresh), setter, nullSetter);
  }

  /** The value that the library presets for a member with one value only, and shows nowhere else. */
  private static JsonValue constant(String property, Object fresh)
      throws ReflectiveOperationException {
    Field preset = fresh.getClass().getDeclaredField(property);
    preset.setAccessible(true);
    return preset.get(fresh) instanceof JsonValue value && !(value instanceof JsonMissing)
        ? value
        : null;
  }

  /** The type argument of a JsonField, an Optional or a List. */
  static Type argument(Type generic) {
    return ((ParameterizedType) generic).getActualTypeArguments()[0];
  }

  static Class<?> erased(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  private static Class<?> boxless(Class<?> type) {
    if (type == Long.class) {
      return long.class;
    }
    if (type == Double.class) {
      return double.class;
    }
    return type == Boolean.class ? boolean.class : type;
  }

  /** Whether a member that was read with `_x()` is absent from the payload. */
  static boolean missing(Object raw) {
    return raw instanceof JsonField<?> field && field.isMissing();
  }
}
