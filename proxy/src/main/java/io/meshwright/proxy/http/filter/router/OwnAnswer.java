package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.route.PathChanges;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.snapshot.RouteAction;
import io.netty.handler.codec.http.HttpHeaderNames;

/** What a route answers without an upstream. */
final class OwnAnswer {
  private OwnAnswer() {}

  static LocalReply of(RouteAction.DirectResponse direct, RequestHead head) {
    return LocalReply.of(direct.status(), direct.body(), head);
  }

  static LocalReply of(RouteAction.Redirect redirect, RouteTable.Found found, RequestHead head) {
    LocalReply reply = LocalReply.of(redirect.status(), "", head);
    reply
        .head()
        .headers()
        .set(HttpHeaderNames.LOCATION, PathChanges.location(redirect, found.route().match(), head));
    return reply;
  }
}
