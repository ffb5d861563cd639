package io.meshwright.proxy.listener;

import io.meshwright.proxy.tls.ClientOffer;
import java.util.List;

/**
 * What the first bytes of a connection tell.
 *
 * @param transportProtocol {@code tls} or {@code raw_buffer}, as filter chains name it
 * @param serverName SNI in lower case; empty if none
 * @param applicationProtocols ALPN of the client hello, or what the HTTP inspector found
 * @param offer what keys the client can check
 */
record FirstBytes(
    String transportProtocol,
    String serverName,
    List<String> applicationProtocols,
    ClientOffer offer) {
  static final String TLS = "tls";
  static final String RAW = "raw_buffer";

  /** Nothing was looked at, or nothing was recognised. */
  static final FirstBytes UNKNOWN = new FirstBytes(RAW, "", List.of(), ClientOffer.UNKNOWN);
}
