package io.meshwright.runtime.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.runtime.discovery.Nulls;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The HTTPS server of the admission webhooks on 15017. A path is answered by the handler of its
 * first segment, so that {@code /inject/cluster/…/net/…} reaches {@code /inject} as in Istio.
 *
 * <p>Anyone in the cluster can call it: requests are limited in size and in depth, and decided on
 * without side effects. Handlers run on the event loop's worker threads.
 */
public final class WebhookServer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WebhookServer.class);
  private static final int LARGEST_REVIEW = 8 * 1024 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final String JSON = "application/json";
  private static final String OBJECT = "/request/object";

  private final Vertx vertx;
  private final HttpServer server;
  private final Map<String, AdmissionHandler> handlers;
  private final ObjectMapper mapper = new ObjectMapper();

  private WebhookServer(Vertx vertx, HttpServer server, Map<String, AdmissionHandler> handlers) {
    this.vertx = vertx;
    this.server = server;
    this.handlers = Map.copyOf(handlers);
    // Teaches the mapper Kubernetes' kinds, and trees for all others.
    var _ = new KubernetesSerialization(mapper, true);
  }

  /**
   * Listens on {@code port} of all addresses and returns.
   *
   * @param handlers by path, such as {@code /inject}
   * @param keys are asked for the certificate at each handshake
   * @throws IOException if the port cannot be bound
   */
  public static WebhookServer start(
      Vertx vertx, int port, X509KeyManager keys, Map<String, AdmissionHandler> handlers)
      throws IOException {
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(keys))
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
    WebhookServer webhooks = new WebhookServer(vertx, server, handlers);
    try {
      server
          .requestHandler(webhooks::accept)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new IOException("cannot listen on port " + port, e.getCause());
    }
    return webhooks;
  }

  /** The port that was bound. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  private void accept(HttpServerRequest request) {
    Optional<AdmissionHandler> handler = handlerOf(request.path());
    if (handler.isEmpty()) {
      reply(request, 404, "no webhook at this path\n");
    } else if (!request.method().equals(HttpMethod.POST)) {
      reply(request, 405, "expected POST\n");
    } else {
      read(request, handler.get());
    }
  }

  private Optional<AdmissionHandler> handlerOf(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return Optional.empty();
    }
    int end = path.indexOf('/', 1);
    return Optional.ofNullable(handlers.get(end < 0 ? path : path.substring(0, end)));
  }

  private void read(HttpServerRequest request, AdmissionHandler handler) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() <= LARGEST_REVIEW) {
            body.appendBuffer(chunk);
          } else if (!request.response().ended()) {
            reply(request, 413, "expected at most " + LARGEST_REVIEW + " bytes\n");
            request.connection().close();
          }
        });
    request.exceptionHandler(e -> LOG.debugf(e, "A webhook call was cut off"));
    request.endHandler(
        _ -> {
          if (!request.response().ended()) {
            vertx
                .executeBlocking(() -> answer(handler, body), false)
                .onSuccess(answer -> request.response().putHeader("content-type", JSON).end(answer))
                .onFailure(e -> fail(request, e));
          }
        });
  }

  private Buffer answer(AdmissionHandler handler, Buffer body) throws JsonProcessingException {
    JsonNode document = mapper.readTree(body.toString());
    Nulls.prune(document);
    AdmissionRequest asked = mapper.treeToValue(document, AdmissionReview.class).getRequest();
    if (asked == null || asked.getUid() == null) {
      throw new IllegalArgumentException("an AdmissionReview without a request");
    }
    AdmissionResponse response =
        Nulls.inList(document.at(OBJECT))
            .map(path -> Admissions.deny(asked, path + ": found null, expected a value"))
            .orElseGet(() -> reviewed(handler, asked));
    return Buffer.buffer(
        mapper.writeValueAsBytes(new AdmissionReviewBuilder().withResponse(response).build()));
  }

  /** What goes wrong in a handler is not the caller's mistake. */
  private static AdmissionResponse reviewed(AdmissionHandler handler, AdmissionRequest asked) {
    try {
      return handler.review(asked);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fail(HttpServerRequest request, Throwable e) {
    switch (e) {
      case JsonProcessingException malformed ->
          reply(request, 400, "not an AdmissionReview: " + malformed.getOriginalMessage() + "\n");
      case IllegalArgumentException unusable ->
          reply(request, 400, "found " + unusable.getMessage() + "\n");
      default -> {
        LOG.error("A webhook handler failed", e);
        reply(request, 500, "internal error\n");
      }
    }
  }

  private static void reply(HttpServerRequest request, int code, String message) {
    request.response().setStatusCode(code).putHeader("content-type", "text/plain").end(message);
  }
}
