package io.meshwright.e2e.process;

import io.meshwright.e2e.cluster.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * A GET from inside a pod.
 *
 * @param client where it comes from
 * @param destination where the client connects to
 * @param authority what the client calls it
 * @param path with the query
 * @param headers besides {@code host}
 */
record HttpCall(
    NetworkNamespace client,
    InetSocketAddress destination,
    String authority,
    String path,
    Map<String, String> headers) {

  HttpCall {
    headers = Map.copyOf(headers);
  }

  HttpCall path(String changed) {
    return new HttpCall(client, destination, authority, changed, headers);
  }

  HttpCall host(String changed) {
    return new HttpCall(client, destination, changed, path, headers);
  }

  HttpCall header(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new HttpCall(client, destination, authority, path, more);
  }

  HttpMessage message() {
    Map<String, String> all = new TreeMap<>(headers);
    all.put("host", authority);
    return new HttpMessage("GET " + path + " HTTP/1.1", all, "");
  }

  /** Sends it once on a connection of its own. */
  HttpAnswer send() {
    try (HttpConnection connection = HttpConnection.open(client, destination)) {
      return new HttpAnswer(connection.exchange(message()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "GET %s%s at %s: %s".formatted(authority, path, destination, e), e);
    }
  }

  /** Sends it again and again until the answer is 200; {@code what} is then the case. */
  void awaitOk(String what) {
    Patience.await(what).ignoreExceptions().until(() -> send().status() == 200);
  }

  /** Sends it many times. */
  Load times(int requests) {
    return new Load(this, requests);
  }
}
