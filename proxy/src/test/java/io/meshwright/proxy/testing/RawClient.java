package io.meshwright.proxy.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Speaks bytes: sends exactly what a test says, reads responses with a parser of its own. */
public final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  public RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends text as it is, with {@code \n} written as CRLF unless a CR stands before it. */
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  public RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  /** A response as read. */
  public record Response(int status, String head, String body) {
    /** The first value of a header; empty if absent. */
    public String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).trim())
          .findFirst()
          .orElse("");
    }
  }

  /** Reads one response, by its length, its chunks or to the end. */
  public Response read() throws IOException {
    return read(true);
  }

  /** Reads one response; without a body if it answers a HEAD. */
  public Response read(boolean body) throws IOException {
    StringBuilder head = new StringBuilder();
    String line = line();
    while (!line.isEmpty()) {
      head.append(line).append('\n');
      line = line();
    }
    if (head.isEmpty()) {
      throw new SocketException("closed without a response");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    Response bare = new Response(status, head.toString(), "");
    if (!body || status == 204 || status == 304 || status < 200) {
      return bare;
    }
    String text;
    if (bare.header("transfer-encoding").equals("chunked")) {
      text = chunks();
    } else if (!bare.header("content-length").isEmpty()) {
      text = bytes(Integer.parseInt(bare.header("content-length")));
    } else {
      text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    return new Response(status, head.toString(), text);
  }

  private String chunks() throws IOException {
    StringBuilder out = new StringBuilder();
    int size = Integer.parseInt(line(), 16);
    while (size > 0) {
      out.append(bytes(size));
      line();
      size = Integer.parseInt(line(), 16);
    }
    String trailer = line();
    while (!trailer.isEmpty()) {
      out.append('[').append(trailer).append(']');
      trailer = line();
    }
    return out.toString();
  }

  public String bytes(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** One line without its end; empty at the end of the stream. */
  public String line() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (c != '\r') {
        out.write(c);
      }
      c = in.read();
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads until the other side ends. */
  public String rest() throws IOException {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException _) {
      return "";
    }
  }

  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection at once, in both directions, and not in order. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
