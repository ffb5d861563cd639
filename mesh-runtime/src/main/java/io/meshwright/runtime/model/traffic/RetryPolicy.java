package io.meshwright.runtime.model.traffic;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a failed attempt is repeated (istio-features VS19, VS20). */
public sealed interface RetryPolicy {

  /** As the mesh does it where nothing is said. */
  record MeshDefault() implements RetryPolicy {}

  /** Never. */
  record Disabled() implements RetryPolicy {}

  /**
   * As wanted.
   *
   * @param attempts how often after the first, at least 1
   * @param retryOn empty for the mesh's conditions
   * @param statusCodes further status codes to retry on
   */
  record Custom(
      int attempts,
      @Nullable Duration perTryTimeout,
      List<String> retryOn,
      List<Integer> statusCodes,
      boolean remoteLocalities,
      boolean ignorePreviousHosts,
      @Nullable Duration backoff)
      implements RetryPolicy {}
}
