import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A stand-in for the library under test, with one event. Delete it once your own library is plugged in. */
final class ExampleSdk {
  static final String VERSION = "0.0.0";

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .build();

  /** Speech begins in the input audio buffer. */
  record SpeechStarted(
      @JsonProperty(value = "event_id", required = true) String eventId,
      @JsonProperty(value = "type", required = true) String type,
      @JsonProperty(value = "audio_start_ms", required = true) long audioStartMs,
      @JsonProperty(value = "item_id", required = true) String itemId) {}

  static <T> T decode(Class<T> type, String text) throws JsonProcessingException {
    return MAPPER.readValue(text, type);
  }

  static String encode(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  private ExampleSdk() {}
}
