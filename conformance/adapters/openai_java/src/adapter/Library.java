package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeServerEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Runs payloads through the library.
 *
 * <p>A server event goes through a RealtimeConnection, and a client event out through one. What is a part
 * of an event is read and written as there: by `readValue` and `writeValueAsString` of the library's mapper.
 *
 * <p>Reading refuses hardly anything: what does not fit is kept raw, and the accessor for it throws.
 * Such a value is raw, and if it is the whole payload, a fallback. `validate()` is what the library calls
 * after reading only where its user asked for it (`responseValidation`): the profile `validated`.
 */
final class Library {
  private static final String SERVER_EVENT = "RealtimeServerEvent";

  private final boolean validated;
  private final Wire wire;
  private final Types types = new Types();

  Library(boolean validated) {
    this.validated = validated;
    this.wire = new Wire(validated);
  }

  Types types() {
    return types;
  }

  Answer answer(String op, String name, String text) {
    Types.Target target = types.get(name);
    boolean building = op.equals("build");
    if (target == null || !(building ? target.sent() : target.received())) {
      String what = building ? "sends" : "receives";
      return Answer.unsupported("a client of the library " + what + " no " + name);
    }
    try {
      return building ? build(target, text) : decode(target, name, text, op.equals("typed"));
    } catch (ReflectiveOperationException error) {
      return Answer.broken(error);
    }
  }

  private Answer decode(Types.Target target, String name, String text, boolean typed)
      throws ReflectiveOperationException {
    Object value;
    try {
      value = name.startsWith(SERVER_EVENT) ? event(target, text) : part(target, text);
    } catch (JsonProcessingException refusal) {
      return Answer.rejected(refusal);
    } catch (RuntimeException refusal) {
      // The connection says that it is over, and because of what.
      return Answer.rejected(refusal.getCause() == null ? refusal : refusal.getCause());
    } catch (InvocationTargetException refusal) {
      return Answer.rejected(refusal.getCause());
    }
    if (value == null && !target.nullable()) {
      return Answer.ignored("null is read as null, not as a " + target.type().getSimpleName());
    }
    String written;
    try {
      written = jsonMapper().writeValueAsString(value);
    } catch (JsonProcessingException refusal) {
      return Answer.notWritten(refusal);
    }
    if (value != null && !target.type().isInstance(value)) {
      return Answer.fallback(written, "read as a " + value.getClass().getSimpleName());
    }
    try {
      View view = new View(value);
      if (!target.includes(view.shown)) {
        return Answer.fallback(written, "read as another variant");
      }
      return new Answer("ok", typed ? view.shown.toString() : written, view.why, view.raw);
    } catch (KeptRaw raw) {
      return Answer.fallback(written, raw.getMessage());
    }
  }

  /** What the connection makes of a server event: the whole union, or what it holds where one event is asked for. */
  private Object event(Types.Target target, String text) throws ReflectiveOperationException {
    RealtimeServerEvent event = wire.receive(text);
    if (target.type() == RealtimeServerEvent.class) {
      return event;
    }
    for (Method variant : Shape.of(RealtimeServerEvent.class).variants()) {
      if (Caller.call(variant, event) instanceof Optional<?> held && held.isPresent()) {
        return held.get();
      }
    }
    return event;
  }

  private Object part(Types.Target target, String text)
      throws JsonProcessingException, ReflectiveOperationException {
    Object value = jsonMapper().readValue(text, target.type());
    if (validated && value != null) {
      Caller.call(Shape.of(target.type()).validate(), value);
    }
    return value;
  }

  private Answer build(Types.Target target, String text) throws ReflectiveOperationException {
    Object built;
    try {
      JsonNode members = jsonMapper().readTree(text);
      if (!target.includes(members)) {
        throw new Misfit("another variant has these members");
      }
      built = Maker.make(target.type(), members, target.type().getSimpleName());
    } catch (JsonProcessingException | Misfit refusal) {
      return Answer.rejected(refusal);
    }
    try {
      return Answer.ok(
          built instanceof RealtimeClientEvent event
              ? wire.send(event)
              : jsonMapper().writeValueAsString(Form.written(built)));
    } catch (JsonProcessingException | RuntimeException refusal) {
      return Answer.notWritten(refusal);
    }
  }
}
