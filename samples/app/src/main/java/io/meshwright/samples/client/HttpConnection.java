package io.meshwright.samples.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 connection (RFC 9112) that sends one request after the other and repeats none. Used
 * by one thread; closed by whoever opened it.
 */
final class HttpConnection implements AutoCloseable {

  private static final int LONGEST_LINE = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean reusable = true;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  static HttpConnection open(RequestConfig request) throws IOException {
    Socket socket = new Socket();
    try {
      int timeout = Math.toIntExact(request.timeout().toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeout);
      socket.connect(new InetSocketAddress(request.host(), request.port()), timeout);
      return over(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** On a socket that is connected, which belongs to the connection from now on. */
  static HttpConnection over(Socket socket) throws IOException {
    return new HttpConnection(socket);
  }

  /** Whether both sides are willing to use the connection for another request. */
  boolean reusable() {
    return reusable;
  }

  HttpResponse exchange(RequestConfig request) throws IOException {
    reusable = false; // until the response is complete
    out.write(request.head().getBytes(StandardCharsets.ISO_8859_1));
    writeBody(request.bodyBytes());
    out.flush();
    int status = readStatus();
    Map<String, String> headers = readHeaders();
    while (status < 200) { // an interim response
      status = readStatus();
      headers = readHeaders();
    }
    boolean bounded = true;
    byte[] body;
    if (request.method().equals("HEAD") || status == 204 || status == 304) {
      body = new byte[0];
    } else if (isToken(headers, "transfer-encoding", "chunked")) {
      body = readChunks();
    } else if (headers.containsKey("content-length")) {
      body = readExactly(parseLength(headers.get("content-length"), 10));
    } else {
      bounded = false;
      body = in.readAllBytes();
    }
    reusable = bounded && !isToken(headers, "connection", "close");
    return new HttpResponse(status, headers, body);
  }

  private void writeBody(int bytes) throws IOException {
    byte[] block = new byte[Math.min(bytes, 8192)];
    for (int left = bytes; left > 0; left -= block.length) {
      out.write(block, 0, Math.min(left, block.length));
    }
  }

  private int readStatus() throws IOException {
    String line = readLine();
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new ProtocolException("not a status line");
    }
    return parseLength(line.substring(9, 12), 10);
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException("not a header line");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = readLine();
      int extension = size.indexOf(';');
      int length = parseLength(extension < 0 ? size : size.substring(0, extension), 16);
      if (length == 0) {
        readHeaders(); // trailers
        return body.toByteArray();
      }
      body.writeBytes(readExactly(length));
      if (!readLine().isEmpty()) {
        throw new ProtocolException("a chunk is longer than it said");
      }
    }
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed within a body");
    }
    return bytes;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException(
            line.isEmpty() ? "closed without an answer" : "closed within a line");
      }
      if (line.length() == LONGEST_LINE) {
        throw new ProtocolException("a line is too long");
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private static int parseLength(String digits, int radix) throws IOException {
    try {
      return Integer.parseUnsignedInt(digits.strip(), radix);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a number: " + e.getMessage());
    }
  }

  private static boolean isToken(Map<String, String> headers, String name, String token) {
    return headers.getOrDefault(name, "").toLowerCase(Locale.ROOT).contains(token);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
