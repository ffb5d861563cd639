package io.meshwright.runtime.ca;

import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs certificates for authenticated callers and for the control plane itself. Safe for use by
 * many threads; each call reads the material once.
 */
public final class CertificateAuthority {

  /** Certificates begin this long before they are issued, for peers whose clocks are behind. */
  static final Duration BACKDATED = Duration.ofMinutes(2);

  private static final int SERIAL_BYTES = 16;

  private final CertificateCrypto crypto;
  private final TtlBounds ttl;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile CaMaterial material;

  public CertificateAuthority(
      CaMaterial material,
      CertificateCrypto crypto,
      TtlBounds ttl,
      InstantSource clock,
      SecureRandom random) {
    this.material = material;
    this.crypto = crypto;
    this.ttl = ttl;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A certificate for {@code caller}, of whose request only the public key is used.
   *
   * @param requestedSeconds the wanted life; 0 leaves it to the issuer
   * @throws ConfigException naming each check that the request fails
   */
  public IssuedCertificate issue(SpiffeId caller, String csrPem, long requestedSeconds)
      throws ConfigException {
    Csr csr = crypto.readCsr(csrPem);
    CsrChecks.require(csr, caller);
    Duration life = ttl.grant(requestedSeconds, caller);
    CaMaterial signer = material;
    X509Certificate leaf =
        sign(signer, new CertificateProfile.Workload(caller), csr.publicKey(), life);
    return new IssuedCertificate(leaf, between(signer), signer.roots());
  }

  /** A new key with a certificate for the names at which this control plane is reached. */
  public KeyAndChain issueServing(List<String> dnsNames) {
    CaMaterial signer = material;
    KeyPair pair = EcCurve.P256.generate(random);
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        sign(signer, new CertificateProfile.Serving(dnsNames), pair.getPublic(), ttl.standard()));
    chain.addAll(between(signer));
    return new KeyAndChain(pair.getPrivate(), chain);
  }

  /** What workloads trust; the first is the one that signs. */
  public List<X509Certificate> roots() {
    return material.roots();
  }

  /** The certificate that signs; equal to the first root of a self-signed authority. */
  public X509Certificate signer() {
    return material.certificate();
  }

  CaMaterial material() {
    return material;
  }

  /** From now on signs with {@code next}; certificates already issued stay as they are. */
  public void replace(CaMaterial next) {
    material = next;
  }

  /** A self-signed authority for a trust domain (istio-features S7, with a P-256 key). */
  static CaPem selfSigned(
      String organization,
      Duration life,
      CertificateCrypto crypto,
      InstantSource clock,
      SecureRandom random) {
    KeyPair pair = EcCurve.P256.generate(random);
    Instant now = clock.instant();
    X509Certificate root =
        crypto.selfSign(
            new CertificateTemplate(
                new CertificateProfile.Root(organization),
                pair.getPublic(),
                serial(random),
                now.minus(BACKDATED),
                now.plus(life)),
            pair.getPrivate());
    String certificate = Pem.of(root);
    return new CaPem(certificate, Pem.of(pair.getPrivate()), "", certificate);
  }

  private X509Certificate sign(
      CaMaterial signer, CertificateProfile profile, PublicKey key, Duration life) {
    Instant now = clock.instant();
    Instant wanted = now.plus(life);
    Instant last = signer.certificate().getNotAfter().toInstant();
    return crypto.sign(
        new CertificateTemplate(
            profile,
            key,
            serial(random),
            now.minus(BACKDATED),
            wanted.isBefore(last) ? wanted : last),
        signer.certificate(),
        signer.key());
  }

  /** What a peer needs between the leaf and a root that it has. */
  private static List<X509Certificate> between(CaMaterial signer) {
    List<X509Certificate> chain = new ArrayList<>();
    if (!signer.certificate().equals(signer.roots().getFirst())) {
      chain.add(signer.certificate());
    }
    chain.addAll(signer.intermediates());
    return chain;
  }

  private static BigInteger serial(SecureRandom random) {
    byte[] bytes = new byte[SERIAL_BYTES];
    random.nextBytes(bytes);
    bytes[0] = (byte) ((bytes[0] & 0x7f) | 0x40);
    return new BigInteger(1, bytes);
  }
}
