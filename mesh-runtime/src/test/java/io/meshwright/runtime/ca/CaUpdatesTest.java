package io.meshwright.runtime.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.runtime.ca.bouncycastle.BouncyCastleCrypto;
import io.meshwright.runtime.serving.ServingIdentity;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is stored changes while the authority runs. */
@SuppressWarnings("NullAway.Init") // set before each test
final class CaUpdatesTest {

  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final CertificateCrypto crypto = new BouncyCastleCrypto();
  private final Shelf shelf = new Shelf();
  private final CaBootstrap stores = new CaBootstrap(List.of(), shelf, crypto, clock, random);
  private final CaPem first = selfSigned();
  private final CaPem second = selfSigned();
  private final AtomicInteger changes = new AtomicInteger();
  private CertificateAuthority authority;
  private CaUpdates updates;

  /** Holds what a test puts there. */
  private static final class Shelf implements CaStore {
    private @Nullable CaPem content;

    @Override
    public String name() {
      return "shelf";
    }

    @Override
    public Optional<CaPem> read() {
      return Optional.ofNullable(content);
    }

    @Override
    public CaPem createIfAbsent(CaPem fresh) {
      throw new AssertionError("nothing may be made");
    }
  }

  @BeforeEach
  void start() throws ConfigException {
    shelf.content = first;
    authority =
        new CertificateAuthority(
            stores.load(TrustDomain.DEFAULT, List.of()), crypto, TtlBounds.DEFAULT, clock, random);
    updates = new CaUpdates(stores, authority);
    updates.onChange(changes::incrementAndGet);
  }

  private CaPem selfSigned() {
    return CertificateAuthority.selfSigned(
        "cluster.local", Duration.ofDays(1), crypto, clock, random);
  }

  private void stored(CaPem signer, CaPem... roots) {
    StringBuilder all = new StringBuilder();
    for (CaPem root : roots) {
      all.append(root.certificate());
    }
    shelf.content = new CaPem(signer.certificate(), signer.privateKey(), "", all.toString());
    updates.refresh();
  }

  private List<String> roots() {
    return authority.roots().stream().map(Pem::of).toList();
  }

  @Test
  @DisplayName("LC-trust: a root is trusted, then signs, then is alone")
  void aRootIsReplacedInThreeSteps() {
    stored(first, first, second);
    assertThat(roots()).containsExactly(first.certificate(), second.certificate());
    stored(second, first, second);
    assertThat(roots()).containsExactly(second.certificate(), first.certificate());
    assertThat(Pem.of(authority.signer())).isEqualTo(second.certificate());
    stored(second, second);
    assertThat(roots()).containsExactly(second.certificate());
    assertThat(changes).hasValue(3);
    assertThat(updates.problem()).isEmpty();
  }

  @Test
  void aRootThatNobodyTrustsYetDoesNotSign() {
    stored(second, first, second);
    assertThat(updates.problem())
        .startsWith("shelf: root-cert.pem: found root ")
        .contains("which workloads do not trust");
    assertThat(Pem.of(authority.signer())).isEqualTo(first.certificate());

    stored(first, first, second);
    assertThat(updates.problem()).isEmpty();
    assertThat(changes).hasValue(1);
  }

  @Test
  void aRootOfCertificatesInUseStaysTrusted() {
    stored(first, first, second);
    stored(second, second);
    assertThat(updates.problem()).contains("to which certificates in use lead");
    assertThat(roots()).containsExactly(first.certificate(), second.certificate());
  }

  @Test
  void whatCannotBeReadChangesNothing() {
    shelf.content = new CaPem("garbage", "garbage", "", "");
    updates.refresh();
    assertThat(updates.problem()).contains("ca-cert.pem");
    shelf.content = null;
    updates.refresh();
    assertThat(updates.problem()).contains("from a backup");
    assertThat(changes).hasValue(0);
    assertThat(roots()).containsExactly(first.certificate());
  }

  @Test
  @DisplayName("LC-trust: an authority that running proxies do not trust does not start")
  void anAuthorityThatWorkloadsDoNotTrustDoesNotStart() throws ConfigException {
    List<X509Certificate> published = authority.roots();
    shelf.content = second;
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> stores.load(TrustDomain.DEFAULT, published))
        .withMessageContaining("which workloads do not trust");
    shelf.content = null;
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> stores.load(TrustDomain.DEFAULT, published))
        .withMessageContaining("from a backup");
    shelf.content = first;
    assertThat(stores.load(TrustDomain.DEFAULT, published).roots()).isEqualTo(published);
  }

  @Test
  void theServingCertificateFollowsARootOfTheSameName() throws Exception {
    ServingIdentity identity = new ServingIdentity(authority, List.of("istiod"), clock);
    authority.replace(TestCa.material(clock));
    assertThat(authority.signer().getSubjectX500Principal())
        .isEqualTo(identity.current().leaf().getIssuerX500Principal());
    identity.renewIfDue();
    identity.current().leaf().verify(authority.signer().getPublicKey());
  }
}
