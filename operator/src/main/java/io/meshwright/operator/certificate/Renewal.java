package io.meshwright.operator.certificate;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the operator's own certificates are renewed. A new root is trusted for {@link #SPREAD}
 * before it signs what is served, so that no call meets a certificate which its caller does not
 * know yet; the old root stays trusted until it expires.
 */
public final class Renewal {

  static final Duration ROOT_LIFE = Duration.ofDays(3650);
  static final Duration SERVING_LIFE = Duration.ofDays(90);

  /** How long a new root waits until the API server knows it. */
  static final Duration SPREAD = Duration.ofMinutes(10);

  private final CertificateMaker maker;
  private final List<String> dnsNames;

  /**
   * Makes a rule.
   *
   * @param dnsNames at which the server is called
   */
  public Renewal(CertificateMaker maker, List<String> dnsNames) {
    this.maker = maker;
    this.dnsNames = List.copyOf(dnsNames);
  }

  /** What should be kept from now on; empty if that is what is kept already. */
  public Optional<OwnMaterial> next(@Nullable OwnMaterial kept, Instant now) {
    if (kept == null || !kept.newestRoot().getNotAfter().toInstant().isAfter(now)) {
      return Optional.of(fresh(now));
    }
    if (isDue(kept.newestRoot(), now)) {
      KeyPair pair = maker.newKeyPair();
      List<X509Certificate> roots = new ArrayList<>();
      roots.add(maker.root(pair, now, now.plus(ROOT_LIFE)));
      kept.roots().stream()
          .filter(root -> root.getNotAfter().toInstant().isAfter(now))
          .forEach(roots::add);
      return Optional.of(new OwnMaterial(roots, pair.getPrivate(), kept.serving()));
    }
    boolean rootIsKnown = !kept.newestRoot().getNotBefore().toInstant().plus(SPREAD).isAfter(now);
    boolean stale =
        isDue(kept.serving().leaf(), now)
            || !maker.dnsNames(kept.serving().leaf()).equals(dnsNames)
            || (rootIsKnown && !kept.isSignedByNewestRoot());
    return stale
        ? Optional.of(
            new OwnMaterial(kept.roots(), kept.rootKey(), serving(kept.newestRoot(), kept, now)))
        : Optional.empty();
  }

  private OwnMaterial fresh(Instant now) {
    KeyPair pair = maker.newKeyPair();
    X509Certificate root = maker.root(pair, now, now.plus(ROOT_LIFE));
    return new OwnMaterial(
        List.of(root),
        pair.getPrivate(),
        maker.serving(root, pair.getPrivate(), dnsNames, now, now.plus(SERVING_LIFE)));
  }

  private ServingKey serving(X509Certificate root, OwnMaterial kept, Instant now) {
    return maker.serving(root, kept.rootKey(), dnsNames, now, now.plus(SERVING_LIFE));
  }

  /** Two thirds of a certificate's life leave a third to find out why renewal fails. */
  private static boolean isDue(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    return !now.isBefore(from.plus(life.multipliedBy(2).dividedBy(3)));
  }
}
