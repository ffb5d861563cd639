package io.meshwright.runtime.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.runtime.ca.bouncycastle.BouncyCastleCrypto;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaBootstrapTest {

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  private final CertificateCrypto crypto = new BouncyCastleCrypto();

  @Test
  void secondStartFindsTheRootOfTheFirst(@TempDir Path directory) throws Exception {
    CaMaterial first = load(List.of(), new DirectoryCaStore(directory));
    CaMaterial second = load(List.of(), new DirectoryCaStore(directory));

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("ca-key.pem"))))
        .isEqualTo("rw-------");
  }

  @Test
  void loserOfARaceUsesTheWinnersRoot() throws Exception {
    CaPem winners = selfSigned();
    CaStore late =
        new CaStore() {
          @Override
          public String name() {
            return "late";
          }

          @Override
          public java.util.Optional<CaPem> read() {
            return java.util.Optional.empty();
          }

          @Override
          public CaPem createIfAbsent(CaPem fresh) {
            return winners;
          }
        };

    assertThat(Pem.of(load(List.of(), late).certificate())).isEqualTo(winners.certificate());
  }

  @Test
  void pluggedInCaWinsOverTheOwnRoot() throws Exception {
    MemoryCaStore pluggedIn = new MemoryCaStore();
    CaPem given = pluggedIn.createIfAbsent(selfSigned());
    MemoryCaStore own = new MemoryCaStore();

    assertThat(Pem.of(load(List.of(pluggedIn), own).certificate())).isEqualTo(given.certificate());
    assertThat(own.read()).isEmpty();
  }

  @Test
  void keyOfAnotherCertificateIsRefused() throws Exception {
    CaPem one = selfSigned();
    CaPem other = selfSigned();
    MemoryCaStore store = new MemoryCaStore();
    store.createIfAbsent(new CaPem(one.certificate(), other.privateKey(), "", one.roots()));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(List.of(), store))
        .withMessageContaining("memory: ca-key.pem: found the key of another certificate");
  }

  @Test
  void rootThatDidNotSignIsRefused() {
    MemoryCaStore store = new MemoryCaStore();
    CaPem one = selfSigned();
    CaPem stranger =
        CertificateAuthority.selfSigned("other", Duration.ofDays(1), crypto, clock, random);
    store.createIfAbsent(
        new CaPem(one.certificate(), one.privateKey(), "", stranger.certificate()));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(List.of(), store))
        .withMessageContaining("root-cert.pem: found no root that signed");
  }

  @Test
  void brokenMaterialIsNeverReplaced() {
    MemoryCaStore store = new MemoryCaStore();
    store.createIfAbsent(new CaPem("garbage", "garbage", "", ""));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(List.of(), store))
        .withMessageContaining("ca-cert.pem");
    assertThat(store.read()).map(CaPem::certificate).contains("garbage");
  }

  private CaPem selfSigned() {
    return CertificateAuthority.selfSigned(
        "cluster.local", Duration.ofDays(1), crypto, clock, random);
  }

  private CaMaterial load(List<CaStore> given, CaStore own) throws ConfigException {
    return new CaBootstrap(given, own, crypto, clock, random).load(TrustDomain.DEFAULT, List.of());
  }
}
