package io.meshwright.operator.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.config.ReleaseVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The profiles of a range of versions. A name that is not listed here is no profile. */
public final class ProfileSet {

  /** Oldest first; one line a folder of the resources. */
  private static final List<ProfileSet> SETS =
      List.of(new ProfileSet("0.0.0", "v1", List.of("default", "demo", "minimal", "openshift")));

  private final ReleaseVersion since;
  private final SortedMap<String, ObjectNode> profiles;

  private ProfileSet(String since, String folder, List<String> names) {
    this.since = ReleaseVersion.parse(since).orElseThrow();
    KubernetesSerialization yaml = new KubernetesSerialization();
    this.profiles = new TreeMap<>();
    for (String name : names) {
      try (InputStream in =
          Objects.requireNonNull(
              ProfileSet.class.getResourceAsStream(folder + "/" + name + ".yaml"), name)) {
        profiles.put(name, yaml.unmarshal(in, ObjectNode.class));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The newest set that is not newer than a version. */
  public static ProfileSet of(ReleaseVersion version) {
    return SETS.stream()
        .filter(set -> set.since.compareTo(version) <= 0)
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  /** The names of all profiles. */
  public List<String> names() {
    return List.copyOf(profiles.keySet());
  }

  /** What a profile sets, as a copy; empty if there is none of that name. */
  Optional<ObjectNode> profile(String name) {
    return Optional.ofNullable(profiles.get(name)).map(ObjectNode::deepCopy);
  }
}
