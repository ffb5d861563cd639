package io.meshwright.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's own certificate: made once, renewed in time, trusted before it is served. */
final class RenewalTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final CertificateMaker MAKER = new CertificateMaker(new SecureRandom());

  private final Renewal renewal = new Renewal(MAKER, List.of("webhook.operator.svc"));
  private final OwnMaterial first = renewal.next(null, START).orElseThrow();

  private static Instant after(Duration life) {
    return START.plus(life);
  }

  @Test
  void whatIsNewStays() {
    assertThat(MAKER.dnsNames(first.serving().leaf())).containsExactly("webhook.operator.svc");
    assertThat(first.isSignedByNewestRoot()).isTrue();
    assertThat(renewal.next(first, START)).isEmpty();
    assertThat(renewal.next(first, after(Duration.ofDays(59)))).isEmpty();
  }

  @Test
  void theServingCertificateIsRenewedAtTwoThirdsUnderTheSameRoot() {
    OwnMaterial next = renewal.next(first, after(Duration.ofDays(61))).orElseThrow();
    assertThat(next.roots()).isEqualTo(first.roots());
    assertThat(next.serving().leaf()).isNotEqualTo(first.serving().leaf());
    assertThat(next.isSignedByNewestRoot()).isTrue();
  }

  @Test
  void anotherNameNeedsAnotherCertificate() {
    Renewal renamed = new Renewal(MAKER, List.of("webhook.elsewhere.svc"));
    OwnMaterial next = renamed.next(first, START).orElseThrow();
    assertThat(MAKER.dnsNames(next.serving().leaf())).containsExactly("webhook.elsewhere.svc");
    assertThat(next.roots()).isEqualTo(first.roots());
  }

  @Test
  void aNewRootIsTrustedBeforeItSigns() {
    Instant due = after(Renewal.ROOT_LIFE.multipliedBy(2).dividedBy(3));
    OwnMaterial served = renewal.next(first, due.minus(Duration.ofDays(1))).orElseThrow();

    OwnMaterial announced = renewal.next(served, due).orElseThrow();
    assertThat(announced.roots()).hasSize(2).endsWith(first.newestRoot());
    assertThat(announced.serving()).isEqualTo(served.serving());
    assertThat(renewal.next(announced, due.plus(Duration.ofMinutes(9)))).isEmpty();

    OwnMaterial signed = renewal.next(announced, due.plus(Renewal.SPREAD)).orElseThrow();
    assertThat(signed.roots()).isEqualTo(announced.roots());
    assertThat(signed.isSignedByNewestRoot()).isTrue();
  }

  @Test
  void anExpiredRootIsReplacedWithAllThatHangsOnIt() {
    Instant late = after(Renewal.ROOT_LIFE.plusDays(1));
    OwnMaterial next = renewal.next(first, late).orElseThrow();
    assertThat(next.roots()).hasSize(1).doesNotContain(first.newestRoot());
    assertThat(next.isSignedByNewestRoot()).isTrue();
  }

  @Test
  void theTextHoldsTheMaterial() {
    assertThat(MaterialText.parse(MaterialText.of(first))).contains(first);
    assertThat(MaterialText.parse(Map.of("tls.crt", "nonsense"))).isEmpty();
  }

  @Test
  void replicasUseWhatIsKeptAndOnlyTheLeaderMakesIt() {
    FakeStore store = new FakeStore();
    OwnCertificate follower = new OwnCertificate(store, renewal, () -> START);
    assertThat(follower.current(false)).isEmpty();

    OwnMaterial made = new OwnCertificate(store, renewal, () -> START).current(true).orElseThrow();
    assertThat(follower.current(false)).contains(made);
    assertThat(follower.current(true)).contains(made);
  }

  @Test
  void anUnreadableSecretIsReplaced() {
    FakeStore store = new FakeStore();
    store.kept = new MaterialStore.Kept("1", null);
    assertThat(new OwnCertificate(store, renewal, () -> START).current(true)).isPresent();
  }

  @Test
  void mountedFilesAreReadAgainAndMayComeWithoutRoots(@TempDir Path directory) throws IOException {
    MountedCertificate mounted = new MountedCertificate(directory);
    assertThat(mounted.read()).isEmpty();
    Files.writeString(directory.resolve("tls.crt"), MaterialText.of(first).get("tls.crt"));
    assertThatThrownBy(mounted::read).hasMessageContaining("no unencrypted private key");

    Files.writeString(directory.resolve("tls.key"), MaterialText.of(first).get("tls.key"));
    MountedCertificate.Mounted read = mounted.read().orElseThrow();
    assertThat(read.serving()).isEqualTo(first.serving());
    assertThat(read.roots()).isNull();
    Files.writeString(directory.resolve("ca.crt"), "roots");
    assertThat(mounted.read().orElseThrow().roots()).isEqualTo("roots");
  }

  private static final class FakeStore implements MaterialStore {

    private @Nullable Kept kept;

    @Override
    public Optional<Kept> read() {
      return Optional.ofNullable(kept);
    }

    @Override
    public void createIfAbsent(OwnMaterial material) {
      kept = new Kept("1", material);
    }

    @Override
    public void replace(Kept before, OwnMaterial material) {
      kept = new Kept(before.version() + "1", material);
    }
  }
}
