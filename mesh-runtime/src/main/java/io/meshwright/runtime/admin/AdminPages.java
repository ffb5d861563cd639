package io.meshwright.runtime.admin;

import io.meshwright.runtime.snapshot.ConfigState;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.xds.ConfigError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/**
 * The pages on 8080: {@code /ready} for all; {@code /debug/syncz} (who acknowledged what) and
 * {@code /debug/configz} (what is wrong with the configuration) for loopback clients only, because
 * they tell of all tenants.
 */
public final class AdminPages {

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;

  private final MeshPublisher publisher;
  private final ConnectedProxies proxies;

  private AdminPages(MeshPublisher publisher, ConnectedProxies proxies) {
    this.publisher = publisher;
    this.proxies = proxies;
  }

  /** Adds the pages to the router of the health port. */
  public static void mount(Router router, MeshPublisher publisher, ConnectedProxies proxies) {
    AdminPages pages = new AdminPages(publisher, proxies);
    router.get("/ready").handler(pages::ready);
    router.get("/debug/syncz").handler(AdminPages::localOnly).handler(pages::syncz);
    router.get("/debug/configz").handler(AdminPages::localOnly).handler(pages::configz);
  }

  private void ready(RoutingContext context) {
    boolean ready = publisher.current().isPresent();
    context.response().setStatusCode(ready ? OK : UNAVAILABLE).end(ready ? "ready\n" : "syncing\n");
  }

  private static void localOnly(RoutingContext context) {
    String client = context.request().remoteAddress().hostAddress();
    if (client != null && java.net.InetAddress.ofLiteral(client).isLoopbackAddress()) {
      context.next();
    } else {
      context.response().setStatusCode(FORBIDDEN).end("for loopback clients only\n");
    }
  }

  private void syncz(RoutingContext context) {
    JsonArray clients = new JsonArray();
    proxies
        .views()
        .forEach(
            view -> {
              JsonObject types = new JsonObject();
              view.types().forEach((type, state) -> types.put(type.typeUrl(), state.name()));
              JsonObject rejections = new JsonObject();
              view.rejections().forEach((type, error) -> rejections.put(type.typeUrl(), error));
              clients.add(
                  new JsonObject()
                      .put("proxy", view.node().toString())
                      .put("incremental", view.incremental())
                      .put("types", types)
                      .put("rejections", rejections));
            });
    json(context, clients.encodePrettily());
  }

  private void configz(RoutingContext context) {
    ConfigState state = publisher.state();
    json(
        context,
        new JsonObject()
            .put("errors", messages(state.errors()))
            .put("withoutEffect", messages(state.withoutEffect()))
            .put("unreadable", messages(state.origins()))
            .encodePrettily());
  }

  private static JsonObject messages(Map<?, List<ConfigError>> errors) {
    JsonObject all = new JsonObject();
    errors.forEach(
        (where, found) -> {
          JsonArray lines = new JsonArray();
          found.forEach(error -> lines.add(error.message()));
          all.put(where.toString(), lines);
        });
    return all;
  }

  private static void json(RoutingContext context, String body) {
    context.response().putHeader("content-type", "application/json").end(body);
  }
}
