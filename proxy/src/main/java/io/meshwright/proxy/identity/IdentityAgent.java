package io.meshwright.proxy.identity;

import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.controlplane.Backoff;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SecretNames;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gets the workload's certificate and keeps it fresh: a new key and certificate at about half of
 * each certificate's life, and soon after the mesh began to issue by another root; retried with
 * growing pauses while the old one stays in use. Until the first one comes, that of an earlier run
 * is used, if it is still valid. On the configuration thread.
 */
public final class IdentityAgent {
  private static final Logger LOG = System.getLogger(IdentityAgent.class.getName());
  private static final double EARLIEST = 0.45;
  private static final double LATEST = 0.55;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Proxies of a mesh whose issuing root changed ask within this time, not all at once. */
  private static final Duration SPREAD = Duration.ofSeconds(10);

  private final CertificateAuthorityClient authority;
  private final ProxyConfig config;
  private final ConfigurationThread thread;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Consumer<Map<String, Secret>> secrets;
  private final KeptIdentity kept;
  private Secret.@Nullable Identity issued;

  /** As the control plane says them; before, and if it never does, those of answer and file. */
  private Secret.@Nullable Roots meshRoots;

  private boolean asking;

  /** Counts what was planned: only the last plan is carried out. */
  private int plans;

  /**
   * Nothing happens before {@link #start}.
   *
   * @param secrets takes {@code default} and {@code ROOTCA} each time they are new
   */
  public IdentityAgent(
      ProxyConfig config,
      ControlPlaneChannels channels,
      ConfigurationThread thread,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Map<String, Secret>> secrets) {
    this.authority = new CertificateAuthorityClient(channels, config);
    this.config = config;
    this.thread = thread;
    this.clock = clock;
    this.random = random;
    this.backoff = new Backoff(random);
    this.secrets = secrets;
    this.kept =
        new KeptIdentity(
            new KeptFile(config.stateDirectory(), "identity", config.node().id().toString()));
  }

  /**
   * Requests the first certificate, unless the control plane is reached without identity.
   *
   * @param patience how long to wait for it before the one that was kept is used
   */
  public void start(Duration patience) {
    if (config.authentication() instanceof Authentication.Token token) {
      thread.after(patience, this::restore);
      plan(token, Duration.ZERO);
    }
  }

  /**
   * The roots of the mesh are these, the issuing one first; on the configuration thread. A
   * certificate of another root is replaced soon.
   */
  public void rootsChanged(Secret.Roots roots) {
    meshRoots = roots;
    if (config.authentication() instanceof Authentication.Token token
        && !asking
        && isOfAnotherRoot()) {
      Duration pause = Duration.ofMillis(random.nextLong(SPREAD.toMillis()));
      LOG.log(Level.INFO, "the mesh issues by another root; next certificate in {0}", pause);
      plan(token, pause);
    }
  }

  private boolean isOfAnotherRoot() {
    Secret.Identity identity = issued;
    Secret.Roots roots = meshRoots;
    return identity != null
        && roots != null
        && roots.issuerOf(identity).filter(roots.roots().getFirst()::equals).isEmpty();
  }

  private void plan(Authentication.Token token, Duration pause) {
    plans++;
    int mine = plans;
    thread.after(
        pause,
        () -> {
          if (mine == plans) {
            renew(token);
          }
        });
  }

  private void restore() {
    if (issued == null) {
      kept.restore(clock.instant())
          .ifPresent(
              material -> {
                LOG.log(
                    Level.INFO,
                    "no certificate yet from {0}: the one of an earlier run is used",
                    config.certificateAuthority());
                provide(material);
              });
    }
  }

  private void provide(KeptIdentity.Material material) {
    secrets.accept(
        Map.of(SecretNames.IDENTITY, material.identity(), SecretNames.ROOTS, material.roots()));
  }

  private void renew(Authentication.Token token) {
    asking = true;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair key = generator.generateKeyPair();
      String request = CertificateRequest.pem(key, config.node().workload().uri());
      var _ =
          authority
              .sign(request, token.certificateLife())
              .whenCompleteAsync(
                  (chain, failure) -> {
                    if (failure == null) {
                      install(token, key, chain);
                    } else {
                      retry(token, failure);
                    }
                  },
                  thread);
    } catch (GeneralSecurityException e) {
      retry(token, e);
    }
  }

  private void install(Authentication.Token token, KeyPair key, List<String> pems) {
    try {
      Secret.Identity identity = identity(key, pems);
      X509Certificate leaf = identity.chain().getFirst();
      KeptIdentity.Material material =
          new KeptIdentity.Material(identity, roots(token, Pem.certificates(pems.getLast())));
      provide(material);
      kept.keep(material);
      asking = false;
      issued = identity;
      // a replica may not know yet that another root issues
      boolean again = isOfAnotherRoot();
      Duration pause = again ? backoff.next() : untilRenewal(leaf);
      if (!again) {
        backoff.reset();
      }
      LOG.log(
          Level.INFO,
          "certificate for {0} until {1}, next one in {2}",
          config.node().workload(),
          leaf.getNotAfter().toInstant(),
          pause);
      plan(token, pause);
    } catch (GeneralSecurityException | IOException e) {
      retry(token, e);
    }
  }

  /** All elements but the last, which has the roots, are the chain. */
  private Secret.Identity identity(KeyPair key, List<String> pems) throws GeneralSecurityException {
    List<String> chain = pems.size() > 1 ? pems.subList(0, pems.size() - 1) : pems;
    Secret.Identity identity =
        new Secret.Identity(Pem.certificates(String.join("\n", chain)), key.getPrivate());
    X509Certificate leaf = identity.chain().getFirst();
    if (!leaf.getPublicKey().equals(key.getPublic())) {
      throw new GeneralSecurityException("the certificate is for another key");
    }
    leaf.checkValidity(Date.from(clock.instant()));
    return identity;
  }

  /** A part of what is left: the issuer dates the begin back, for clocks that are late. */
  private Duration untilRenewal(X509Certificate leaf) {
    Duration left = Duration.between(clock.instant(), leaf.getNotAfter().toInstant());
    Duration pause =
        Duration.ofMillis((long) (left.toMillis() * random.nextDouble(EARLIEST, LATEST)));
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }

  /** What the control plane says, or the issuer's roots and those of the root file. */
  private Secret.Roots roots(Authentication.Token token, List<X509Certificate> issuers)
      throws IOException, GeneralSecurityException {
    Secret.Roots said = meshRoots;
    if (said != null) {
      return said;
    }
    Set<X509Certificate> roots = new LinkedHashSet<>(issuers);
    roots.addAll(Pem.certificates(Files.readString(token.rootFile())));
    return new Secret.Roots(List.copyOf(roots));
  }

  private void retry(Authentication.Token token, Throwable failure) {
    asking = false;
    Duration pause = backoff.next();
    LOG.log(
        Level.WARNING,
        "no certificate from {0}: {1}; next attempt in {2}",
        config.certificateAuthority(),
        failure.getMessage(),
        pause);
    plan(token, pause);
  }
}
