package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ReadinessProbe;
import io.meshwright.crd.networking.WorkloadEntrySpec;
import io.meshwright.crd.networking.WorkloadGroupSpec;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.xds.ConfigException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the spec of a WorkloadGroup (istio-features WG1, WG2). Nothing in the model depends on it:
 * it is a form for WorkloadEntries, which users fill in.
 */
public final class WorkloadGroupParser {

  private final Problems problems;

  private WorkloadGroupParser(Problems problems) {
    this.problems = problems;
  }

  /** Reports all that is wrong with a spec. */
  public static void check(Origin origin, WorkloadGroupSpec spec) throws ConfigException {
    WorkloadGroupParser parser = new WorkloadGroupParser(new Problems(origin.toString()));
    parser.template(spec.template());
    parser.probe(spec.probe());
    parser.problems.throwIfAny();
  }

  private void template(@Nullable WorkloadEntrySpec template) {
    if (template == null) {
      problems.add("spec.template", "", "what each WorkloadEntry says");
      return;
    }
    if (template.address() != null) {
      problems.add("spec.template.address", template.address(), "nothing: each entry has its own");
    }
    for (Map.Entry<String, Integer> port : template.ports().entrySet()) {
      problems.port("spec.template.ports[" + port.getKey() + "]", port.getValue());
    }
    if (template.weight() != null && template.weight() < 0) {
      problems.add("spec.template.weight", template.weight(), "a number of at least 0");
    }
  }

  private void probe(@Nullable ReadinessProbe probe) {
    if (probe == null) {
      return;
    }
    long ways =
        Stream.of(probe.httpGet(), probe.tcpSocket(), probe.exec(), probe.grpc())
            .filter(Objects::nonNull)
            .count();
    if (ways != 1) {
      problems.add(
          "spec.probe", ways + " of them", "exactly one of httpGet, tcpSocket, exec and grpc");
    }
    number("initialDelaySeconds", probe.initialDelaySeconds());
    number("timeoutSeconds", probe.timeoutSeconds());
    number("periodSeconds", probe.periodSeconds());
    number("successThreshold", probe.successThreshold());
    number("failureThreshold", probe.failureThreshold());
    if (probe.httpGet() != null) {
      problems.port("spec.probe.httpGet.port", probe.httpGet().port());
      String scheme = HttpRouteParser.orEmpty(probe.httpGet().scheme());
      if (!scheme.isEmpty() && !scheme.equals("HTTP") && !scheme.equals("HTTPS")) {
        problems.add("spec.probe.httpGet.scheme", scheme, "HTTP or HTTPS");
      }
    }
    if (probe.tcpSocket() != null) {
      problems.port("spec.probe.tcpSocket.port", probe.tcpSocket().port());
    }
    if (probe.grpc() != null) {
      problems.port("spec.probe.grpc.port", probe.grpc().port());
    }
    if (probe.exec() != null && probe.exec().command().isEmpty()) {
      problems.add("spec.probe.exec.command", "", "a command");
    }
  }

  private void number(String field, @Nullable Integer value) {
    problems.integer("spec.probe." + field, value, 0, 0, Integer.MAX_VALUE);
  }
}
