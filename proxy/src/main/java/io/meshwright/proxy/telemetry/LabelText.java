package io.meshwright.proxy.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the labels of a series as Prometheus' text format wants them. */
public final class LabelText {
  private LabelText() {}

  static String of(IstioLabels labels) {
    StringBuilder out = new StringBuilder(768);
    label(out, "reporter", labels.reporter());
    workload(out, "source", labels.source());
    label(out, "source_principal", labels.sourcePrincipal());
    workload(out, "destination", labels.destination());
    label(out, "destination_principal", labels.destinationPrincipal());
    label(out, "destination_service", labels.service().host());
    label(out, "destination_service_name", labels.service().name());
    label(out, "destination_service_namespace", labels.service().namespace());
    label(out, "request_protocol", labels.requestProtocol());
    if (labels.responseCode() != 0) {
      label(out, "response_code", Integer.toString(labels.responseCode()));
      label(out, "grpc_response_status", labels.grpcStatus());
    }
    label(out, "response_flags", labels.responseFlags());
    label(out, "connection_security_policy", labels.securityPolicy());
    return out.toString();
  }

  private static void workload(StringBuilder out, String side, WorkloadMetadata workload) {
    label(out, side + "_workload", workload.workload());
    label(out, side + "_workload_namespace", workload.namespace());
    label(out, side + "_app", workload.app());
    label(out, side + "_version", workload.version());
    label(out, side + "_canonical_service", workload.canonicalService());
    label(out, side + "_canonical_revision", workload.canonicalRevision());
    label(out, side + "_cluster", workload.cluster());
  }

  private static void label(StringBuilder out, String name, String value) {
    if (!out.isEmpty()) {
      out.append(',');
    }
    out.append(name).append("=\"");
    try {
      escape(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.append('"');
  }

  /** Writes a label value with its quotes and line ends escaped. */
  public static void escape(Appendable out, String value) throws IOException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
  }
}
