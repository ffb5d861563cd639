package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares what two proxies made of the same request, but for what is chance or time. */
final class AnswerComparison {
  private static final Set<String> VARIABLE =
      Set.of("x-request-id", "date", "x-envoy-upstream-service-time", "traceparent");

  /** Only proxies that name the filter of Istio tell their peers who they are. */
  private static final Set<String> PEER_METADATA =
      Set.of("x-envoy-peer-metadata", "x-envoy-peer-metadata-id");

  private AnswerComparison() {}

  /** Status, headers, body, and what the application saw if one was reached. */
  static void assertAlike(HttpAnswer ours, HttpAnswer envoys) {
    assertThat(ours.status()).isEqualTo(envoys.status());
    assertThat(ours.version()).isEqualTo(envoys.version());
    if (ours.pod().equals("none")) {
      assertThat(ours.body()).isEqualTo(envoys.body());
      assertThat(fixed(ours.message().headers())).isEqualTo(fixed(envoys.message().headers()));
    } else {
      assertThat(fixed(ours.seenHeaders())).isEqualTo(fixed(envoys.seenHeaders()));
      assertThat(answered(ours)).isEqualTo(answered(envoys));
    }
  }

  /** The headers of an application's answer, which is as long as what it saw. */
  private static Map<String, String> answered(HttpAnswer answer) {
    Map<String, String> headers = fixed(answer.message().headers());
    headers.remove("content-length");
    return headers;
  }

  private static Map<String, String> fixed(Map<String, String> headers) {
    Map<String, String> fixed = new TreeMap<>(headers);
    fixed.keySet().removeAll(PEER_METADATA);
    VARIABLE.forEach(name -> fixed.computeIfPresent(name, (_, _) -> "(any)"));
    return fixed;
  }
}
