package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.Cookies;
import io.meshwright.proxy.http.route.PathChanges;
import io.meshwright.proxy.http.route.QueryString;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.HashPolicy;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.upstream.lb.XxHash64;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a request is hashed to by the policies of its route, as Envoy does it.
 *
 * @param value absent if no policy found something to hash
 * @param cookies values of {@code set-cookie} for a client that had none of them
 */
record RequestHash(@Nullable Long value, List<String> cookies) {
  /** Nothing was asked for. */
  static final RequestHash NONE = new RequestHash(null, List.of());

  RequestHash {
    cookies = List.copyOf(cookies);
  }

  static RequestHash of(
      List<HashPolicy> policies, RequestHead head, DownstreamConnection connection) {
    if (policies.isEmpty()) {
      return NONE;
    }
    List<String> cookies = new ArrayList<>();
    @Nullable Long hash = null;
    for (HashPolicy policy : policies) {
      @Nullable String text = text(policy.key(), head, connection, cookies);
      if (text != null) {
        // turned, so that two equal policies do not cancel each other
        hash = (hash == null ? 0 : Long.rotateLeft(hash, 1)) ^ XxHash64.of(text);
      }
      if (policy.terminal() && hash != null) {
        break;
      }
    }
    return new RequestHash(hash, cookies);
  }

  private static @Nullable String text(
      HashPolicy.Key key, RequestHead head, DownstreamConnection connection, List<String> cookies) {
    return switch (key) {
      case HashPolicy.Key.Header(String name, HashPolicy.Rewrite rewrite) ->
          header(name, rewrite, head);
      case HashPolicy.Key.Cookie cookie -> cookie(cookie, head, connection, cookies);
      case HashPolicy.Key.SourceAddress() -> {
        @Nullable InetAddress client = connection.client().ip();
        yield client == null ? null : NetUtil.toAddressString(client);
      }
      case HashPolicy.Key.QueryParameter(String name) -> QueryString.first(head.path(), name);
    };
  }

  private static @Nullable String header(
      String name, HashPolicy.@Nullable Rewrite rewrite, RequestHead head) {
    List<String> values =
        switch (name) {
          case ":authority", "host" -> List.of(head.authority());
          case ":path" -> List.of(head.path());
          case ":method" -> List.of(head.method());
          case ":scheme" -> List.of(head.scheme());
          default -> head.headers().getAll(name);
        };
    if (values.isEmpty()) {
      return null;
    }
    return values.stream()
        .map(
            value ->
                rewrite == null
                    ? value
                    : PathChanges.replaceAll(rewrite.pattern(), value, rewrite.substitution()))
        .sorted()
        .collect(Collectors.joining());
  }

  private static @Nullable String cookie(
      HashPolicy.Key.Cookie cookie,
      RequestHead head,
      DownstreamConnection connection,
      List<String> cookies) {
    String value = Cookies.value(head.headers(), cookie.name());
    if (!value.isEmpty()) {
      return value;
    }
    if (cookie.ttl() == null) {
      return null;
    }
    // the same for all requests of a connection, whichever is answered first
    String made =
        HexFormat.of()
            .toHexDigits(
                XxHash64.of(
                    SocketAddresses.text(connection.client().address())
                        + SocketAddresses.text(connection.destination().address())));
    cookies.add(Cookies.set(cookie.name(), made, cookie.ttl(), cookie.path(), cookie.attributes()));
    return made;
  }
}
