package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.listener.ClientAddress;
import io.meshwright.proxy.snapshot.ClientAddressPolicy;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is behind proxies that are trusted to say so in {@code x-forwarded-for} (Envoy's
 * "x-forwarded-for" rules): what the connection's peer appended, or the proxies before it.
 */
final class TrustedClient {
  private TrustedClient() {}

  /**
   * The address; that of the connection's peer if the header does not tell a valid one. Absent if
   * the peer has none, as it dialled a Unix socket.
   */
  static @Nullable InetAddress address(
      HttpHeaders headers, ClientAddressPolicy policy, ClientAddress connection) {
    @Nullable InetAddress peer = connection.ip();
    int hops = policy.trustedHops();
    if (policy.useRemoteAddress() && hops == 0) {
      return peer;
    }
    List<String> told = new ArrayList<>();
    for (String value : headers.getAll("x-forwarded-for")) {
      told.addAll(List.of(value.split(",", -1)));
    }
    // the peer's own address, which this proxy appended, is none of those that were told
    boolean appended = policy.useRemoteAddress() && !policy.skipAppend() && peer != null;
    int at = told.size() - (policy.useRemoteAddress() ? hops : hops + 1) - (appended ? 1 : 0);
    if (at < 0) {
      return peer;
    }
    try {
      return InetAddress.ofLiteral(told.get(at).strip());
    } catch (IllegalArgumentException _) {
      return peer;
    }
  }
}
