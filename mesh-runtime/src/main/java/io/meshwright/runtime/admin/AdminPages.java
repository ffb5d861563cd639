package io.meshwright.runtime.admin;

import io.grpc.Status;
import io.grpc.StatusException;
import io.meshwright.runtime.debug.DebugPages;
import io.meshwright.runtime.debug.Question;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.identity.ToolGate;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The pages on 8080 and 15014: {@code /ready} and {@code /version} for all; those below {@code
 * /debug/} for clients on this machine, who may see everything, and for those whom the gate lets
 * pass. Debug pages are made on worker threads.
 */
public final class AdminPages {

  private static final String DEBUG = "/debug/";

  private final BooleanSupplier ready;
  private final String version;
  private final DebugPages pages;
  private final ToolGate gate;
  private final Predicate<InetAddress> here;

  /**
   * Makes the pages.
   *
   * @param ready whether the configuration of the mesh was read
   */
  public AdminPages(BooleanSupplier ready, String version, DebugPages pages, ToolGate gate) {
    this(ready, version, pages, gate, InetAddress::isLoopbackAddress);
  }

  /** {@code here} says which clients are on this machine. */
  AdminPages(
      BooleanSupplier ready,
      String version,
      DebugPages pages,
      ToolGate gate,
      Predicate<InetAddress> here) {
    this.ready = ready;
    this.version = version;
    this.pages = pages;
    this.gate = gate;
    this.here = here;
  }

  /** Adds the pages to the router of a port. */
  public void mount(Router router) {
    router.get("/ready").handler(this::ready);
    router.get("/version").handler(context -> text(context, 200, version));
    router.get(DEBUG + "*").blockingHandler(this::debug, false);
  }

  private void ready(RoutingContext context) {
    if (ready.getAsBoolean()) {
      text(context, 200, "ready\n");
    } else {
      text(context, 503, "syncing\n");
    }
  }

  private void debug(RoutingContext context) {
    Optional<Question> question = Question.parse(context.request().uri().substring(DEBUG.length()));
    if (question.isEmpty()) {
      text(context, 404, "no such page\n");
      return;
    }
    try {
      String page = pages.page(question.get(), clearance(context.request()));
      context.response().putHeader("content-type", "application/json").end(page);
    } catch (StatusException e) {
      text(context, code(e.getStatus()), e.getStatus().getDescription() + "\n");
    }
  }

  private Clearance clearance(HttpServerRequest request) {
    String client = request.remoteAddress().hostAddress();
    return client != null && here.test(InetAddress.ofLiteral(client))
        ? new Clearance.Everything()
        : gate.clearance(Optional.ofNullable(request.getHeader("authorization")));
  }

  private static int code(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case UNAVAILABLE -> 503;
      default -> 500;
    };
  }

  private static void text(RoutingContext context, int code, String body) {
    context.response().setStatusCode(code).putHeader("content-type", "text/plain").end(body);
  }
}
