package io.meshwright.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.config.VersionCatalogue.Choice;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VersionCatalogueTest {

  private static final VersionCatalogue VERSIONS =
      MeshUnderTest.operatorKnowing(
              "1.3.0 candidate", "1.2.10", "1.2.9", "1.1.4 eol", "1.1.3 eol", "1.0.0 eol")
          .versions();

  private static String choice(@Nullable String asked, Channel channel) {
    return switch (VERSIONS.choose(asked, channel)) {
      case Choice.Supported(MeshRelease release) -> release.version().toString();
      case Choice.EndOfLife(MeshRelease release) -> "ended " + release.version();
      case Choice.Unknown(String expected) -> "unknown, " + expected;
    };
  }

  @Test
  void noVersionIsTheNewestOfTheChannel() {
    assertThat(choice(null, Channel.stable)).isEqualTo("1.2.10");
    assertThat(choice(null, Channel.candidate)).isEqualTo("1.3.0");
  }

  @Test
  void anAliasIsTheNewestPatchOfItsMinorLine() {
    assertThat(choice("1.2-latest", Channel.stable)).isEqualTo("1.2.10");
    assertThat(choice("1.3-latest", Channel.candidate)).isEqualTo("1.3.0");
    assertThat(choice("1.3-latest", Channel.stable)).startsWith("unknown");
    assertThat(choice("1.1-latest", Channel.stable)).isEqualTo("ended 1.1.4");
  }

  @Test
  void anExactVersionMayBeOfAnyChannel() {
    assertThat(choice("1.3.0", Channel.stable)).isEqualTo("1.3.0");
    assertThat(choice("1.0.0", Channel.stable)).isEqualTo("ended 1.0.0");
  }

  @Test
  void anUnknownVersionIsAnsweredWithWhatThereIs() {
    assertThat(choice("7.0.0", Channel.stable))
        .isEqualTo("unknown, one of 1.2.9, 1.2.10, 1.3.0, 1.2-latest, 1.3-latest");
  }

  @Test
  void numbersAreComparedAsNumbersAndPreReleasesComeFirst() {
    assertThat(
            Stream.of("1.10.0", "1.2.0", "1.2.0-rc.2", "1.2.0-rc.10", "1.2.0-beta")
                .map(text -> ReleaseVersion.parse(text).orElseThrow())
                .sorted()
                .map(ReleaseVersion::toString))
        .containsExactly("1.2.0-beta", "1.2.0-rc.2", "1.2.0-rc.10", "1.2.0", "1.10.0");
    assertThat(ReleaseVersion.parse("1.2")).isEmpty();
  }

  @Test
  void aCatalogueOffersSomethingAndNothingTwice() {
    assertThatThrownBy(() -> new VersionCatalogue(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MeshUnderTest.operatorKnowing("1.0.0", "1.0.0 candidate"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesComeFromTheEnvironmentThatOlmSets() {
    OperatorConfig config =
        OperatorConfig.of(
            "ns",
            Map.of(
                OperatorConfig.imageVariable("RUNTIME", MeshVersion.NEWEST),
                "registry/r@sha256:1"));

    assertThat(config.images(MeshVersion.NEWEST))
        .contains(new MeshImages("registry/r@sha256:1", "meshwright/proxy:" + MeshVersion.NEWEST));
  }

  @Test
  void theBuildsVersionIsTheNewest() {
    assertThat(OperatorConfig.of("ns", Map.of()).versions().choose(null, Channel.stable))
        .isInstanceOfSatisfying(
            Choice.Supported.class,
            choice -> assertThat(choice.release().version()).hasToString(MeshVersion.NEWEST));
  }
}
