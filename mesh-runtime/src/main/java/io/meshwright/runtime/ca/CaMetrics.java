package io.meshwright.runtime.ca;

import io.meshwright.runtime.metrics.IstioMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.LongAdder;

/** The authority in numbers, by the names of Istio's dashboards. */
public final class CaMetrics {

  private final LongAdder requests;
  private final LongAdder issued;
  private final LongAdder refused;
  private final LongAdder unauthenticated;

  public CaMetrics(CertificateAuthority authority, MeterRegistry registry) {
    IstioMeters meters = new IstioMeters(registry);
    requests = count(meters, "citadel_server_csr_count", "Certificate requests.");
    issued = count(meters, "citadel_server_success_cert_issuance_count", "Certificates issued.");
    refused = count(meters, "citadel_server_csr_refused_count", "Requests that failed a check.");
    unauthenticated =
        count(meters, "citadel_server_authentication_failure_count", "Calls without identity.");
    Gauge.builder(
            "citadel_server_root_cert_expiry_timestamp",
            authority,
            a -> expiry(a.roots().getFirst()))
        .description("When the root expires, in seconds since 1970.")
        .register(registry);
    Gauge.builder("citadel_server_cert_chain_expiry_timestamp", authority, a -> expiry(a.signer()))
        .description("When the signing certificate expires, in seconds since 1970.")
        .register(registry);
  }

  /** Counts a call whose caller could not be told. */
  public void unauthenticated() {
    unauthenticated.increment();
  }

  void requested() {
    requests.increment();
  }

  void issued() {
    issued.increment();
  }

  void refused() {
    refused.increment();
  }

  private static LongAdder count(IstioMeters meters, String name, String description) {
    return meters.count(name, description, Tags.empty());
  }

  private static double expiry(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }
}
