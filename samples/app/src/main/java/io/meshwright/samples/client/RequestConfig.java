package io.meshwright.samples.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP request, as it is sent once or many times.
 *
 * @param uri an {@code http} address
 * @param method in capitals
 * @param headers lines {@code name: value}, sent as they are; a {@code Host} replaces the address's
 * @param bodyBytes size of the body; none is sent for 0
 * @param timeout for the connection, and for each wait for bytes
 */
record RequestConfig(
    URI uri, String method, List<String> headers, int bodyBytes, Duration timeout) {

  RequestConfig {
    headers = List.copyOf(headers);
  }

  /** Host and port to connect to. */
  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() < 0 ? 80 : uri.getPort();
  }

  /** Path and query. */
  String target() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  /** The request's first lines, up to and with the empty one. */
  String head() {
    StringBuilder head =
        new StringBuilder(method).append(' ').append(target()).append(" HTTP/1.1\r\n");
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
