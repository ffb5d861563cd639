package io.meshwright.e2e.process;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request or response of HTTP/1.1 (RFC 9112), read from and written to a socket: just enough for
 * a peer of the proxy that hides nothing. A repeated header keeps its last value.
 *
 * @param start the start line
 * @param headers by lower-case name
 * @param body without its framing; UTF-8
 */
record HttpMessage(String start, Map<String, String> headers, String body) {

  HttpMessage {
    Map<String, String> sorted = new TreeMap<>();
    headers.forEach((name, value) -> sorted.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(sorted);
  }

  /** Reads one request; empty where the peer closed before its first byte. */
  static Optional<HttpMessage> readRequest(InputStream in) throws IOException {
    return read(in, false);
  }

  /** Reads one response to a request other than HEAD. */
  static HttpMessage readResponse(InputStream in) throws IOException {
    return read(in, true).orElseThrow(() -> new EOFException("Closed before a response"));
  }

  /** Reads the answer to an upgrade; what follows it is no HTTP any more. */
  static HttpMessage readSwitch(InputStream in) throws IOException {
    return read(in, false).orElseThrow(() -> new EOFException("Closed before a response"));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** Whether the connection can serve another message. */
  boolean keepsAlive() {
    return !header("connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  /** The part of the start line at this position, from 0. */
  String startPart(int index) {
    return start.split(" ", 3)[index];
  }

  void writeTo(OutputStream out) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head("content-length: " + content.length + "\r\n"));
    message.writeBytes(content);
    out.write(message.toByteArray());
    out.flush();
  }

  /** Writes it without a body and its length, as an upgrade is asked for and accepted. */
  void writeHeadTo(OutputStream out) throws IOException {
    out.write(head(""));
    out.flush();
  }

  private byte[] head(String last) {
    StringBuilder head = new StringBuilder(start).append("\r\n");
    new TreeMap<>(headers)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append(last).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Optional<HttpMessage> read(InputStream in, boolean untilClose) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IOException("Not a header: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return Optional.of(
        new HttpMessage(
            start, headers, new String(body(in, headers, untilClose), StandardCharsets.UTF_8)));
  }

  private static byte[] body(InputStream in, Map<String, String> headers, boolean untilClose)
      throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length != null) {
      return exactly(in, Integer.parseInt(length));
    }
    return untilClose ? in.readAllBytes() : new byte[0];
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!line(in).isEmpty()) {
          // Trailers are not looked at.
        }
        return body.toByteArray();
      }
      body.writeBytes(exactly(in, size));
      line(in);
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("Body ended after %d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.size() == 0) {
          return "";
        }
        throw new EOFException("Closed within a line: " + line);
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
