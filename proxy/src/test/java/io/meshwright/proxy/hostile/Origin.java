package io.meshwright.proxy.hostile;

import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that tells requests whose end it saw from those that only began. */
final class Origin implements AutoCloseable {

  private final List<String> whole = new CopyOnWriteArrayList<>();
  private final Upstream upstream = new Upstream(this::serve);

  Origin() throws IOException {}

  private void serve(Upstream self, RawClient client) throws IOException {
    while (true) {
      String head = self.head(client);
      if (head.isEmpty()) {
        return;
      }
      String body = self.body(client, head);
      whole.add((head + "\n" + body).toLowerCase(Locale.ROOT));
      client.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    }
  }

  Upstream upstream() {
    return upstream;
  }

  /** Heads that came, of whole requests and of others. */
  int begun() {
    return upstream.requests();
  }

  /** Whole requests, head and body, in lower case. */
  List<String> whole() {
    return whole;
  }

  @Override
  public void close() throws IOException {
    upstream.close();
  }
}
