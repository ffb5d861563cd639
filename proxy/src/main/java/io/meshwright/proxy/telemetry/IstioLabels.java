package io.meshwright.proxy.telemetry;

/**
 * The labels of one series of Istio's standard metrics. Built once per combination and then found
 * by equality, so the label text itself is written at scrape only (istio-features T3).
 *
 * @param reporter {@code source} or {@code destination}
 * @param sourcePrincipal SPIFFE id of the client; {@code unknown} without mutual TLS
 * @param requestProtocol {@code http}, {@code grpc} or {@code tcp}
 * @param responseCode 0 for TCP
 * @param grpcStatus empty if the request is not gRPC
 * @param responseFlags {@code -} if none
 * @param securityPolicy {@code mutual_tls}, {@code none} or {@code unknown}
 */
public record IstioLabels(
    String reporter,
    WorkloadMetadata source,
    WorkloadMetadata destination,
    String sourcePrincipal,
    String destinationPrincipal,
    DestinationService service,
    String requestProtocol,
    int responseCode,
    String grpcStatus,
    String responseFlags,
    String securityPolicy) {

  /** The service that was called; each part is {@code unknown} if not known. */
  public record DestinationService(String host, String name, String namespace) {
    /** Nothing is known. */
    public static final DestinationService UNKNOWN =
        new DestinationService(
            WorkloadMetadata.UNKNOWN_VALUE,
            WorkloadMetadata.UNKNOWN_VALUE,
            WorkloadMetadata.UNKNOWN_VALUE);
  }
}
