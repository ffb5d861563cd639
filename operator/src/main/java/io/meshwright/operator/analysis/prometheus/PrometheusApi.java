package io.meshwright.operator.analysis.prometheus;

import io.meshwright.operator.analysis.SampleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Asks one server; time and bytes of an answer are bounded, redirects are not followed. */
final class PrometheusApi implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Some 60 000 series. */
  private static final long MOST_BYTES = 16L << 20;

  private static final int QUOTED = 200;

  private final URI url;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * Makes a client.
   *
   * @param roots in PEM; those of the JDK if empty
   * @throws SampleException if {@code roots} are no certificates
   */
  PrometheusApi(URI url, Optional<String> roots, Duration timeout) throws SampleException {
    this.url = url;
    this.timeout = timeout;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
    if (roots.isPresent()) {
      builder.sslContext(trusting(roots.get()));
    }
    this.client = builder.build();
  }

  /**
   * The vector that an expression is at a time; blocks.
   *
   * @param token empty for none
   */
  List<QueryResult.Row> query(String expression, Instant time, Optional<String> token)
      throws SampleException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(expression, time))
            .timeout(timeout)
            .header("Accept", "application/json");
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value.strip()));
    HttpResponse<byte[]> response = send(request.build());
    QueryResult result = read(response);
    if (response.statusCode() != HttpURLConnection.HTTP_OK || result.error() != null) {
      throw problem(
          "found status %d, %s, expected 200 and success"
              .formatted(response.statusCode(), result.error()));
    }
    return result.rows();
  }

  private URI uri(String expression, Instant time) {
    String base = url.toString();
    return URI.create(
        "%s/api/v1/query?query=%s&time=%d.%03d&timeout=%ds"
            .formatted(
                base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
                URLEncoder.encode(expression, StandardCharsets.UTF_8),
                time.getEpochSecond(),
                TimeUnit.NANOSECONDS.toMillis(time.getNano()),
                timeout.toSeconds()));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws SampleException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw problem("found no answer in %d s, expected one".formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      throw problem("found no answer, but " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("was interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private QueryResult read(HttpResponse<byte[]> response) throws SampleException {
    try {
      return QueryResult.read(response.body());
    } catch (IOException e) {
      String text = new String(response.body(), StandardCharsets.UTF_8).strip();
      throw problem(
          "found status %d and %s, expected the JSON of a query"
              .formatted(
                  response.statusCode(),
                  text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text),
          e);
    }
  }

  private SampleException problem(String words) {
    return problem(words, null);
  }

  private SampleException problem(String words, @Nullable Throwable cause) {
    String message = "Prometheus %s: %s".formatted(url, words);
    return cause == null ? new SampleException(message) : new SampleException(message, cause);
  }

  private SSLContext trusting(String roots) throws SampleException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate root :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(roots.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("root-" + number++, root);
      }
      if (number == 0) {
        throw problem("found no certificate in its roots, expected PEM");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw problem("its roots cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
