package io.meshwright.proxy.telemetry;

/**
 * Who a workload is, as Istio's metrics label it. An unknown value is {@code unknown}
 * (istio-features T3). Which of the workload's pods it is does not belong here: series would grow
 * with each rollout.
 */
public record WorkloadMetadata(
    String workload,
    String namespace,
    String app,
    String version,
    String canonicalService,
    String canonicalRevision,
    String cluster) {

  /** What Istio writes for anything that is not known. */
  public static final String UNKNOWN_VALUE = "unknown";

  /** Nothing is known. */
  public static final WorkloadMetadata UNKNOWN = new WorkloadMetadata("", "", "", "", "", "", "");

  public WorkloadMetadata {
    workload = orUnknown(workload);
    namespace = orUnknown(namespace);
    app = orUnknown(app);
    version = orUnknown(version);
    canonicalService = orUnknown(canonicalService);
    canonicalRevision = orUnknown(canonicalRevision);
    cluster = orUnknown(cluster);
  }

  /** The value, or {@code unknown} in its place if it is empty. */
  public static String orUnknown(String value) {
    return value.isEmpty() ? UNKNOWN_VALUE : value;
  }
}
