package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.WorkloadTrust;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which material may come after which without cutting a running workload off: what signs next must
 * be trusted already, and what was signed before must stay trusted. A root is therefore changed in
 * steps: trusted, then signing, then alone. Pure.
 */
final class CaSuccession {

  private CaSuccession() {}

  /** Refuses {@code next} if workloads that follow {@code current} would not get on with it. */
  static void require(CaMaterial current, CaMaterial next, String where) throws ConfigException {
    requireTrusted(next, current.roots(), where);
    X509Certificate before = current.roots().getFirst();
    if (!next.roots().contains(before)) {
      throw error(
          where,
          "no root " + WorkloadTrust.fingerprint(before) + ", to which certificates in use lead",
          "that root too, until all certificates are renewed");
    }
  }

  /** Refuses material whose root is none of those that workloads were told to trust. */
  static void requireTrusted(CaMaterial next, List<X509Certificate> trusted, String where)
      throws ConfigException {
    X509Certificate root = next.roots().getFirst();
    if (!trusted.contains(root)) {
      throw error(
          where,
          "root " + WorkloadTrust.fingerprint(root) + ", which workloads do not trust",
          "to sign with root "
              + WorkloadTrust.fingerprint(trusted.getFirst())
              + " until the other one, added here, is trusted everywhere");
    }
  }

  static ConfigException error(String where, String found, String expected) {
    return new ConfigException(new ConfigError(where, CaPem.ROOTS_KEY, found, expected));
  }
}
