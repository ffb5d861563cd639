package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.naming.Annotations;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of Istio's annotations of pods (istio-features, section 1.10). One that is not
 * listed under a prefix of Istio's is a mistake: the pod would run in another way than its author
 * wrote.
 */
final class PodAnnotations {

  /** Prefixes under which each annotation is known or refused. */
  private static final List<String> PREFIXES =
      List.of(
          Annotations.SIDECAR_PREFIX,
          Annotations.TRAFFIC_PREFIX,
          Annotations.STATUS_PREFIX,
          Annotations.READINESS_PREFIX,
          Annotations.INJECT_PREFIX,
          Annotations.METRICS_PREFIX,
          Annotations.PROXY_PREFIX);

  /** What is done, and what an injection has written. */
  static final Set<String> READ =
      Set.of(
          Annotations.SIDECAR_INJECT,
          Annotations.SIDECAR_STATUS,
          Annotations.PROXY_IMAGE,
          Annotations.PROXY_IMAGE_TYPE,
          Annotations.PROXY_CPU,
          Annotations.PROXY_CPU_LIMIT,
          Annotations.PROXY_MEMORY,
          Annotations.PROXY_MEMORY_LIMIT,
          Annotations.LOG_LEVEL,
          Annotations.COMPONENT_LOG_LEVEL,
          Annotations.AGENT_LOG_LEVEL,
          Annotations.NATIVE_SIDECAR,
          Annotations.INTERCEPTION_MODE,
          Annotations.REWRITE_PROBES,
          Annotations.USER_VOLUME,
          Annotations.USER_VOLUME_MOUNT,
          Annotations.STATUS_PORT,
          Annotations.READINESS_INITIAL_DELAY,
          Annotations.READINESS_PERIOD,
          Annotations.READINESS_FAILURES,
          Annotations.INJECT_TEMPLATES,
          Annotations.PROXY_CONFIG,
          Annotations.PROXY_OVERRIDES,
          Annotations.MERGE_METRICS,
          Annotations.INCLUDE_INBOUND_PORTS,
          Annotations.EXCLUDE_INBOUND_PORTS,
          Annotations.INCLUDE_OUTBOUND_IP_RANGES,
          Annotations.EXCLUDE_OUTBOUND_IP_RANGES,
          Annotations.INCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_INTERFACES,
          Annotations.REROUTE_INTERFACES,
          Annotations.KUBEVIRT_INTERFACES);

  private static final String ALL_STATISTICS =
      "nothing: the proxy has all its statistics, with Istio's labels and Envoy's buckets";

  /** What a pod may carry, though it changes nothing; and why. */
  static final Map<String, String> WITHOUT_EFFECT =
      Map.of(
          "sidecar.istio.io/statsInclusionPrefixes", ALL_STATISTICS,
          "sidecar.istio.io/statsInclusionSuffixes", ALL_STATISTICS,
          "sidecar.istio.io/statsInclusionRegexps", ALL_STATISTICS,
          "sidecar.istio.io/extraStatTags", ALL_STATISTICS,
          "sidecar.istio.io/statsHistogramBuckets", ALL_STATISTICS,
          "sidecar.istio.io/statsHistogramBins", ALL_STATISTICS,
          "sidecar.istio.io/statsFlushInterval", "nothing: statistics are fetched, not sent",
          "sidecar.istio.io/statsEvictionInterval", "nothing: statistics are kept",
          "readiness.status.sidecar.istio.io/applicationPorts",
              "nothing: the proxy is ready when it has its configuration");

  /** What cannot be given; and why. */
  static final Map<String, String> REFUSED =
      Map.of(
          Annotations.BOOTSTRAP_OVERRIDE,
          "no such annotation: the proxy has no bootstrap of Envoy's",
          Annotations.SCRAPE_TARGETS,
          "one target, by prometheus.io/port and prometheus.io/path");

  private static final String UNKNOWN = "no such annotation: Istio does not have it";

  private PodAnnotations() {}

  /** Refuses and remarks what is not {@link #READ}. */
  static void check(AnnotationReader reader) {
    reader
        .annotations()
        .forEach(
            (key, value) -> {
              String useless = WITHOUT_EFFECT.get(key);
              if (useless != null) {
                reader.remark(key, value, useless);
              } else if (PREFIXES.stream().anyMatch(key::startsWith) && !READ.contains(key)) {
                reader.bad(key, value, REFUSED.getOrDefault(key, UNKNOWN));
              }
            });
  }
}
