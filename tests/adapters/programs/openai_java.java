import static com.openai.core.ObjectMappers.jsonMapper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.WebSocketClient;
import com.openai.helpers.RealtimeConnection;
import com.openai.helpers.RealtimeWebSocketOptions;
import com.openai.models.realtime.ConversationItem;
import com.openai.models.realtime.ConversationItemCreateEvent;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeMcpApprovalResponse;
import com.openai.models.realtime.RealtimeServerEvent;
import com.openai.models.realtime.ResponseCancelEvent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The library alone: a RealtimeConnection over a socket that gives it frames and keeps what it sends.
 *
 * `read` are frames, each on a connection of its own, answered with the `event` as it is written again, or
 * with what is `raised`, and `over`: whether the connection then refuses to send. `send` are names of events
 * that are made here, answered with the text that goes out. The argument `validated` turns on validation.
 */
public final class Alone {
  static final Map<String, Supplier<RealtimeClientEvent>> EVENTS =
      Map.of(
          "cancel",
          () ->
              RealtimeClientEvent.ofResponseCancel(
                  ResponseCancelEvent.builder().responseId("r").build()),
          "refuse approval",
          () ->
              RealtimeClientEvent.ofConversationItemCreate(
                  ConversationItemCreateEvent.builder()
                      .item(
                          ConversationItem.ofMcpApprovalResponse(
                              RealtimeMcpApprovalResponse.builder()
                                  .id("i")
                                  .approvalRequestId("a")
                                  .approve(false)
                                  .build()))
                      .build()));

  public static void main(String[] arguments) throws Exception {
    JsonNode asked = jsonMapper().readTree(System.in);
    boolean validated = arguments.length > 0;
    ObjectNode answers = jsonMapper().createObjectNode();
    ArrayNode read = answers.putArray("read");
    for (JsonNode frame : asked.get("read")) {
      read.add(received(frame.textValue(), validated));
    }
    ArrayNode sent = answers.putArray("send");
    for (JsonNode name : asked.get("send")) {
      Socket socket = new Socket();
      connected(socket, validated).send(EVENTS.get(name.textValue()).get());
      sent.add(socket.sent);
    }
    System.out.print(answers);
    System.out.flush();
    System.exit(0);
  }

  static ObjectNode received(String frame, boolean validated) throws Exception {
    ObjectNode answer = jsonMapper().createObjectNode();
    Socket socket = new Socket();
    RealtimeConnection connection = connected(socket, validated);
    socket.listener.onMessage(frame);
    try {
      RealtimeServerEvent event = connection.receive();
      answer.put("event", jsonMapper().writeValueAsString(event));
    } catch (RuntimeException refusal) {
      Throwable why = refusal.getCause() == null ? refusal : refusal.getCause();
      answer.put("raised", why.getClass().getSimpleName());
    }
    try {
      connection.send(EVENTS.get("cancel").get());
      answer.put("over", false);
    } catch (RuntimeException refusal) {
      answer.put("over", true);
    }
    return answer;
  }

  static RealtimeConnection connected(Socket socket, boolean validated) {
    ClientOptions options =
        ClientOptions.builder()
            .httpClient(socket)
            .apiKey("none")
            .responseValidation(validated)
            .build();
    return RealtimeConnection.connect(
        options, RealtimeWebSocketOptions.builder().model("m").build());
  }

  static final class Socket implements HttpClient, WebSocketClient, WebSocketClient.Connection {
    WebSocketClient.Listener listener;
    String sent;

    @Override
    public CompletableFuture<WebSocketClient.Connection> connectWebSocket(
        HttpRequest request, RequestOptions options, int limit, WebSocketClient.Listener heard) {
      listener = heard;
      return CompletableFuture.completedFuture(this);
    }

    @Override
    public void send(String text) {
      sent = text;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
