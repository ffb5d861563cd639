package io.meshwright.proxy.http.codec;

/**
 * How much of a message head is taken.
 *
 * @param maxHeadBytes first line and headers together, each
 * @param maxHeaders number of headers
 */
public record Http1Limits(int maxHeadBytes, int maxHeaders) {
  /** For responses: Envoy's limits towards upstreams. */
  public static final Http1Limits RESPONSE = new Http1Limits(60 * 1024, 100);
}
