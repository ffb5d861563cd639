package io.meshwright.runtime.serving;

import io.meshwright.runtime.ca.CertificateAuthority;
import io.meshwright.runtime.ca.KeyAndChain;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The certificate under which this control plane is reached, renewed at half of its life. Servers
 * ask for {@link #current()} at each handshake, so none restarts. Safe for many threads.
 */
public final class ServingIdentity {

  private static final Logger LOG = Logger.getLogger(ServingIdentity.class);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** The pair before is kept for handshakes that began with it. */
  private record Generations(KeyAndChain current, KeyAndChain previous) {}

  private final CertificateAuthority authority;
  private final List<String> dnsNames;
  private final InstantSource clock;
  private volatile Generations generations;

  /** Issues the first certificate. */
  public ServingIdentity(
      CertificateAuthority authority, List<String> dnsNames, InstantSource clock) {
    this.authority = authority;
    this.dnsNames = List.copyOf(dnsNames);
    this.clock = clock;
    KeyAndChain first = authority.issueServing(this.dnsNames);
    this.generations = new Generations(first, first);
  }

  /** What to present to a client that connects now. */
  public KeyAndChain current() {
    return generations.current();
  }

  /** The pair with this serial, if it is the current one or the one before. */
  Optional<KeyAndChain> bySerial(String serial) {
    Generations known = generations;
    return Stream.of(known.current(), known.previous())
        .filter(pair -> pair.leaf().getSerialNumber().toString().equals(serial))
        .findFirst();
  }

  /** Roots by which a client's certificate is verified now. */
  List<X509Certificate> roots() {
    return authority.roots();
  }

  /**
   * Renews the certificate if half of its life has passed, or if the authority signs with another
   * key now.
   *
   * @return how long to wait before the next call
   */
  public synchronized Duration renewIfDue() {
    Instant now = clock.instant();
    KeyAndChain served = current();
    if (!now.isBefore(halfLife(served.leaf())) || isFromAnotherSigner(served)) {
      KeyAndChain fresh = authority.issueServing(dnsNames);
      generations = new Generations(fresh, served);
      LOG.infof(
          "Renewed the serving certificate, valid until %s",
          fresh.leaf().getNotAfter().toInstant());
    }
    Duration untilDue = Duration.between(now, halfLife(current().leaf()));
    return untilDue.compareTo(LONGEST_WAIT) < 0 ? untilDue : LONGEST_WAIT;
  }

  /** Renews on {@code executor} from now on, until that executor is shut down. */
  public void keepRenewed(ScheduledExecutorService executor) {
    Duration wait;
    try {
      wait = renewIfDue();
    } catch (RuntimeException e) {
      LOG.error("Cannot renew the serving certificate", e);
      wait = RETRY;
    }
    if (!executor.isShutdown()) {
      // The result of the task is its rescheduling; its failure is caught above.
      var _ =
          executor.schedule(
              () -> keepRenewed(executor), Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
    }
  }

  /** Roots of one mesh have the same name, so only their keys tell them apart. */
  private boolean isFromAnotherSigner(KeyAndChain served) {
    try {
      served.leaf().verify(authority.signer().getPublicKey());
      return false;
    } catch (GeneralSecurityException _) {
      return true;
    }
  }

  private static Instant halfLife(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    return from.plus(Duration.between(from, to).dividedBy(2));
  }
}
