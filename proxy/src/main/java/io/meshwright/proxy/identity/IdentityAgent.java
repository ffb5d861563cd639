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

/**
 * Gets the workload's certificate and keeps it fresh: a new key and certificate at about half of
 * each certificate's life, retried with growing pauses while the old one stays in use. Until the
 * first one comes, that of an earlier run is used, if it is still valid. On the configuration
 * thread.
 */
public final class IdentityAgent {
  private static final Logger LOG = System.getLogger(IdentityAgent.class.getName());
  private static final double EARLIEST = 0.45;
  private static final double LATEST = 0.55;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final CertificateAuthorityClient authority;
  private final ProxyConfig config;
  private final ConfigurationThread thread;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Consumer<Map<String, Secret>> secrets;
  private final KeptIdentity kept;
  private boolean issued;

  /**
   * Nothing happens before {@link #start()}.
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

  /** Requests the first certificate, unless the control plane is reached without identity. */
  public void start() {
    if (config.authentication() instanceof Authentication.Token token) {
      thread.execute(() -> renew(token));
      thread.after(KeptFile.PATIENCE, this::restore);
    }
  }

  private void restore() {
    if (!issued) {
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
      List<X509Certificate> all = Pem.certificates(String.join("\n", pems));
      X509Certificate leaf = all.getFirst();
      if (!leaf.getPublicKey().equals(key.getPublic())) {
        throw new GeneralSecurityException("the certificate is for another key");
      }
      leaf.checkValidity(Date.from(clock.instant()));
      List<X509Certificate> chain = all.size() > 1 ? all.subList(0, all.size() - 1) : all;
      KeptIdentity.Material material =
          new KeptIdentity.Material(
              new Secret.Identity(chain, key.getPrivate()),
              new Secret.Roots(roots(token, all.getLast())));
      provide(material);
      kept.keep(material);
      issued = true;
      backoff.reset();
      Duration pause = untilRenewal(leaf);
      LOG.log(
          Level.INFO,
          "certificate for {0} until {1}, next one in {2}",
          config.node().workload(),
          leaf.getNotAfter().toInstant(),
          pause);
      thread.after(pause, () -> renew(token));
    } catch (GeneralSecurityException | IOException e) {
      retry(token, e);
    }
  }

  /** A part of what is left: the issuer dates the begin back, for clocks that are late. */
  private Duration untilRenewal(X509Certificate leaf) {
    Duration left = Duration.between(clock.instant(), leaf.getNotAfter().toInstant());
    Duration pause =
        Duration.ofMillis((long) (left.toMillis() * random.nextDouble(EARLIEST, LATEST)));
    return pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
  }

  /** The issuer's root and those of the root file: during a change of roots both are trusted. */
  private List<X509Certificate> roots(Authentication.Token token, X509Certificate issued)
      throws IOException, GeneralSecurityException {
    Set<X509Certificate> roots = new LinkedHashSet<>();
    roots.add(issued);
    roots.addAll(Pem.certificates(Files.readString(token.rootFile())));
    return List.copyOf(roots);
  }

  private void retry(Authentication.Token token, Throwable failure) {
    Duration pause = backoff.next();
    LOG.log(
        Level.WARNING,
        "no certificate from {0}: {1}; next attempt in {2}",
        config.certificateAuthority(),
        failure.getMessage(),
        pause);
    thread.after(pause, () -> renew(token));
  }
}
