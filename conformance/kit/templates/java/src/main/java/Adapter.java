import static java.util.Map.entry;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs payloads through the library under test, one JSON object per line. */
public final class Adapter {
  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

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

  private static Map<String, Object> answer(String op, JsonObject request) {
    Class<?> type = TYPES.get(request.getString("type", ""));
    if (op.equals("hello")) return Map.of("outcome", "ok", "hello", HELLO);
    if (op.equals("bye")) return Map.of("outcome", "ok");
    if (!op.equals("roundtrip") || type == null) return Map.of("outcome", "unsupported");
    try {
      return Map.of("outcome", "ok", "text", roundtrip(type, request.getString("text", "")));
    } catch (Exception error) {
      // Where the library decodes and then cannot encode, "not-written"; what is raw inside goes into "raw": ["/item"].
      return Map.of("outcome", "rejected", "message", String.valueOf(error));
    }
  }

  private static void serve(InputStream in, OutputStream out) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String op = "";
    for (String line; !op.equals("bye") && (line = lines.readLine()) != null; ) {
      JsonObject request = JSON.createReader(new StringReader(line)).readObject();
      op = request.getString("op");
      JsonObject answer = Json.createObjectBuilder(answer(op, request)).add("seq", request.get("seq")).build();
      out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
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
