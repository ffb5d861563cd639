package io.meshwright.e2e.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * An application of HTTP/1.1 on a Unix socket, which says its name and what it was asked, as {@link
 * HttpApp} does; and a client of others. A file lies in no network namespace.
 */
final class UnixApp implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final String name;

  private UnixApp(ServerSocketChannel listener, String name) {
    this.listener = listener;
    this.name = name;
  }

  /** Serves at a path, for everyone. */
  static UnixApp start(Path path, String name) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      UnixApp app = new UnixApp(listener, name);
      Thread.ofVirtual().start(app::accept);
      return app;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request to who serves at a path. */
  static HttpAnswer get(Path path, String host) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      Map<String, String> headers = Map.of("host", host, "connection", "close");
      new HttpMessage("GET / HTTP/1.1", headers, "").writeTo(Channels.newOutputStream(channel));
      return new HttpAnswer(
          HttpMessage.readResponse(new BufferedInputStream(Channels.newInputStream(channel))));
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (IOException _) {
        // closed, or the client is gone already
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel;
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
      Optional<HttpMessage> request = HttpMessage.readRequest(in);
      while (request.isPresent()) {
        HttpApp.answer(request.get(), Map.of(HttpApp.POD, name, HttpApp.VERSION, ""))
            .writeTo(Channels.newOutputStream(channel));
        request = HttpMessage.readRequest(in);
      }
    } catch (IOException _) {
      // the proxy went away
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
