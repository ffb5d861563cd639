package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.Annotations;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Lets the proxy serve the application's metrics together with its own, so that Prometheus scrapes
 * one port and needs no certificate of the mesh (istio-features I31).
 */
final class MetricsMerge {

  private static final String PATH = "/stats/prometheus";
  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  /**
   * What to add to the pod.
   *
   * @param annotations that lead Prometheus to the proxy
   * @param json where the proxy finds the application's metrics; empty if it has none
   */
  record Merged(Map<String, String> annotations, Optional<String> json) {
    static Merged nothing() {
      return new Merged(Map.of(), Optional.empty());
    }
  }

  private MetricsMerge() {}

  /**
   * Whether a pod's metrics are merged; a target that the proxy could not be started with is
   * reported.
   */
  static boolean isAsked(AnnotationReader reader, int statusPort, boolean absent) {
    boolean asked = reader.flag(Annotations.MERGE_METRICS, absent);
    if (asked && "true".equals(reader.text(Annotations.PROMETHEUS_SCRAPE).orElse(""))) {
      OptionalInt port = reader.number(Annotations.PROMETHEUS_PORT, 1, AnnotationReader.LAST_PORT);
      boolean proxys = PATH.equals(reader.text(Annotations.PROMETHEUS_PATH).orElse(""));
      if (port.isPresent() && port.getAsInt() == statusPort && !proxys) {
        reader.bad(
            Annotations.PROMETHEUS_PORT,
            String.valueOf(statusPort),
            "another port than the proxy's own");
      }
      String scheme = reader.text(Annotations.PROMETHEUS_SCHEME).orElse("http");
      if (!SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
        reader.bad(Annotations.PROMETHEUS_SCHEME, scheme, "http or https");
      }
    }
    return asked;
  }

  /**
   * Merges for a pod with these annotations.
   *
   * @param statusPort where the proxy serves both
   * @param previous may have moved the application's target already
   */
  static Merged apply(Map<String, String> annotations, int statusPort, PreviousInjection previous) {
    String scrape = annotations.get(Annotations.PROMETHEUS_SCRAPE);
    if (scrape != null && !Boolean.parseBoolean(scrape)) {
      return Merged.nothing();
    }
    // In one order in every process: replicas answer alike.
    Map<String, String> proxy = new LinkedHashMap<>();
    proxy.put(Annotations.PROMETHEUS_SCRAPE, "true");
    proxy.put(Annotations.PROMETHEUS_PATH, PATH);
    proxy.put(Annotations.PROMETHEUS_PORT, String.valueOf(statusPort));
    return new Merged(
        proxy,
        previous
            .metrics()
            .or(() -> applicationTarget(annotations, statusPort, previous.present())));
  }

  private static Optional<String> applicationTarget(
      Map<String, String> annotations, int statusPort, boolean injectedBefore) {
    if (!"true".equals(annotations.get(Annotations.PROMETHEUS_SCRAPE))
        || isOwn(annotations, statusPort, injectedBefore)) {
      return Optional.empty();
    }
    Map<String, String> target = new LinkedHashMap<>();
    target.put("scrape", "true");
    put(target, "path", annotations.get(Annotations.PROMETHEUS_PATH));
    put(target, "port", annotations.get(Annotations.PROMETHEUS_PORT));
    put(target, "scheme", annotations.get(Annotations.PROMETHEUS_SCHEME));
    return Optional.of(Serialization.asJson(target));
  }

  /** After an injection of a pod without metrics, the annotations lead to the proxy only. */
  private static boolean isOwn(
      Map<String, String> annotations, int statusPort, boolean injectedBefore) {
    // an earlier injection may have had another port
    return PATH.equals(annotations.get(Annotations.PROMETHEUS_PATH))
        && (injectedBefore
            || String.valueOf(statusPort).equals(annotations.get(Annotations.PROMETHEUS_PORT)));
  }

  private static void put(
      Map<String, String> target, String key, @org.jspecify.annotations.Nullable String value) {
    if (value != null) {
      target.put(key, value);
    }
  }
}
