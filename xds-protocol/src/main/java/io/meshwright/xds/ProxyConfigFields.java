package io.meshwright.xds;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Istio's {@code ProxyConfig} as injector and proxy agree on it: the injector freezes it into the
 * environment variable {@code PROXY_CONFIG} of a pod (istio-features PC1 to PC8).
 */
public final class ProxyConfigFields {

  public static final String DISCOVERY_ADDRESS = "discoveryAddress";
  public static final String AUTHENTICATION = "controlPlaneAuthPolicy";
  public static final String CONCURRENCY = "concurrency";
  public static final String DRAIN = "drainDuration";
  public static final String TERMINATION_DRAIN = "terminationDrainDuration";
  public static final String ADMIN_PORT = "proxyAdminPort";
  public static final String STATUS_PORT = "statusPort";
  public static final String CA_ADDRESS = "caAddress";
  public static final String METADATA = "proxyMetadata";
  public static final String HOLD_APPLICATION = "holdApplicationUntilProxyStarts";
  public static final String INTERCEPTION_MODE = "interceptionMode";

  /** Values of {@link #AUTHENTICATION}. */
  public static final Set<String> AUTHENTICATIONS = Set.of("MUTUAL_TLS", "NONE");

  /** What the proxy is started with. */
  public static final Set<String> OF_PROXY =
      Set.of(
          DISCOVERY_ADDRESS,
          AUTHENTICATION,
          CONCURRENCY,
          DRAIN,
          TERMINATION_DRAIN,
          ADMIN_PORT,
          STATUS_PORT,
          CA_ADDRESS,
          METADATA);

  /** What the injector makes the pod of. */
  public static final Set<String> OF_INJECTOR = Set.of(HOLD_APPLICATION, INTERCEPTION_MODE);

  /** What is about Envoy's process, or about telemetry that comes by xDS. */
  public static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "availabilityZone",
          "binaryPath",
          "caCertificatesPem",
          "configPath",
          "customConfigFile",
          "envoyAccessLogService",
          "envoyMetricsService",
          "extraStatTags",
          "fileFlushInterval",
          "fileFlushMinSizeKb",
          "gatewayTopology",
          "image",
          "meshId",
          "privateKeyProvider",
          "proxyBootstrapTemplatePath",
          "proxyHeaders",
          "proxyStatsMatcher",
          "readinessProbe",
          "runtimeValues",
          "serviceCluster",
          "statNameLength",
          "statsdUdpAddress",
          "statsCompression",
          "tracing",
          "tracingServiceName",
          "zipkinAddress");

  /** The most event loops that {@link #CONCURRENCY} may ask for; 0 is one per processor. */
  public static final int MOST_CONCURRENCY = 1024;

  /** How long a proxy drains after SIGTERM where {@link #TERMINATION_DRAIN} is not set. */
  public static final Duration DEFAULT_TERMINATION_DRAIN = Duration.ofSeconds(5);

  /** A number, its fraction and its unit. */
  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9})(?:\\.([0-9]{1,9}))?(s|ms|m|h)");

  private static final int NANO_DIGITS = 9;

  private ProxyConfigFields() {}

  /** Reads a duration such as {@code 45s} or {@code 1.5m}; empty if it is none. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unitMillis =
        switch (matcher.group(3)) {
          case "ms" -> 1;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 1000;
        };
    // not multipliedBy: it sets up BigDecimal, which takes a tenth of the proxy's start
    Duration whole = Duration.of(Long.parseLong(matcher.group(1)) * unitMillis, ChronoUnit.MILLIS);
    String fraction = matcher.group(2);
    if (fraction == null) {
      return Optional.of(whole);
    }
    long nanos = Long.parseLong(fraction + "0".repeat(NANO_DIGITS - fraction.length()));
    return Optional.of(whole.plusNanos(nanos * unitMillis / 1000));
  }

  /** Whether a field of that name exists. */
  public static boolean exists(String field) {
    return OF_PROXY.contains(field)
        || OF_INJECTOR.contains(field)
        || WITHOUT_EFFECT.contains(field);
  }
}
