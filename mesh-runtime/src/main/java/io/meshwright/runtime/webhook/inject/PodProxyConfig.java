package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.crd.naming.Ports;
import io.meshwright.runtime.capture.InterceptionMode;
import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.ProxyConfigFields;
import java.time.Duration;
import java.util.Set;

/** Istio's {@code ProxyConfig} of one pod, all of its sources put together. */
record PodProxyConfig(ObjectNode json) {

  static final String FREE_PORT = "a port, 1 to 65535, that the proxy uses for nothing else";

  private static final Set<Integer> TAKEN =
      Set.of(
          Ports.PROXY_ADMIN,
          Ports.PROXY_OUTBOUND,
          Ports.PROXY_INBOUND,
          Ports.PROXY_HBONE,
          Ports.PROXY_READINESS,
          Ports.PROXY_DNS,
          Ports.PROXY_METRICS);

  /** What the proxy needs when its drain is over: for the last requests, and to exit. */
  private static final Duration END = Duration.ofMillis(1500);

  private static final Duration LEAST_GRACE = Duration.ofSeconds(2);

  private static final String DNS_CAPTURE = "ISTIO_META_" + NodeMetadata.DNS_CAPTURE;

  /** Whether the proxy's status server may listen there. */
  static boolean isFreePort(int port) {
    return port > 0 && port <= AnnotationReader.LAST_PORT && !TAKEN.contains(port);
  }

  /** Where the proxy serves probes and merged metrics. */
  int statusPort() {
    return json.path(ProxyConfigFields.STATUS_PORT).asInt(Ports.PROXY_STATUS);
  }

  /** Whether the proxy says of itself that it answers DNS queries (istio-features X12). */
  boolean answersDns() {
    return json.path(ProxyConfigFields.METADATA).path(DNS_CAPTURE).asText().equals("true");
  }

  /** See {@link io.meshwright.crd.injection.InjectionValues}; {@code absent} if nobody says. */
  boolean holdsApplication(boolean absent) {
    return json.path(ProxyConfigFields.HOLD_APPLICATION).asBoolean(absent);
  }

  /**
   * With a drain that is over before the kubelet kills what is left, so that the proxy ends in
   * order.
   *
   * @param grace of the pod; the kubelet gives a container two seconds at least
   */
  PodProxyConfig endingWithin(Duration grace) {
    Duration given = grace.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : grace;
    Duration longest = given.minus(END);
    Duration drain =
        ProxyConfigFields.duration(json.path(ProxyConfigFields.TERMINATION_DRAIN).asText())
            .orElse(ProxyConfigFields.DEFAULT_TERMINATION_DRAIN);
    if (drain.compareTo(longest) <= 0) {
      return this;
    }
    return new PodProxyConfig(
        json.deepCopy().put(ProxyConfigFields.TERMINATION_DRAIN, longest.toMillis() + "ms"));
  }

  InterceptionMode interceptionMode() {
    return InterceptionMode.of(json.path(ProxyConfigFields.INTERCEPTION_MODE).asText())
        .orElse(InterceptionMode.REDIRECT);
  }
}
