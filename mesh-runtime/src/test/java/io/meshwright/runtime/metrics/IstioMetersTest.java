package io.meshwright.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.xds.ConnectedProxies;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a scrape shows has the names that dashboards ask for, to the letter. */
@SuppressWarnings("deprecation") // the registry that Quarkus has
final class IstioMetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final IstioMeters meters = new IstioMeters(registry);

  @BeforeEach
  void keepNames() {
    IstioMeters.keepNames(new CompositeMeterRegistry(Clock.SYSTEM, List.of(registry)));
  }

  @Test
  void countHasNoOtherName() {
    meters.count("pilot_xds_pushes", "Responses.", Tags.of("type", "cds")).add(2);
    meters.count("pilot_xds_pushes", "Responses.", Tags.of("type", "cds")).increment();

    assertThat(registry.scrape()).contains("\npilot_xds_pushes{type=\"cds\",} 3.0\n");
  }

  @Test
  void durationIsInSecondsWithoutSayingSo() {
    meters
        .durations("pilot_debounce_time", "Time.", Tags.empty(), Duration.ofMillis(500))
        .record(Duration.ofMillis(250));

    assertThat(registry.scrape())
        .contains("pilot_debounce_time_bucket{le=\"0.5\",} 1.0")
        .contains("pilot_debounce_time_sum 0.25");
  }

  @Test
  void otherNamesAreAsUsual() {
    registry.timer("jvm.pause").record(Duration.ofSeconds(1));

    assertThat(registry.scrape()).contains("jvm_pause_seconds_count 1.0");
  }

  @Test
  void streamsHaveTheirFiguresBeforeTheFirstOne() {
    var _ = new ConnectedProxies(registry, InstantSource.system());

    assertThat(registry.scrape())
        .contains("\npilot_xds 0.0")
        .contains("\npilot_proxy_convergence_time_bucket{le=\"30.0\",} 0.0")
        .contains("\npilot_proxy_queue_time_count 0.0")
        .contains("\npilot_xds_push_time_count{type=\"eds\",} 0.0");
  }
}
