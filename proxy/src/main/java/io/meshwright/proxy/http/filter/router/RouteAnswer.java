package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.PathChanges;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.snapshot.RouteAction;

/** What a route answers itself, without an upstream. */
final class RouteAnswer {
  private static final int MOVED_PERMANENTLY = 301;

  private final HttpExchange exchange;
  private final RouteTable.Found found;

  RouteAnswer(HttpExchange exchange, RouteTable.Found found) {
    this.exchange = exchange;
    this.found = found;
  }

  void direct(RouteAction.DirectResponse response, RequestHead head) {
    give(LocalReply.of(response.status(), response.body(), head));
  }

  void redirect(RouteAction.Redirect redirect, RequestHead head) {
    redirect(redirect.status(), PathChanges.location(redirect, found.route().match(), head), head);
  }

  void toHttps(RequestHead head) {
    redirect(MOVED_PERMANENTLY, "https://" + head.authority() + head.path(), head);
  }

  private void redirect(int status, String location, RequestHead head) {
    LocalReply reply = LocalReply.of(status, "", head);
    reply.head().headers().set("location", location);
    give(reply);
  }

  private void give(LocalReply reply) {
    exchange.record().details("direct_response");
    ForwardPlan.changeResponse(found, null, exchange, reply.head());
    exchange.answer(reply);
  }
}
