package io.meshwright.operator.workload;

import io.meshwright.operator.apply.ApplyException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The workloads of the cluster that have proxies. Reads come from watches, see what was written
 * through this port, and never block, but for budgets.
 */
public interface Fleet {

  /** Whether all watches are up: without them, what is not seen may well be there. */
  boolean isCurrent();

  /** The pods with proxies, by what they have in common; those of a mesh's own gateways are not. */
  Set<ProxyPods> pods();

  /** Something that can be restarted; empty for anything else, or if it is not there. */
  Optional<Workload> workload(WorkloadKey key);

  /** The disruption budgets of a namespace as they are now; asks the API server. */
  List<Budget> budgets(String namespace);

  /**
   * Lets a workload replace its pods, unless the note says that they stay.
   *
   * @param note stands at the workload until {@link #release}
   * @throws ApplyException when the API server refuses, not if the workload has changed since it
   *     was read: it is then looked at again
   */
  void restart(Workload workload, Workload.Restart note);

  /**
   * Takes the note of a restart off a workload.
   *
   * @throws ApplyException as for {@link #restart}
   */
  void release(Workload workload);
}
