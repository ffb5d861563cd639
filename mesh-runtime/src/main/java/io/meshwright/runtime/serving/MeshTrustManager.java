package io.meshwright.runtime.serving;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies client certificates against the mesh's roots of the moment. Which identity the
 * certificate carries is not its concern.
 */
final class MeshTrustManager extends X509ExtendedTrustManager {

  private record Verifier(List<X509Certificate> roots, X509ExtendedTrustManager manager) {}

  private final Supplier<List<X509Certificate>> roots;
  private volatile Verifier verifier;

  MeshTrustManager(Supplier<List<X509Certificate>> roots) {
    this.roots = roots;
    this.verifier = verifierFor(roots.get());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current().checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    current().checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("for servers only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current().getAcceptedIssuers();
  }

  private X509ExtendedTrustManager current() {
    List<X509Certificate> wanted = roots.get();
    Verifier known = verifier;
    if (!known.roots().equals(wanted)) {
      known = verifierFor(wanted);
      verifier = known;
    }
    return known.manager();
  }

  private static Verifier verifierFor(List<X509Certificate> roots) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int index = 0;
      for (X509Certificate root : roots) {
        store.setCertificateEntry("root-" + index++, root);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new Verifier(roots, (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("cannot trust the mesh's roots", e);
    }
  }
}
