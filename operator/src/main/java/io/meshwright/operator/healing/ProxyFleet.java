package io.meshwright.operator.healing;

import io.meshwright.operator.sessions.ProxyName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The pods of the cluster that healing looks at. */
public interface ProxyFleet {

  /** Whether all of them are seen. */
  boolean isCurrent();

  /** Running pods with proxies, gateways too; from a watch, never blocks. */
  List<ProxyPod> pods();

  /**
   * When a pod was made; empty if it is gone. Asks the API server.
   *
   * @throws io.meshwright.operator.apply.ReadException when it cannot be asked
   */
  Optional<Instant> created(ProxyName pod);

  /** Evicts a pod, unless another one has its name by now. Blocks. */
  Answer evict(ProxyName pod, String uid);

  /** Which right to evict is missing, for users; asks the API server now and then. */
  Optional<String> missingRight();

  /** What came of an eviction. */
  sealed interface Answer {

    /** The pod ends, or was gone. */
    record Done() implements Answer {}

    /** A disruption budget does not allow it now, or the API server has no time. */
    record Postponed(String words) implements Answer {}

    /** The API server refuses. */
    record Refused(String words) implements Answer {}
  }
}
