package io.meshwright.operator.workload;

import io.meshwright.crd.mesh.v1alpha1.DataPlane.SidecarUpgrade;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.xds.ConfigError;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** How the owner of a workload or namespace wants sidecars to be brought to another version. */
public sealed interface SidecarWish {

  /** As somebody else says. */
  record Unsaid() implements SidecarWish {}

  /** In one of the ways that an installation knows. */
  record Said(SidecarUpgrade way, Place place) implements SidecarWish {}

  /** In none: what stands there, or where it says when, means nothing or cannot be. */
  record Refused(ConfigError why) implements SidecarWish {

    /** For who knows which workload it is about. */
    public String words(WorkloadKey about) {
      return why.resource().equals(about.toString()) ? why.problem() : why.message();
    }
  }

  /** Where a wish stands. */
  record Place(String resource, String field) {

    /** An annotation of an object, or of the pods that it makes. */
    static Place of(String resource, String metadata) {
      return new Place(
          resource, metadata + ".annotations[" + OperatorNames.SIDECAR_UPGRADE_MODE + "]");
    }

    ConfigError found(String word, String expected) {
      return new ConfigError(resource, field, word, expected);
    }
  }

  /** What an annotation of a namespace says. */
  static SidecarWish ofNamespace(String name, Optional<String> word) {
    return parse(Place.of("Namespace " + name, "metadata"), word);
  }

  /** What the annotations of a workload say; its own word wins over that of its template. */
  static SidecarWish ofWorkload(
      WorkloadKey key, Optional<String> word, Optional<String> templateWord) {
    return parse(Place.of(key.toString(), "metadata"), word)
        .orElse(() -> parse(Place.of(key.toString(), "spec.template.metadata"), templateWord));
  }

  private static SidecarWish parse(Place place, Optional<String> word) {
    if (word.isEmpty()) {
      return new Unsaid();
    }
    return Arrays.stream(SidecarUpgrade.values())
        .filter(way -> way.name().equals(word.get()))
        .findFirst()
        .<SidecarWish>map(way -> new Said(way, place))
        .orElseGet(
            () ->
                new Refused(
                    place.found(
                        word.get(), SidecarUpgrade.InPlace + " or " + SidecarUpgrade.Rollout)));
  }

  /** This one, or another one if nothing is said here. */
  default SidecarWish orElse(Supplier<SidecarWish> other) {
    return this instanceof Unsaid ? other.get() : this;
  }

  /** Whether pods are to stay, which the owner has asked for. */
  default boolean asksForInPlace() {
    return this instanceof Said(SidecarUpgrade way, Place _) && way == SidecarUpgrade.InPlace;
  }

  /** The same where nothing can be upgraded in place. */
  default SidecarWish unlessInPlace(String expected) {
    return this instanceof Said(SidecarUpgrade way, Place place) && way == SidecarUpgrade.InPlace
        ? new Refused(place.found(way.name(), expected))
        : this;
  }
}
