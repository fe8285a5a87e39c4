package adapter;

import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.WebSocketClient;
import com.openai.helpers.RealtimeConnection;
import com.openai.helpers.RealtimeWebSocketOptions;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeServerEvent;
import java.util.concurrent.CompletableFuture;

/** A RealtimeConnection of the library, over a socket of ours: no network is used. */
final class Wire {
  private final ClientOptions options;
  private final Socket socket = new Socket();
  private RealtimeConnection connection;

  /** Connects; a `validated` connection checks every event that it receives. */
  Wire(boolean validated) {
    options =
        ClientOptions.builder()
            .httpClient(socket)
            .apiKey("none")
            .responseValidation(validated)
            .build();
  }

  /**
   * The event that the connection makes of a text.
   *
   * @throws RuntimeException the connection refuses it, and is over
   */
  RealtimeServerEvent receive(String text) {
    connect();
    socket.listener.onMessage(text);
    try {
      return connection.receive();
    } catch (RuntimeException refusal) {
      connection = null;
      throw refusal;
    }
  }

  /** The text that the connection sends for an event. */
  String send(RealtimeClientEvent event) {
    connect();
    connection.send(event);
    return socket.sent;
  }

  private void connect() {
    if (connection == null) {
      RealtimeWebSocketOptions.Builder chosen = RealtimeWebSocketOptions.builder().model("none");
      connection =
          RealtimeConnection.connect(
              options,
              chosen.maxMessageBytes(Integer.MAX_VALUE).maxQueuedBytes(Long.MAX_VALUE).build());
    }
  }

  private static final class Socket implements HttpClient, WebSocketClient, WebSocketClient.Connection {
    private WebSocketClient.Listener listener;
    private String sent;

    @Override
    public CompletableFuture<WebSocketClient.Connection> connectWebSocket(
        HttpRequest request, RequestOptions options, int limit, WebSocketClient.Listener listener) {
      this.listener = listener;
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
