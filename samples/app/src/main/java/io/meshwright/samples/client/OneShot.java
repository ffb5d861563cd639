package io.meshwright.samples.client;

import io.meshwright.samples.Flags;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One request whose answer is printed: what {@code curl} and {@code nc} are used for elsewhere. */
public sealed interface OneShot {

  /** Sends the request and prints the answer; returns the exit status, 1 for a status of 400 on. */
  int run(PrintStream out) throws IOException;

  /** Reads {@code get URL}, {@code until URL} or {@code tcp HOST:PORT TEXT}. */
  static OneShot parse(Flags flags) {
    String argument = flags.words().size() > 1 ? flags.words().get(1) : "";
    OneShot oneShot =
        switch (flags.words().getFirst()) {
          case "get" -> new Get(RequestConfig.parse(argument, flags));
          case "until" -> new Until(RequestConfig.parse(argument, flags));
          case "tcp" -> parseTcp(argument, flags);
          default -> {
            flags.reject("client", flags.words().getFirst(), "get, until or tcp");
            yield new Get(RequestConfig.parse("http://localhost", flags));
          }
        };
    flags.check();
    return oneShot;
  }

  private static Tcp parseTcp(String address, Flags flags) {
    Duration timeout = flags.duration("timeout", Duration.ofSeconds(5), Duration.ofMinutes(2));
    String text = flags.words().size() > 2 ? flags.words().get(2) : "";
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}") || text.isEmpty()) {
      flags.reject("tcp", flags.words().toString(), "tcp HOST:PORT TEXT");
      return new Tcp("localhost", 1, text, timeout);
    }
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new Tcp(host, Integer.parseInt(address.substring(colon + 1)), text, timeout);
  }

  /** Prints status, headers by name, an empty line and the body. */
  record Get(RequestConfig request) implements OneShot {

    @Override
    public int run(PrintStream out) throws IOException {
      try (HttpConnection connection = HttpConnection.open(request)) {
        HttpResponse response = connection.exchange(request);
        out.println(response.status());
        for (Map.Entry<String, String> header : new TreeMap<>(response.headers()).entrySet()) {
          out.println(header.getKey() + ": " + header.getValue());
        }
        out.println();
        out.write(response.body());
        out.flush();
        return response.status() < 400 ? 0 : 1;
      }
    }
  }

  /**
   * Sends the request over and over, for the time it may take, until it succeeds; prints when that
   * was, in milliseconds of Unix time.
   */
  record Until(RequestConfig request) implements OneShot {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public int run(PrintStream out) {
      long end = System.nanoTime() + request.timeout().toNanos();
      while (System.nanoTime() < end) {
        if (succeeds()) {
          out.println(System.currentTimeMillis());
          return 0;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return 1;
    }

    private boolean succeeds() {
      try (HttpConnection connection = HttpConnection.open(request)) {
        return connection.exchange(request).status() < 300;
      } catch (IOException _) {
        return false; // nobody listens yet
      }
    }
  }

  /** Sends a line and prints as many bytes as it sent. */
  record Tcp(String host, int port, String text, Duration timeout) implements OneShot {

    @Override
    public int run(PrintStream out) throws IOException {
      int millis = Math.toIntExact(timeout.toMillis());
      byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(millis);
        socket.connect(new InetSocketAddress(host, port), millis);
        socket.getOutputStream().write(line);
        byte[] answer = socket.getInputStream().readNBytes(line.length);
        out.write(answer);
        out.flush();
        return answer.length == line.length ? 0 : 1;
      }
    }
  }
}
