package io.meshwright.runtime.testing;

import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.serving.ServingIdentity;
import io.meshwright.runtime.serving.ServingKeyManager;
import io.meshwright.runtime.webhook.AdmissionHandler;
import io.meshwright.runtime.webhook.WebhookServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The webhooks' server on a free port, and a client that trusts it. */
public final class TestWebhooks implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final WebhookServer server;
  private final HttpClient client;

  /** Serves {@code handlers} by path. */
  public TestWebhooks(Map<String, AdmissionHandler> handlers)
      throws IOException, GeneralSecurityException {
    CertificateAuthority authority = TestCa.authority(InstantSource.system());
    ServingIdentity identity =
        new ServingIdentity(authority, List.of("localhost"), InstantSource.system());
    server = WebhookServer.start(vertx, 0, new ServingKeyManager(identity), handlers);
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", authority.roots().getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  public HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET().build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
