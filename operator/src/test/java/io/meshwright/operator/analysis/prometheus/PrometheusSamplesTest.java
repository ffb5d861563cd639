package io.meshwright.operator.analysis.prometheus;

import static io.meshwright.operator.analysis.prometheus.FakePrometheus.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.operator.analysis.KeyReader;
import io.meshwright.operator.analysis.SampleException;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.Samples;
import io.meshwright.operator.analysis.Subject;
import io.meshwright.operator.analysis.Subject.Direction;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server on loopback that answers as Prometheus 2.53 and 3 do. */
final class PrometheusSamplesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.500Z");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final SampleOrigin.Key TOKEN =
      new SampleOrigin.Key(SampleOrigin.Key.Kind.SECRET, "prometheus", "token");

  private final FakePrometheus server = new FakePrometheus();
  private Instant now = NOW;
  private KeyReader keys =
      (namespace, key) -> namespace + "/" + key.name() + "/" + key.key() + "\n";

  PrometheusSamplesTest() throws IOException {}

  @AfterEach
  void stop() {
    server.close();
  }

  private PrometheusSamples samples() {
    return samples(Optional.empty(), Optional.empty());
  }

  private PrometheusSamples samples(
      Optional<SampleOrigin.Key> token, Optional<SampleOrigin.Key> roots) {
    return new PrometheusSamples(
        new SampleOrigin.Prometheus(server.url(), Map.of("cluster", "a\"b"), token, roots),
        "mesh",
        (namespace, key) -> keys.read(namespace, key),
        () -> now,
        WINDOW);
  }

  private static String requests(String code, String grpc, String flags, String count) {
    return """
        {"metric":{"destination_workload_namespace":"shop","destination_workload":"cart",
         "response_code":"%s","grpc_response_status":"%s","response_flags":"%s"},
         "value":[1767225600.5,"%s"]}"""
        .formatted(code, grpc, flags, count);
  }

  private static String bucket(String bound, String count) {
    return """
        {"metric":{"destination_workload":"cart","destination_workload_namespace":"shop","le":"%s"},
         "value":[1767225600,"%s"]}"""
        .formatted(bound, count);
  }

  @Test
  void increasesOverTheSpanAreSamples() throws Exception {
    server.answer(
        "sum by (destination_workload_namespace, destination_workload, response_code",
        vector(
            requests("200", "", "-", "990.4"),
            requests("503", "", "UF", "9.6"),
            requests("200", "14", "-", "5"),
            requests("0", "", "DC", "1e1"),
            requests("404", "", "-", "NaN")));
    server.answer(
        "sum by (destination_workload_namespace, destination_workload, le",
        vector(bucket("+Inf", "1000"), bucket("5.0", "600.2"), bucket("10", "900")));

    Samples samples;
    try (PrometheusSamples source = samples()) {
      samples = source.between(NOW.minusSeconds(90), NOW);
    }

    assertThat(samples.traffic())
        .containsOnlyKeys(new Subject("shop", "cart", Direction.INBOUND))
        .allSatisfy(
            (_, cart) -> {
              assertThat(cart.requests()).isEqualTo(990 + 10 + 5 + 10);
              assertThat(cart.failed()).isEqualTo(10 + 5);
              assertThat(cart.latency().buckets())
                  .isEqualTo(Map.of(5.0, 600L, 10.0, 300L, Double.POSITIVE_INFINITY, 100L));
            });
    assertThat(server.queries)
        .contains(
            "time=1767225600.500",
            "sum by (destination_workload_namespace, destination_workload, le)"
                + " (increase(istio_request_duration_milliseconds_bucket"
                + "{cluster=\"a\\\"b\",reporter=\"destination\"}[90s]))",
            "sum by (source_workload_namespace, source_workload, response_code,"
                + " grpc_response_status, response_flags)"
                + " (increase(istio_requests_total{cluster=\"a\\\"b\",reporter=\"source\"}[90s]))");
  }

  @Test
  void aServerWithSeriesOneWindowAgoKnowsAllSince() {
    try (PrometheusSamples source = samples()) {
      assertThat(source.since()).isEmpty();
      assertThat(source.problem().orElseThrow())
          .contains("found no istio_requests_total", "600 s ago");
      assertThat(server.queries)
          .contains("count(istio_requests_total{cluster=\"a\\\"b\"} offset 600s)");

      server.answer("count", vector("{\"metric\":{},\"value\":[1,\"7\"]}"));
      assertThat(source.since()).as("not asked again at once").isEmpty();
      now = NOW.plusSeconds(20);
      assertThat(source.since()).contains(now.minus(WINDOW));
      assertThat(source.problem()).isEmpty();
    }
  }

  @Test
  void tokensAreReadForEachQuestion() {
    try (PrometheusSamples source = samples(Optional.of(TOKEN), Optional.empty())) {
      source.since();
      keys = (_, _) -> "other";
      now = NOW.plusSeconds(20);
      source.since();

      assertThat(server.tokens).containsExactly("Bearer mesh/prometheus/token", "Bearer other");

      keys =
          (_, key) -> {
            throw new SampleException("found no " + key);
          };
      now = NOW.plusSeconds(40);
      assertThat(source.since()).isEmpty();
      assertThat(source.problem()).contains("found no Secret prometheus, key token");
    }
  }

  @Test
  void refusalsNameServerStatusAndReason() {
    server.answerWith(422);
    server.answer(
        "sum", "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many samples\"}");

    assertFails(
        "Prometheus "
            + server.url()
            + ": found status 422, too many samples, expected 200 and success");
  }

  @Test
  void whatIsNoAnswerIsQuoted() {
    server.answerWith(302);
    server.answer("sum", "<html>log in</html>");

    assertFails("found status 302 and <html>log in</html>, expected the JSON of a query");
  }

  @Test
  void answersOfAnotherTypeAreRefused() {
    server.answer(
        "sum", "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}");

    assertFails("expected the JSON of a query");
  }

  @Test
  void labelsThatAreNoNumbersAreNamed() {
    server.answer("sum by (destination", vector(requests("OK", "", "-", "1")));

    assertFails("a label that is no number");
  }

  @Test
  void answersAreBounded() {
    server.answer("sum", "{\"status\":\"" + " ".repeat(17 << 20) + "\"}");

    assertFails("found no answer, but");
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    SampleOrigin nowhere =
        new SampleOrigin.Prometheus(
            URI.create("http://localhost:1"), Map.of(), Optional.empty(), Optional.empty());
    try (PrometheusSamples source =
        new PrometheusSamples((SampleOrigin.Prometheus) nowhere, "mesh", keys, () -> now, WINDOW)) {
      assertThatThrownBy(() -> source.between(NOW.minusSeconds(60), NOW))
          .isInstanceOf(SampleException.class)
          .hasMessageContaining("Prometheus http://localhost:1: found no answer");
    }
  }

  @Test
  void rootsThatAreNoneAreNamed() {
    SampleOrigin.Key roots =
        new SampleOrigin.Key(SampleOrigin.Key.Kind.CONFIG_MAP, "prometheus", "ca.crt");
    try (PrometheusSamples source = samples(Optional.empty(), Optional.of(roots))) {
      assertThatThrownBy(() -> source.between(NOW.minusSeconds(60), NOW))
          .isInstanceOf(SampleException.class)
          .hasMessageContaining("roots");
    }
  }

  private void assertFails(String message) {
    try (PrometheusSamples source = samples()) {
      assertThatThrownBy(() -> source.between(NOW.minusSeconds(60), NOW))
          .isInstanceOf(SampleException.class)
          .hasMessageContaining(message);
    }
  }
}
