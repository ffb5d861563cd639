package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import io.meshwright.xds.WorkloadTrust;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
   * Material and where it is kept.
   *
   * @param place for messages
   */
  record Stored(CaMaterial material, String place) {}

  /**
   * The material of the first store that has some; otherwise that of a new self-signed root.
   * Material that is present but broken is an error and is never replaced: a new root would cut
   * every running workload off. For the same reason nothing is used, or made, that leads to none of
   * the roots which workloads were told to trust.
   *
   * @param published those roots; empty if nobody was told any
   */
  public CaMaterial load(TrustDomain trustDomain, List<X509Certificate> published)
      throws ConfigException {
    Optional<Stored> stored = stored();
    if (published.isEmpty()) {
      return stored.isPresent() ? stored.get().material() : fresh(trustDomain);
    }
    if (stored.isEmpty()) {
      throw missing("the authority of root " + WorkloadTrust.fingerprint(published.getFirst()));
    }
    CaSuccession.requireTrusted(stored.get().material(), published, stored.get().place());
    return stored.get().material();
  }

  /** The material of the first store that has some. */
  Stored find() throws ConfigException {
    Optional<Stored> stored = stored();
    if (stored.isEmpty()) {
      throw missing("the authority in use");
    }
    return stored.get();
  }

  private Optional<Stored> stored() throws ConfigException {
    for (CaStore store : stores()) {
      Optional<CaPem> pem = store.read();
      if (pem.isPresent()) {
        return Optional.of(
            new Stored(CaMaterial.parse(pem.get(), store.name(), crypto), store.name()));
      }
    }
    return Optional.empty();
  }

  private List<CaStore> stores() {
    return Stream.concat(given.stream(), Stream.of(own)).toList();
  }

  private CaMaterial fresh(TrustDomain trustDomain) throws ConfigException {
    CaPem made =
        own.createIfAbsent(
            CertificateAuthority.selfSigned(trustDomain.name(), ROOT_LIFE, crypto, clock, random));
    return CaMaterial.parse(made, own.name(), crypto);
  }

  private ConfigException missing(String expected) {
    return new ConfigException(
        new ConfigError(
            stores().stream().map(CaStore::name).collect(Collectors.joining(" or ")),
            CaPem.CERTIFICATE_KEY,
            "",
            expected + ", from a backup"));
  }
}
