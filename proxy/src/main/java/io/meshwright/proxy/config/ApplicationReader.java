package io.meshwright.proxy.config;

import io.meshwright.proxy.config.Application.ScrapeTarget;
import io.meshwright.proxy.config.ApplicationProbe.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the injector says of the application: {@code ISTIO_KUBE_APP_PROBERS} (Kubernetes'
 * probes by their new path) and {@code ISTIO_PROMETHEUS_ANNOTATIONS} (istio-features I13, I30,
 * I31).
 */
final class ApplicationReader {
  static final String PROBERS = "ISTIO_KUBE_APP_PROBERS";
  static final String METRICS = "ISTIO_PROMETHEUS_ANNOTATIONS";

  private static final Pattern PATH =
      Pattern.compile(
          "/app-health/[^/]+/(livez|readyz|startupz)|/app-lifecycle/[^/]+/(prestopz|poststartz)");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[^\\p{Cntrl}]*");

  /** Kubernetes' default. */
  private static final int PROBE_SECONDS = 1;

  /**
   * Kubernetes gives hooks no time of their own: the kubelet hangs up when the pod's grace period
   * is over, and this ends what it never hung up on.
   */
  private static final Duration HOOK_TIMEOUT = Duration.ofHours(1);

  private final Map<String, String> environment;
  private final Settings settings;

  ApplicationReader(Map<String, String> environment, Settings settings) {
    this.environment = environment;
    this.settings = settings;
  }

  Application read(int statusPort) {
    JsonFields all = JsonFields.of(PROBERS, environment, settings);
    Map<String, ApplicationProbe> probes = new HashMap<>();
    for (String path : all.names()) {
      if (!PATH.matcher(path).matches()) {
        all.problem(path, path, "a path under /app-health/CONTAINER/ or /app-lifecycle/CONTAINER/");
      }
      all.object(path)
          .flatMap(fields -> probe(fields, path))
          .ifPresent(probe -> probes.put(path, probe));
    }
    return new Application(probes, metrics(statusPort));
  }

  private static Optional<ApplicationProbe> probe(JsonFields fields, String path) {
    Duration timeout = timeout(fields, path);
    Optional<ApplicationProbe> http = fields.object("httpGet").map(get -> http(get, timeout));
    Optional<ApplicationProbe> tcp =
        fields
            .object("tcpSocket")
            .map(socket -> new ApplicationProbe.Tcp(socket.port("port"), timeout));
    Optional<ApplicationProbe> grpc =
        fields
            .object("grpc")
            .map(
                call ->
                    new ApplicationProbe.Grpc(
                        call.port("port"), call.text("service", ""), timeout));
    List<ApplicationProbe> kinds = Stream.of(http, tcp, grpc).flatMap(Optional::stream).toList();
    if (kinds.size() != 1) {
      fields.problem("", kinds.size() + " of them", "one of httpGet, tcpSocket and grpc");
      return Optional.empty();
    }
    return Optional.of(kinds.getFirst());
  }

  private static Duration timeout(JsonFields fields, String path) {
    int seconds = fields.count("timeoutSeconds", 0);
    if (seconds > 0) {
      return Duration.ofSeconds(seconds);
    }
    return path.startsWith("/app-lifecycle/") ? HOOK_TIMEOUT : Duration.ofSeconds(PROBE_SECONDS);
  }

  private static ApplicationProbe http(JsonFields get, Duration timeout) {
    List<Header> headers = new ArrayList<>();
    for (JsonFields header : get.objects("httpHeaders")) {
      String name = header.text("name", "");
      String value = header.text("value", "");
      if (!HEADER_NAME.matcher(name).matches()) {
        header.problem("name", name, "the name of a header");
      } else if (!HEADER_VALUE.matcher(value).matches()) {
        header.problem("value", value, "a text without control characters");
      } else {
        headers.add(new Header(name, value));
      }
    }
    return new ApplicationProbe.Http(
        get.port("port"), requestPath(get.text("path", "/")), tls(get), headers, timeout);
  }

  private static boolean tls(JsonFields fields) {
    String scheme = fields.text("scheme", "HTTP");
    return switch (scheme.toUpperCase(Locale.ROOT)) {
      case "HTTP", "" -> false;
      case "HTTPS" -> true;
      default -> {
        fields.problem("scheme", scheme, "HTTP or HTTPS");
        yield false;
      }
    };
  }

  private @Nullable ScrapeTarget metrics(int statusPort) {
    JsonFields fields = JsonFields.of(METRICS, environment, settings);
    if (fields.isEmpty() || fields.text("scrape", "true").equals("false")) {
      return null;
    }
    String path = fields.text("path", "");
    int port = fields.text("port", "").isEmpty() ? 80 : fields.port("port");
    if (port == statusPort) {
      fields.problem("port", "" + port, "another port than the proxy's own, which would recur");
    }
    return new ScrapeTarget(port, requestPath(path.isEmpty() ? "/metrics" : path), tls(fields));
  }

  /** With a slash in front, and percent signs for what must not stand in a request line. */
  private static String requestPath(String path) {
    StringBuilder text = new StringBuilder(path.startsWith("/") ? "" : "/");
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (octet > ' ' && octet < 0x7f) {
        text.append((char) octet);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", octet));
      }
    }
    return text.toString();
  }
}
