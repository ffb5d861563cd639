package io.meshwright.runtime.compile.route;

import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;
import static io.meshwright.runtime.compile.scope.Protobuf.uint32;

import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryPriority;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import java.util.ArrayList;
import java.util.List;

/** Writes when a request is tried again (istio-features VS19, VS20). */
final class RetryCompiler {

  private static final List<String> CONDITIONS =
      List.of(
          "connect-failure",
          "refused-stream",
          "unavailable",
          "cancelled",
          "retriable-status-codes");
  private static final String BY_STATUS = "retriable-status-codes";
  private static final int ATTEMPTS = 2;
  private static final int HOST_SELECTIONS = 5;
  private static final int PRIORITY_UPDATES = 2;

  private RetryCompiler() {}

  /**
   * Writes nothing if the policy is never to retry.
   *
   * @param hashed the host is bound to a key, so that hosts already tried are not avoided
   */
  static void apply(RetryPolicy policy, boolean hashed, RouteAction.Builder action) {
    switch (policy) {
      case RetryPolicy.Disabled() -> {}
      case RetryPolicy.MeshDefault() -> {
        var retry =
            io.envoyproxy.envoy.config.route.v3.RetryPolicy.newBuilder()
                .setNumRetries(uint32(ATTEMPTS))
                .setRetryOn(String.join(",", CONDITIONS));
        avoidPreviousHosts(retry, !hashed);
        action.setRetryPolicy(retry);
      }
      case RetryPolicy.Custom custom -> action.setRetryPolicy(compile(custom, hashed));
    }
  }

  private static io.envoyproxy.envoy.config.route.v3.RetryPolicy compile(
      RetryPolicy.Custom custom, boolean hashed) {
    List<String> conditions =
        new ArrayList<>(
            custom.retryOn().isEmpty() && custom.statusCodes().isEmpty()
                ? CONDITIONS
                : custom.retryOn());
    if (!custom.statusCodes().isEmpty() && !conditions.contains(BY_STATUS)) {
      conditions.add(BY_STATUS);
    }
    var retry =
        io.envoyproxy.envoy.config.route.v3.RetryPolicy.newBuilder()
            .setNumRetries(uint32(custom.attempts()))
            .setRetryOn(String.join(",", conditions))
            .addAllRetriableStatusCodes(custom.statusCodes());
    if (custom.perTryTimeout() != null) {
      retry.setPerTryTimeout(duration(custom.perTryTimeout()));
    }
    if (custom.backoff() != null) {
      retry.setRetryBackOff(RetryBackOff.newBuilder().setBaseInterval(duration(custom.backoff())));
    }
    if (custom.remoteLocalities()) {
      retry.setRetryPriority(
          RetryPriority.newBuilder()
              .setName("envoy.retry_priorities.previous_priorities")
              .setTypedConfig(
                  pack(
                      PreviousPrioritiesConfig.newBuilder()
                          .setUpdateFrequency(PRIORITY_UPDATES)
                          .build())));
    }
    avoidPreviousHosts(retry, custom.ignorePreviousHosts() && !hashed);
    return retry.build();
  }

  private static void avoidPreviousHosts(
      io.envoyproxy.envoy.config.route.v3.RetryPolicy.Builder retry, boolean avoid) {
    if (avoid) {
      retry
          .setHostSelectionRetryMaxAttempts(HOST_SELECTIONS)
          .addRetryHostPredicate(
              RetryHostPredicate.newBuilder()
                  .setName("envoy.retry_host_predicates.previous_hosts")
                  .setTypedConfig(pack(PreviousHostsPredicate.getDefaultInstance())));
    }
  }
}
