package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Checks certificates against roots, and against lists of what these no longer vouch for. */
final class RootTrust {
  /** The handshake checked what a certificate's key may be used for. */
  private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

  private RootTrust() {}

  static TrustManager in(Secret.Roots roots, InstantSource clock) throws GeneralSecurityException {
    KeyStore store = store(roots);
    if (!roots.revoked().isEmpty()) {
      return only(checkingBy(revoking(store, roots)));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return new RememberingTrust(only(factory), clock);
  }

  /** The JDK's factories make one, and of this class. */
  private static X509ExtendedTrustManager only(TrustManagerFactory factory) {
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  /**
   * Whether roots vouch for a chain at some time, as a handshake would find.
   *
   * @param server whether it is a server's
   */
  static boolean vouches(
      Secret.Roots roots, List<X509Certificate> chain, boolean server, Instant at) {
    try {
      KeyStore store = store(roots);
      PKIXBuilderParameters parameters =
          roots.revoked().isEmpty() ? unrevoked(store) : revoking(store, roots);
      parameters.setDate(Date.from(at));
      X509Certificate[] shown = chain.toArray(new X509Certificate[0]);
      X509ExtendedTrustManager trust = only(checkingBy(parameters));
      if (server) {
        trust.checkServerTrusted(shown, ANY_KEY_EXCHANGE);
      } else {
        trust.checkClientTrusted(shown, ANY_KEY_EXCHANGE);
      }
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static TrustManagerFactory checkingBy(PKIXBuilderParameters parameters)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return factory;
  }

  private static KeyStore store(Secret.Roots roots) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
    int index = 0;
    for (X509Certificate root : roots.roots()) {
      store.setCertificateEntry("root-" + index++, root);
    }
    return store;
  }

  private static PKIXBuilderParameters unrevoked(KeyStore store) throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
    parameters.setRevocationEnabled(false);
    return parameters;
  }

  /**
   * As Envoy has it: a list is needed for each issuer of the path, and one that is missing or has
   * expired refuses the peer. Only the lists at hand count; nobody is asked over the network.
   */
  private static PKIXBuilderParameters revoking(KeyStore store, Secret.Roots roots)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(roots.revoked())));
    PKIXRevocationChecker checker =
        (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    parameters.addCertPathChecker(checker);
    return parameters;
  }
}
