package io.meshwright.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;

/**
 * The HTTPS server of the operator's webhook. Anyone in the cluster can call it: requests are
 * limited in size, and answering them has no side effects. Answers are computed on worker threads.
 */
public final class AdmissionServer implements AutoCloseable {

  /** The path that the API server calls. */
  public static final String PATH = "/validate";

  private static final Logger LOG = Logger.getLogger(AdmissionServer.class);
  private static final int LARGEST_REVIEW = 4 * 1024 * 1024;
  private static final int IDLE_SECONDS = 60;

  private final Vertx vertx;
  private final HttpServer server;
  private final Supplier<Optional<OperatorReview>> review;
  private final ObjectMapper mapper = new ObjectMapper();

  private AdmissionServer(
      Vertx vertx, HttpServer server, Supplier<Optional<OperatorReview>> review) {
    this.vertx = vertx;
    this.server = server;
    this.review = review;
    // teaches the mapper Kubernetes' kinds, and trees for all others
    var _ = new KubernetesSerialization(mapper, true);
  }

  /**
   * Listens on {@code port} of all addresses and returns.
   *
   * @param keys are asked for the certificate at each handshake
   * @param review empty while there is nothing to judge by
   * @throws IOException if the port cannot be bound
   */
  public static AdmissionServer start(
      Vertx vertx, int port, X509KeyManager keys, Supplier<Optional<OperatorReview>> review)
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
    AdmissionServer admission = new AdmissionServer(vertx, server, review);
    try {
      server
          .requestHandler(admission::accept)
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new IOException("cannot listen on port " + port, e.getCause());
    }
    return admission;
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
    if (!PATH.equals(request.path())) {
      reply(request, 404, "no webhook at this path\n");
    } else if (!request.method().equals(HttpMethod.POST)) {
      reply(request, 405, "expected POST\n");
    } else {
      read(request);
    }
  }

  private void read(HttpServerRequest request) {
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
    request.exceptionHandler(e -> LOG.debugf(e, "An admission call was cut off"));
    request.endHandler(
        _ -> {
          if (!request.response().ended()) {
            vertx
                .executeBlocking(() -> answer(body), false)
                .onSuccess(
                    answer ->
                        request
                            .response()
                            .putHeader("content-type", "application/json")
                            .end(answer))
                .onFailure(e -> fail(request, e));
          }
        });
  }

  private Buffer answer(Buffer body) throws JsonProcessingException {
    AdmissionRequest asked = mapper.readValue(body.toString(), AdmissionReview.class).getRequest();
    if (asked == null || asked.getUid() == null) {
      throw new IllegalArgumentException("an AdmissionReview without a request");
    }
    OperatorReview judge = review.get().orElseThrow(NotReady::new);
    return Buffer.buffer(
        mapper.writeValueAsBytes(
            new AdmissionReviewBuilder().withResponse(judge.review(asked)).build()));
  }

  private static void fail(HttpServerRequest request, Throwable e) {
    switch (e) {
      case NotReady _ -> reply(request, 503, "the operator has not seen the cluster yet\n");
      case JsonProcessingException malformed ->
          reply(request, 400, "not an AdmissionReview: " + malformed.getOriginalMessage() + "\n");
      case IllegalArgumentException unusable ->
          reply(request, 400, "found " + unusable.getMessage() + "\n");
      default -> {
        LOG.error("An admission call failed", e);
        reply(request, 500, "internal error\n");
      }
    }
  }

  private static void reply(HttpServerRequest request, int code, String message) {
    request.response().setStatusCode(code).putHeader("content-type", "text/plain").end(message);
  }

  private static final class NotReady extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
