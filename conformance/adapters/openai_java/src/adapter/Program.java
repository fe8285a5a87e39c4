package adapter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.Properties;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Serves the library com.openai:openai-java by the suite's stdio protocol: one JSON object per line, in
 * and out.
 *
 * <p>An Error is not caught: it would bring down the library's user as it brings down this program.
 */
public final class Program {
  private static final List<Integer> PROTOCOL = List.of(1, 2);
  private static final int BUFFER = 1 << 18;

  // For the protocol alone; payloads go through the library's own mapper.
  private static final ObjectMapper LINES =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private final Library library;
  private final String profile;

  private Program(String profile) {
    this.profile = profile;
    this.library = new Library(profile.equals("validated"));
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !List.of("default", "validated").contains(arguments[0])) {
      System.err.println("openai-java adapter: the one argument is default or validated");
      System.exit(2);
    }
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // standard output is for answers only
    new Program(arguments[0]).serve(answers);
  }

  /** Answers every line until `bye` or the end of input. */
  private void serve(OutputStream sink) throws IOException {
    FileInputStream source = new FileInputStream(FileDescriptor.in);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8), BUFFER);
    OutputStream out = new BufferedOutputStream(sink, BUFFER);
    for (String line; (line = in.readLine()) != null; ) {
      JsonNode asked = LINES.readTree(line);
      ObjectNode answer = LINES.createObjectNode().put("seq", asked.get("seq").asLong());
      String op = asked.path("op").asText();
      fill(answer, op, asked);
      out.write(LINES.writeValueAsBytes(answer));
      out.write('\n');
      // Hold answers back only while more requests have arrived: a peer may wait for them before it
      // writes the next.
      if (op.equals("bye") || !in.ready()) {
        out.flush();
      }
      if (op.equals("bye")) {
        return;
      }
    }
    out.flush();
  }

  private void fill(ObjectNode answer, String op, JsonNode asked) {
    switch (op) {
      case "hello" -> greet(answer, asked.path("protocol").asInt());
      case "bye" -> answer.put("outcome", "ok");
      case "roundtrip", "typed", "build" -> {
        Answer given = library.answer(op, asked.path("type").asText(), asked.path("text").asText());
        answer.put("outcome", given.outcome());
        if (given.text() != null) {
          answer.put("text", given.text());
        }
        if (given.message() != null) {
          answer.put("message", given.message());
        }
        if (!given.raw().isEmpty()) {
          given.raw().forEach(answer.putArray("raw")::add);
        }
      }
      default -> answer.put("outcome", "unsupported").put("message", "no operation " + op);
    }
  }

  private void greet(ObjectNode answer, int protocol) {
    if (!PROTOCOL.contains(protocol)) {
      answer.put("outcome", "unsupported").put("message", "this program speaks versions 1 and 2");
      return;
    }
    ObjectNode hello = answer.put("outcome", "ok").putObject("hello");
    hello.put("name", "openai-java");
    hello.put("version", Properties.getPackageVersion());
    hello.put("language", "java");
    hello.put("profile", profile);
    hello.put("dialect", "openai-ga");
    Types types = library.types();
    types.names(type -> true).forEach(hello.putArray("types")::add);
    types.names(Types.Target::received).forEach(hello.putArray("decodes")::add);
    types.names(Types.Target::sent).forEach(hello.putArray("sends")::add);
    List.of("roundtrip", "typed", "build").forEach(hello.putArray("ops")::add);
    hello.putObject("declares").put("preserves_unknown", true);
    hello.put("homepage", "https://github.com/openai/openai-java");
    hello.put("issues", "https://github.com/openai/openai-java/issues");
  }
}
