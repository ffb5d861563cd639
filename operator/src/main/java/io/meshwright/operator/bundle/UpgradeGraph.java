package io.meshwright.operator.bundle;

import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which version of the operator replaces which: a chain, so that there is one head and from every
 * version a way to it.
 *
 * @param versions oldest first; the last is this one
 */
record UpgradeGraph(List<String> versions) {

  static final String PACKAGE = "meshwright-operator";
  static final List<String> CHANNELS = List.of("candidate", "stable");
  static final String DEFAULT_CHANNEL = "stable";

  UpgradeGraph {
    versions = List.copyOf(versions);
  }

  /** Reads the released versions, one a line; {@code #} begins a comment. */
  static UpgradeGraph of(String releases) {
    List<String> versions =
        new ArrayList<>(
            releases
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList());
    if (versions.contains(MeshVersion.NEWEST)) {
      throw new IllegalArgumentException(
          "olm-bundle/releases: found " + MeshVersion.NEWEST + ", expected earlier versions only");
    }
    versions.add(MeshVersion.NEWEST);
    return new UpgradeGraph(versions);
  }

  /** The name of a version's ClusterServiceVersion. */
  static String name(String version) {
    return PACKAGE + ".v" + version;
  }

  String head() {
    return versions.getLast();
  }

  Optional<String> replaced() {
    return versions.size() < 2 ? Optional.empty() : Optional.of(versions.get(versions.size() - 2));
  }

  /** A basic template of a file-based catalog. */
  Map<String, Object> catalog(String bundleImage) {
    List<Object> entries = new ArrayList<>();
    entries.add(
        fields("schema", "olm.package", "name", PACKAGE, "defaultChannel", DEFAULT_CHANNEL));
    for (String channel : CHANNELS) {
      entries.add(
          fields("schema", "olm.channel", "package", PACKAGE, "name", channel, "entries", chain()));
    }
    for (String version : versions) {
      entries.add(fields("schema", "olm.bundle", "image", bundleImage + ":" + version));
    }
    return fields("schema", "olm.template.basic", "entries", entries);
  }

  private List<Object> chain() {
    List<Object> chain = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      chain.add(
          i == 0
              ? fields("name", name(versions.get(i)))
              : fields("name", name(versions.get(i)), "replaces", name(versions.get(i - 1))));
    }
    return chain;
  }

  private static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
