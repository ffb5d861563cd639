package io.meshwright.operator.revision;

import java.util.Map;

/** The pods of the cluster, as far as they refer to revisions. Reads never block. */
public interface Workloads {

  /** How many pods there are of each reference; each number is positive. */
  Map<PodReference, Long> pods();
}
