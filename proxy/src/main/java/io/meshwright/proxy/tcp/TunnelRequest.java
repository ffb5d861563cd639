package io.meshwright.proxy.tcp;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.listener.ConnectionValues;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.telemetry.FormatText;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;

/** By what an HTTP proxy is asked to carry a connection on. */
final class TunnelRequest {
  private static final String SCHEME = "http";

  private TunnelRequest() {}

  static RequestHead head(TcpProxy.Tunnelling tunnelling, DownstreamConnection connection) {
    ConnectionValues values = new ConnectionValues(connection);
    String path = tunnelling.postPath();
    RequestHead head =
        new RequestHead(
            path.isEmpty() ? RequestHead.CONNECT : "POST",
            SCHEME,
            FormatText.render(tunnelling.target(), values, ""),
            path,
            new DefaultHttpHeaders());
    HeaderChanges.request(
        new HeaderMutations(tunnelling.headers(), List.of(), List.of(), List.of()), head, values);
    return head;
  }
}
