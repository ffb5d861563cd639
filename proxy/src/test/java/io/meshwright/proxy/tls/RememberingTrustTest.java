package io.meshwright.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.proxy.testing.TestCa;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

final class RememberingTrustTest {
  private static final String EC = "EC";

  private final TestCa ca = new TestCa();
  private final Asked asked = new Asked();
  private final Instant begin = Instant.now();
  private Instant now = begin;
  private final RememberingTrust trust = new RememberingTrust(asked, () -> now);

  private X509Certificate[] chain(String account) {
    return ca.identity(
            "spiffe://cluster.local/ns/ns/sa/" + account, begin.plus(Duration.ofHours(1)))
        .chain()
        .toArray(new X509Certificate[0]);
  }

  @Test
  void aChainIsCheckedOnce() throws CertificateException {
    X509Certificate[] chain = chain("a");
    trust.checkClientTrusted(chain, EC);
    trust.checkClientTrusted(chain.clone(), EC);
    assertThat(asked.questions).containsExactly("client EC");
  }

  @Test
  void anotherChainIsCheckedForItself() throws CertificateException {
    trust.checkClientTrusted(chain("a"), EC);
    trust.checkClientTrusted(chain("a"), EC);
    assertThat(asked.questions).hasSize(2);
  }

  @Test
  void aChainThatEndedIsCheckedAgain() throws CertificateException {
    X509Certificate[] chain = chain("a");
    trust.checkClientTrusted(chain, EC);
    now = begin.plus(Duration.ofHours(1));
    trust.checkClientTrusted(chain, EC);
    assertThat(asked.questions).hasSize(2);
  }

  @Test
  void aClientsChainIsNotYetAServers() throws CertificateException {
    X509Certificate[] chain = chain("a");
    trust.checkClientTrusted(chain, EC);
    trust.checkServerTrusted(chain, EC);
    assertThat(asked.questions).containsExactly("client EC", "server EC");
  }

  @Test
  void anotherKeyExchangeAsksAgain() throws CertificateException {
    X509Certificate[] chain = chain("a");
    trust.checkServerTrusted(chain, "ECDHE_ECDSA");
    trust.checkServerTrusted(chain, "UNKNOWN");
    assertThat(asked.questions).containsExactly("server ECDHE_ECDSA", "server UNKNOWN");
  }

  @Test
  void whoWasRefusedIsCheckedAgain() throws CertificateException {
    X509Certificate[] chain = chain("a");
    asked.refusing = true;
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> trust.checkClientTrusted(chain, EC));
    asked.refusing = false;
    trust.checkClientTrusted(chain, EC);
    assertThat(asked.questions).hasSize(2);
  }

  @Test
  void onlyTheLastChainsAreKept() {
    RecentChains<Integer> chains = new RecentChains<>();
    List<X509Certificate> first = List.of(chain("first"));
    List<X509Certificate> second = List.of(chain("second"));
    X509Certificate other = chain("other")[0];
    chains.put(first, 0);
    chains.put(second, 0);
    chains.get(first);
    List<X509Certificate> longer = new ArrayList<>();
    for (int i = 0; i < RecentChains.MOST - 1; i++) {
      longer.add(other);
      chains.put(List.copyOf(longer), i);
    }
    assertThat(chains.get(second)).isNull();
    assertThat(chains.get(first)).isZero();
  }

  /** Roots that say what they were asked. */
  private static final class Asked extends X509ExtendedTrustManager {
    private final List<String> questions = new ArrayList<>();
    private boolean refusing;

    private void ask(String question) throws CertificateException {
      questions.add(question);
      if (refusing) {
        throw new CertificateException("refused");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange)
        throws CertificateException {
      ask("client " + exchange);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange)
        throws CertificateException {
      ask("server " + exchange);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange, Socket socket)
        throws CertificateException {
      ask("client " + exchange);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange, Socket socket)
        throws CertificateException {
      ask("server " + exchange);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String exchange, SSLEngine engine)
        throws CertificateException {
      ask("client " + exchange);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String exchange, SSLEngine engine)
        throws CertificateException {
      ask("server " + exchange);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
