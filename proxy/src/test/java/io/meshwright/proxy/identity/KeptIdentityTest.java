package io.meshwright.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.testing.TestCa;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptIdentityTest {
  @TempDir private Path volume;
  private KeptFile file;
  private KeptIdentity kept;
  private KeptIdentity.Material material;

  @BeforeEach
  void keep() throws Exception {
    file = new KeptFile(volume, "identity", "node-1");
    kept = new KeptIdentity(file);
    TestCa ca = new TestCa();
    material =
        new KeptIdentity.Material(ca.identity("spiffe://cluster.local/ns/a/sa/b"), ca.roots());
    kept.keep(material);
  }

  @Test
  void keyChainAndRootsComeBack() {
    assertThat(kept.restore(Instant.now())).hasValue(material);
  }

  @Test
  void expiredCertificateIsNotUsed() {
    Instant end = material.identity().chain().getFirst().getNotAfter().toInstant();
    assertThat(kept.restore(end.minus(Duration.ofMinutes(1)))).hasValue(material);
    assertThat(kept.restore(end.plus(Duration.ofMinutes(1)))).isEmpty();
  }

  @Test
  void whatIsNotAnIdentityIsIgnored() {
    for (String contents : new String[] {"", "[]", "{}", "{\"chain\":\"x\"}", "{"}) {
      file.write(contents.getBytes(StandardCharsets.UTF_8));
      assertThat(kept.restore(Instant.now())).as(contents).isEmpty();
    }
  }
}
