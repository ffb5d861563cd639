package io.meshwright.samples.client;

import io.meshwright.samples.Flags;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP/1.1 request, as it is sent once or many times.
 *
 * @param uri an {@code http} address
 * @param method in capitals
 * @param headers lines {@code name: value}, sent as they are; a {@code Host} replaces the address's
 * @param bodyBytes size of the body; none is sent for 0
 * @param timeout for the connection, and for each wait for bytes
 */
record RequestConfig(
    URI uri, String method, List<String> headers, int bodyBytes, Duration timeout) {

  private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;

  RequestConfig {
    headers = List.copyOf(headers);
  }

  /** Leaves {@link Flags#check} to the caller, who may have flags of its own to read. */
  static RequestConfig parse(String address, Flags flags) {
    List<String> headers = flags.all("header");
    for (String header : headers) {
      if (header.indexOf(':') < 1 || header.chars().anyMatch(c -> c == '\r' || c == '\n')) {
        flags.reject("--header", header, "NAME: VALUE");
      }
    }
    return new RequestConfig(
        parseAddress(address, flags),
        flags.text("method", "GET"),
        headers,
        flags.number("body-bytes", 0, 0, MOST_BODY_BYTES),
        flags.duration("timeout", Duration.ofSeconds(5), Duration.ofMinutes(2)));
  }

  private static URI parseAddress(String address, Flags flags) {
    try {
      URI uri = new URI(address);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // reported below
    }
    flags.reject("URL", address.isEmpty() ? "nothing" : address, "http://HOST[:PORT][/PATH]");
    return URI.create("http://localhost");
  }

  /** Host and port to connect to. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() < 0 ? 80 : uri.getPort();
  }

  /** The request's first lines, up to and with the empty one. */
  String head() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head =
        new StringBuilder(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    if (headers.stream().noneMatch(header -> header.regionMatches(true, 0, "host:", 0, 5))) {
      head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    if (bodyBytes > 0) {
      head.append("Content-Length: ").append(bodyBytes).append("\r\n");
    }
    return head.append("\r\n").toString();
  }
}
