package io.meshwright.operator.analysis;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * How requests ended, in the words of the labels of {@code istio_requests_total}.
 *
 * @param code of HTTP; 0 if nothing was answered
 * @param grpcStatus empty if they were not gRPC
 * @param flags of Envoy, separated by commas; {@code -} for none
 */
public record RequestEnd(int code, String grpcStatus, String flags) {

  private static final int SERVER_ERRORS = 500;

  /** UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
  private static final Set<String> GRPC_FAILURES = Set.of("2", "4", "13", "14", "15");

  /**
   * No route or cluster, no or no healthy endpoint, and everything that went wrong with the
   * upstream: the mesh's or the server's doing, whatever status was sent before or with it.
   */
  private static final Set<String> MESH_FAILURES =
      Set.of(
          "NR", "NC", "NFCF", "UH", "UF", "UC", "UR", "URX", "UT", "UPE", "UO", "LR", "LH", "OM");

  /** The client went away. */
  private static final String CLIENT_GONE = "DC";

  /**
   * Whether a user would call it failed by the server's or the mesh's fault: a status of 500 and
   * above, the gRPC statuses that stand for the same, no answer though the client waited, or a flag
   * of a mesh that could not deliver. Not what a client did wrong (4xx), or gave up.
   */
  public boolean isFailed() {
    if (code >= SERVER_ERRORS || GRPC_FAILURES.contains(grpcStatus)) {
      return true;
    }
    Set<String> each = new HashSet<>(Arrays.asList(flags.split(",", -1)));
    return each.stream().anyMatch(MESH_FAILURES::contains)
        || (code == 0 && !each.contains(CLIENT_GONE));
  }
}
