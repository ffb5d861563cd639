package io.meshwright.runtime.ca;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;

/** The authority in numbers, by the names of Istio's dashboards. */
public final class CaMetrics {

  private final Counter requests;
  private final Counter issued;
  private final Counter refused;
  private final Counter unauthenticated;

  public CaMetrics(CertificateAuthority authority, MeterRegistry registry) {
    requests = counter(registry, "citadel.server.csr.count", "Certificate requests.");
    issued =
        counter(registry, "citadel.server.success.cert.issuance.count", "Certificates issued.");
    refused =
        counter(registry, "citadel.server.csr.refused.count", "Requests that failed a check.");
    unauthenticated =
        counter(registry, "citadel.server.authentication.failure.count", "Calls without identity.");
    Gauge.builder(
            "citadel.server.root.cert.expiry.timestamp",
            authority,
            a -> expiry(a.roots().getFirst()))
        .description("When the root expires, in seconds since 1970.")
        .register(registry);
    Gauge.builder("citadel.server.cert.chain.expiry.timestamp", authority, a -> expiry(a.signer()))
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

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private static double expiry(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().getEpochSecond();
  }
}
