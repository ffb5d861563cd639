package io.meshwright.operator.config;

import io.meshwright.crd.mesh.v1alpha1.Channel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The versions that this operator knows, and what a user's words for one of them mean. */
public final class VersionCatalogue {

  private static final String ALIAS_SUFFIX = "-latest";

  private final List<MeshRelease> releases;

  /**
   * A catalogue.
   *
   * @param releases in any order
   * @throws IllegalArgumentException if a version stands there twice, or the channel {@code stable}
   *     offers none
   */
  public VersionCatalogue(List<MeshRelease> releases) {
    this.releases = releases.stream().sorted(Comparator.comparing(MeshRelease::version)).toList();
    if (releases.stream().map(MeshRelease::version).distinct().count() != releases.size()) {
      throw new IllegalArgumentException("a version stands twice in " + this.releases);
    }
    if (newest(release -> release.isSupported() && Channel.stable.offers(release.channel()))
        .isEmpty()) {
      throw new IllegalArgumentException("no version for channel stable in " + this.releases);
    }
  }

  /** What a user's words for a version come to. */
  public sealed interface Choice {
    /** A version to install. */
    record Supported(MeshRelease release) implements Choice {}

    /** A version that is known but not installed any more. */
    record EndOfLife(MeshRelease release) implements Choice {}

    /**
     * No version.
     *
     * @param expected what could have been asked for
     */
    record Unknown(String expected) implements Choice {}
  }

  /**
   * Resolves {@code spec.version}.
   *
   * @param asked an exact version, which may be of any channel; an alias ({@code 1.2-latest}), the
   *     newest patch that the channel offers; null, the newest that it offers
   */
  public Choice choose(@Nullable String asked, Channel channel) {
    Predicate<MeshRelease> offered = release -> channel.offers(release.channel());
    if (asked == null) {
      return choice(newestPreferringSupported(offered));
    }
    if (asked.endsWith(ALIAS_SUFFIX)) {
      String line = asked.substring(0, asked.length() - ALIAS_SUFFIX.length());
      return choice(
          newestPreferringSupported(
              offered.and(release -> release.version().minorLine().equals(line))));
    }
    return choice(release(asked));
  }

  /** A version by its exact name. */
  public Optional<MeshRelease> release(String version) {
    return newest(release -> release.version().toString().equals(version));
  }

  /** All known versions, oldest first. */
  public List<MeshRelease> releases() {
    return releases;
  }

  private Choice choice(Optional<MeshRelease> found) {
    return found
        .<Choice>map(
            release ->
                release.isSupported()
                    ? new Choice.Supported(release)
                    : new Choice.EndOfLife(release))
        .orElseGet(() -> new Choice.Unknown("one of " + supportedWords()));
  }

  /** A minor line may have ended with its last patch, but not before. */
  private Optional<MeshRelease> newestPreferringSupported(Predicate<MeshRelease> wanted) {
    return newest(wanted.and(MeshRelease::isSupported)).or(() -> newest(wanted));
  }

  private Optional<MeshRelease> newest(Predicate<MeshRelease> wanted) {
    return releases.stream().filter(wanted).reduce((_, later) -> later);
  }

  private String supportedWords() {
    List<ReleaseVersion> supported =
        releases.stream().filter(MeshRelease::isSupported).map(MeshRelease::version).toList();
    return Stream.concat(
            supported.stream().map(ReleaseVersion::toString),
            supported.stream().map(version -> version.minorLine() + ALIAS_SUFFIX).distinct())
        .collect(Collectors.joining(", "));
  }
}
