package io.meshwright.samples.client;

import io.meshwright.samples.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client websocket URL TEXT...}: messages on one WebSocket. */
@Command(
    name = "websocket",
    description =
        "Sends each text when the one before was answered, closes in order, and prints the answers"
            + " and the code of the close as JSON.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class WebSocketCommand implements Callable<Integer> {

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "URL", description = "ws://HOST[:PORT][/PATH]")
  private String url;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "the messages")
  private List<String> texts = new ArrayList<>();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  /** {@code out} gets the result. */
  public WebSocketCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    URI uri = Positional.read(spec, "URL", url, new HttpUrlConverter("ws")::convert);
    Conversation conversation = new Conversation(timeout.timeout());
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          conversation.await(
              client
                  .newWebSocketBuilder()
                  .connectTimeout(timeout.timeout())
                  .buildAsync(uri, conversation));
      List<String> answers = new ArrayList<>();
      for (String text : texts) {
        conversation.await(socket.sendText(text, true));
        answers.add(conversation.nextAnswer());
      }
      conversation.await(socket.sendClose(WebSocket.NORMAL_CLOSURE, "done"));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("answers", answers);
      fields.put("closed", conversation.await(conversation.closed));
      out.println(Json.object(fields));
      return 0;
    }
  }

  /** What the server says. Its methods are called by the client's threads, one after the other. */
  private static final class Conversation implements WebSocket.Listener {

    private final Duration patience;
    private final StringBuilder message = new StringBuilder();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    Conversation(Duration patience) {
      this.patience = patience;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        answers.add(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }

    String nextAnswer() throws IOException {
      try {
        String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
          throw new IOException("no answer");
        }
        return answer;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    <T> T await(CompletableFuture<T> future) throws IOException {
      try {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
