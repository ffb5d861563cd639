package io.meshwright.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshwright.runtime.debug.DebugPages;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.identity.TokenVerdict;
import io.meshwright.runtime.identity.ToolGate;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.xds.TrustDomain;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees which page over HTTP. */
@SuppressWarnings("NullAway.Init") // set by each test
final class AdminPagesTest {

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MeshPublisher publisher =
      new MeshPublisher(
          new Discovery(MeshYaml.SETTINGS), Duration.ZERO, InstantSource.system(), meters);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  /** A token says of which namespace its ServiceAccount is. */
  private static TokenVerdict review(String token, String audience) {
    return switch (token) {
      case "unheard" -> new TokenVerdict.Unavailable("the API server is away");
      case "wrong" -> new TokenVerdict.Invalid("the token is not valid for audience " + audience);
      default -> new TokenVerdict.Valid(token, "default");
    };
  }

  private void serve(Predicate<InetAddress> here) {
    Router router = Router.router(vertx);
    new AdminPages(
            () -> publisher.current().isPresent(),
            "1.2.3",
            new DebugPages(publisher, new ConnectedProxies(meters, InstantSource.system())),
            ToolGate.byToken(TrustDomain.DEFAULT, AdminPagesTest::review, "istio-system"),
            here)
        .mount(router);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private void sync() {
    publisher.start();
    publisher.synced();
    await().until(() -> publisher.current().isPresent());
  }

  @AfterEach
  void stop() {
    client.close();
    publisher.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void everybodySeesVersionAndReadiness() throws Exception {
    serve(_ -> false);
    assertThat(get("/version", "").body()).isEqualTo("1.2.3");
    assertThat(get("/ready", "").statusCode()).isEqualTo(503);
    sync();
    assertThat(get("/ready", "").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"syncz", "endpointz", "registryz", "configz"})
  void clientOnThisMachineSeesPagesWithoutAToken(String page) throws Exception {
    serve(InetAddress::isLoopbackAddress);
    sync();
    HttpResponse<String> response = get("/debug/" + page, "");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(response.body()).isContainerNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "syncz, '', 401",
    "syncz, wrong, 401",
    "syncz, unheard, 503",
    "syncz, istio-system, 200",
    "syncz, shop, 403",
    "registryz, shop, 403",
    "config_dump?proxyID=a.shop, '', 401",
    "config_dump?proxyID=a.shop, shop, 404",
    "config_dump?proxyID=a.shop, istio-system, 404",
    "config_dump, istio-system, 400",
    "nothing, istio-system, 404",
  })
  void clientFromElsewhereSeesWhatItsTokenOpens(String page, String token, int code)
      throws Exception {
    serve(_ -> false);
    sync();
    assertThat(get("/debug/" + page, token).statusCode()).isEqualTo(code);
  }

  private HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
