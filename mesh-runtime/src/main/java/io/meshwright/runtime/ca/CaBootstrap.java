package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds the authority's material at start, or makes it. Blocks on its stores. */
public final class CaBootstrap {

  private static final Duration ROOT_LIFE = Duration.ofDays(3650);

  private final List<CaStore> given;
  private final CaStore own;
  private final CertificateCrypto crypto;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * {@code given} are looked at in order and never written: plug-in CAs. {@code own} is where a
   * self-signed root is kept.
   */
  public CaBootstrap(
      List<CaStore> given,
      CaStore own,
      CertificateCrypto crypto,
      InstantSource clock,
      SecureRandom random) {
    this.given = List.copyOf(given);
    this.own = own;
    this.crypto = crypto;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The material of the first store that has some; otherwise that of a new self-signed root.
   * Material that is present but broken is an error and is never replaced: a new root would cut
   * every running workload off.
   */
  public CaMaterial load(TrustDomain trustDomain) throws ConfigException {
    for (CaStore store : given) {
      Optional<CaPem> pem = store.read();
      if (pem.isPresent()) {
        return CaMaterial.parse(pem.get(), store.name(), crypto);
      }
    }
    Optional<CaPem> stored = own.read();
    CaPem pem =
        stored.isPresent()
            ? stored.get()
            : own.createIfAbsent(
                CertificateAuthority.selfSigned(
                    trustDomain.name(), ROOT_LIFE, crypto, clock, random));
    return CaMaterial.parse(pem, own.name(), crypto);
  }
}
