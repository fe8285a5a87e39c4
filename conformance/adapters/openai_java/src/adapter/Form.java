package adapter;

import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.MultipartField;
import com.openai.models.realtime.calls.CallCreateParams;

/** The body of a request that the library sends as a form. */
final class Form {
  private Form() {}

  /** The fields of a form, as the library writes the value of each; any other `value` as it is. */
  static Object written(Object value) {
    if (!(value instanceof CallCreateParams.Body body)) {
      return value;
    }
    ObjectNode fields = jsonMapper().createObjectNode();
    put(fields, "sdp", body._sdp());
    put(fields, "session", body._session());
    return fields;
  }

  private static void put(ObjectNode fields, String name, MultipartField<?> field) {
    if (!field.value().isMissing()) {
      fields.set(name, jsonMapper().valueToTree(field.value()));
    }
  }
}
