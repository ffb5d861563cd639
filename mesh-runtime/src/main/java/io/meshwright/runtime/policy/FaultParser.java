package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.crd.networking.Percent;
import io.meshwright.runtime.model.traffic.FaultPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses faults made on purpose (istio-features VS22). */
final class FaultParser {

  /** gRPC's status codes; the index is the number. */
  private static final List<String> GRPC_CODES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private final Problems problems;

  FaultParser(Problems problems) {
    this.problems = problems;
  }

  @Nullable FaultPolicy fault(String path, HttpRoute.@Nullable HttpFaultInjection fault) {
    if (fault == null) {
      return null;
    }
    if (fault.delay() == null && fault.abort() == null) {
      problems.add(path, "", "a delay or an abort");
    }
    return new FaultPolicy(
        fault.delay() == null ? null : delay(path + ".delay", fault.delay()),
        fault.abort() == null ? null : abort(path + ".abort", fault.abort()));
  }

  private FaultPolicy.@Nullable Delay delay(String path, HttpRoute.FaultDelay delay) {
    problems.refuse(path + ".exponentialDelay", delay.exponentialDelay());
    Duration fixed = problems.positiveDuration(path + ".fixedDelay", delay.fixedDelay());
    if (delay.fixedDelay() == null) {
      problems.add(path + ".fixedDelay", "", "a duration above 0");
    }
    Integer older = delay.percent();
    double absent = older == null ? 0 : problems.percent(path + ".percent", older.doubleValue(), 0);
    double percent = share(path, delay.percentage(), absent);
    return fixed == null ? null : new FaultPolicy.Delay(fixed, percent);
  }

  private FaultPolicy.Abort abort(String path, HttpRoute.FaultAbort abort) {
    problems.refuse(path + ".http2Error", abort.http2Error());
    double percent = share(path, abort.percentage(), 0);
    if (abort.httpStatus() != null && abort.grpcStatus() == null) {
      int status = problems.integer(path + ".httpStatus", abort.httpStatus(), 500, 200, 599);
      return new FaultPolicy.Abort(status, -1, percent);
    }
    int code = abort.grpcStatus() == null ? -1 : GRPC_CODES.indexOf(abort.grpcStatus());
    if (code < 0 || abort.httpStatus() != null) {
      problems.add(path, abort, "either httpStatus or a grpcStatus such as UNAVAILABLE");
    }
    return new FaultPolicy.Abort(-1, code, percent);
  }

  private double share(String path, @Nullable Percent percent, double absent) {
    return percent == null
        ? absent
        : problems.percent(path + ".percentage.value", percent.value(), 0);
  }
}
