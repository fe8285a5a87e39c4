import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs payloads through the library under test, one JSON object per line. */
public final class Adapter {
  private static final ObjectMapper JSON = new ObjectMapper();

  // YOUR LIBRARY HERE: every wire type that it has, with the class that your library decodes it into.
  private static final Map<String, Class<?>> TYPES = Map.ofEntries(
      entry("RealtimeServerEventInputAudioBufferSpeechStarted", ExampleSdk.SpeechStarted.class));

  private static String roundtrip(Class<?> type, String text) throws Exception {
    return ExampleSdk.encode(ExampleSdk.decode(type, text));
  }

  // Which way types travel: "decodes", what users only receive (add typed); "sends", what they only send (build).
  private static final Map<String, Object> HELLO = Map.of(
      "name", "example-sdk", "version", ExampleSdk.VERSION, "language", "java", "profile", "default",
      "dialect", "openai-ga", "types", TYPES.keySet(), "ops", List.of("roundtrip"));

  private static ObjectNode answer(String op, JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("outcome", "ok");
    Class<?> type = TYPES.get(request.path("type").asText());
    if (op.equals("hello")) return answer.set("hello", JSON.valueToTree(HELLO));
    if (op.equals("bye")) return answer;
    if (!op.equals("roundtrip") || type == null) return answer.put("outcome", "unsupported");
    try {
      return answer.put("text", roundtrip(type, request.path("text").asText()));
    } catch (Exception error) {
      // Where the library decodes and then cannot encode, "not-written"; what is raw inside goes into "raw": ["/item"].
      return answer.put("outcome", "rejected").put("message", String.valueOf(error));
    }
  }

  private static void serve(InputStream in, OutputStream out) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String op = "";
    for (String line; !op.equals("bye") && (line = lines.readLine()) != null; ) {
      JsonNode request = JSON.readTree(line);
      op = request.path("op").asText();
      out.write((answer(op, request).set("seq", request.get("seq")) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  public static void main(String[] arguments) throws IOException {
    OutputStream out = System.out;
    System.setOut(System.err); // standard output is the protocol's alone
    if (arguments.length < 2 || !arguments[0].equals("--listen")) {
      serve(System.in, out);
      return;
    }
    try (var server = new ServerSocket(Integer.parseInt(arguments[1]), 1, InetAddress.getLoopbackAddress())) {
      while (true) {
        try (var connection = server.accept()) {
          serve(connection.getInputStream(), connection.getOutputStream());
        } catch (IOException error) {
          System.err.println(error);
        }
      }
    }
  }
}
