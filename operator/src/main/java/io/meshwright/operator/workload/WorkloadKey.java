package io.meshwright.operator.workload;

import java.util.Comparator;

/**
 * Names what keeps pods running: a Deployment, StatefulSet, DaemonSet or Rollout, or something that
 * the operator cannot restart, such as a Job or the pod itself.
 */
public record WorkloadKey(String kind, String namespace, String name)
    implements Comparable<WorkloadKey> {

  public static final String DEPLOYMENT = "Deployment";
  public static final String STATEFUL_SET = "StatefulSet";
  public static final String DAEMON_SET = "DaemonSet";

  /** Of Argo Rollouts. */
  public static final String ROLLOUT = "Rollout";

  private static final Comparator<WorkloadKey> ORDER =
      Comparator.comparing(WorkloadKey::namespace)
          .thenComparing(WorkloadKey::name)
          .thenComparing(WorkloadKey::kind);

  @Override
  public int compareTo(WorkloadKey other) {
    return ORDER.compare(this, other);
  }

  /** As a user would say it: {@code Deployment shop/cart}. */
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
