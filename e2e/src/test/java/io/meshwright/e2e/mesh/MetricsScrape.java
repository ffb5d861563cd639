package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Reads the operator's metrics as Prometheus does, without verifying the certificate. */
final class MetricsScrape {

  private static final int PORT = 8443;

  private MetricsScrape() {}

  static HttpResponse<String> of(KubernetesClient client, Pod operator, @Nullable String token)
      throws IOException, InterruptedException {
    try (LocalPortForward forward = client.pods().resource(operator).portForward(PORT);
        HttpClient http = HttpClient.newBuilder().sslContext(context()).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("https://localhost:" + forward.getLocalPort() + "/metrics"));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
