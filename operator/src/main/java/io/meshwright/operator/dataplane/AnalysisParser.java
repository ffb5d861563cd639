package io.meshwright.operator.dataplane;

import io.meshwright.crd.mesh.v1alpha1.Analysis;
import io.meshwright.crd.mesh.v1alpha1.AnalysisMetric;
import io.meshwright.crd.mesh.v1alpha1.AnalysisSource;
import io.meshwright.operator.analysis.AnalysisPolicy;
import io.meshwright.operator.analysis.AnalysisPolicy.Metric;
import io.meshwright.operator.analysis.SampleOrigin;
import io.meshwright.operator.analysis.SampleOrigin.Key.Kind;
import io.meshwright.operator.schedule.PositiveDuration;
import io.meshwright.xds.ConfigError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.analysis}, with all that its schema cannot check. Pure. */
final class AnalysisParser {

  private static final String FIELD = "spec.analysis";
  private static final String NO_TIME = "0s";
  private static final int PERCENT = 100;

  /** Where most requests are: what the buckets of slow ones are too wide to show, these do. */
  private static final int MEDIAN = 50;

  private static final URI NOWHERE = URI.create("http://localhost");

  private final String resource;
  private final List<ConfigError> errors;

  /** What is wrong is added to {@code errors}. */
  AnalysisParser(String resource, List<ConfigError> errors) {
    this.resource = resource;
    this.errors = errors;
  }

  AnalysisPolicy policy(Analysis spec) {
    Duration window = duration("window", spec.window());
    Duration interval = duration("interval", spec.interval());
    if (interval.compareTo(window) > 0) {
      refuse("interval", spec.interval(), "at most the window, " + spec.window());
    }
    if (spec.failureLimit() < 1) {
      refuse("failureLimit", spec.failureLimit().toString(), "a number of at least 1");
    }
    if (spec.minSamples() < Analysis.LEAST_SAMPLES) {
      refuse(
          "minSamples",
          spec.minSamples().toString(),
          "a number of at least " + Analysis.LEAST_SAMPLES);
    }
    return new AnalysisPolicy(
        window,
        spec.warmUp().equals(NO_TIME) ? Duration.ZERO : duration("warmUp", spec.warmUp()),
        interval,
        spec.failureLimit(),
        spec.minSamples(),
        spec.rollback(),
        metrics(spec.metrics()),
        origin(spec.source()));
  }

  private List<Metric> metrics(List<AnalysisMetric> written) {
    if (written.isEmpty()) {
      return List.of(
          successRate("", AnalysisMetric.SuccessRate.defaults()),
          latency("", AnalysisMetric.Latency.of(MEDIAN)),
          latency("", AnalysisMetric.Latency.defaults()));
    }
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String field = "metrics[" + i + "]";
      AnalysisMetric.SuccessRate rate = written.get(i).successRate();
      AnalysisMetric.Latency latency = written.get(i).latency();
      Metric read;
      if (rate != null && latency == null) {
        read = successRate(field + ".successRate", rate);
      } else if (rate == null && latency != null) {
        read = latency(field + ".latency", latency);
      } else {
        refuse(
            field,
            rate == null ? "none of them" : "both",
            "exactly one of successRate and latency");
        continue;
      }
      if (metrics.stream().anyMatch(other -> other.words().equals(read.words()))) {
        refuse(field, read.words(), "a metric that is not there yet");
      }
      metrics.add(read);
    }
    return metrics;
  }

  private Metric successRate(String field, AnalysisMetric.SuccessRate written) {
    double points = decimal(field + ".maxDecrease", written.maxDecrease());
    if (points >= PERCENT) {
      refuse(field + ".maxDecrease", written.maxDecrease(), "less than 100 percentage points");
    }
    return new Metric.SuccessRate(points / PERCENT);
  }

  private Metric latency(String field, AnalysisMetric.Latency written) {
    double ratio = decimal(field + ".maxRatio", written.maxRatio());
    if (ratio < 1) {
      refuse(field + ".maxRatio", written.maxRatio(), "a number of at least 1");
    }
    if (written.percentile() < 1 || written.percentile() >= PERCENT) {
      refuse(field + ".percentile", written.percentile().toString(), "a number from 1 to 99");
    }
    if (written.minIncreaseMilliseconds() < 0) {
      refuse(
          field + ".minIncreaseMilliseconds",
          written.minIncreaseMilliseconds().toString(),
          "a number of at least 0");
    }
    return new Metric.Latency(written.percentile(), ratio, written.minIncreaseMilliseconds());
  }

  private SampleOrigin origin(AnalysisSource written) {
    AnalysisSource.Prometheus server = written.prometheus();
    if ((written.mesh() == null) == (server == null)) {
      refuse(
          "source", server == null ? "none of them" : "both", "exactly one of mesh and prometheus");
    }
    return server == null ? new SampleOrigin.Mesh() : prometheus(server);
  }

  private SampleOrigin prometheus(AnalysisSource.Prometheus server) {
    if (server.caSecretRef() != null && server.caConfigMapRef() != null) {
      refuse("source.prometheus", "both", "at most one of caSecretRef and caConfigMapRef");
    }
    return new SampleOrigin.Prometheus(
        url(server.url()),
        server.labels(),
        key(Kind.SECRET, server.tokenSecretRef()),
        key(Kind.SECRET, server.caSecretRef())
            .or(() -> key(Kind.CONFIG_MAP, server.caConfigMapRef())));
  }

  private URI url(String written) {
    try {
      URI url = new URI(written);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getQuery() == null && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // refused below
    }
    refuse(
        "source.prometheus.url",
        written,
        "http or https, a host and a path: http://prometheus.monitoring:9090");
    return NOWHERE;
  }

  private static Optional<SampleOrigin.Key> key(
      Kind kind, AnalysisSource.@Nullable EntryRef written) {
    return Optional.ofNullable(written)
        .map(entry -> new SampleOrigin.Key(kind, entry.name(), entry.key()));
  }

  private Duration duration(String field, String written) {
    Optional<Duration> duration = PositiveDuration.parse(written);
    if (duration.isEmpty()) {
      refuse(field, written, PositiveDuration.EXPECTED);
    }
    return duration.orElse(Duration.ofSeconds(1));
  }

  private double decimal(String field, String written) {
    try {
      double value = Double.parseDouble(written);
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    refuse(field, written, "a decimal number such as 0.5");
    return 1;
  }

  private void refuse(String field, String found, String expected) {
    errors.add(new ConfigError(resource, FIELD + "." + field, found, expected));
  }
}
