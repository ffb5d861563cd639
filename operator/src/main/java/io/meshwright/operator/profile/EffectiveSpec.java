package io.meshwright.operator.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.AppliedProfile;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.manifest.VersionLimits;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.TreeSet;

/**
 * What an installation's spec means once all layers are merged. Pure.
 *
 * @param spec each effective value
 * @param profile what of it the profile contributed
 */
public record EffectiveSpec(MeshRevisionSpec spec, AppliedProfile profile) {

  /**
   * Merges defaults, profile and spec.
   *
   * @param resource the installation, as a user would name it
   * @param version what {@code spec.version} came to; it decides which profiles there are
   * @throws ConfigException if there is no such profile, or the merged values contradict each other
   */
  public static EffectiveSpec of(
      String resource,
      MeshInstallationSpec asked,
      ReleaseVersion version,
      KubernetesSerialization serialization)
      throws ConfigException {
    ProfileSet profiles = ProfileSet.of(version);
    ObjectNode below = profiles.profile(MeshInstallationSpec.DEFAULT_PROFILE).orElseThrow();
    ObjectNode named =
        profiles
            .profile(asked.profile())
            .orElseThrow(
                () ->
                    new ConfigException(
                        new ConfigError(
                            resource,
                            "spec.profile",
                            asked.profile(),
                            "one of " + String.join(", ", profiles.names()))));
    Layers.lay(below, named);
    ObjectNode user = user(asked);
    ObjectNode merged = below.deepCopy();
    Layers.lay(merged, user);
    List<String> fields = contributed(below, user, merged);
    merged.put("version", version.toString());
    merged.put("namespace", asked.namespace());
    MeshRevisionSpec spec = typed(resource, merged, serialization);
    check(resource, spec);
    refuse(VersionLimits.of(resource, version, asked.gateways()));
    return new EffectiveSpec(spec, new AppliedProfile(asked.profile(), fields));
  }

  private static ObjectNode user(MeshInstallationSpec asked) {
    ObjectNode user = JsonNodeFactory.instance.objectNode();
    user.set("controlPlane", asked.controlPlane().tree());
    user.set("meshConfig", asked.meshConfig().tree());
    user.set("injection", asked.injection().tree());
    user.set("trust", asked.trust().tree());
    user.set("images", asked.images().tree());
    return user;
  }

  /** What lies below, is not covered by the user's words, and was not displaced by them. */
  private static List<String> contributed(JsonNode below, JsonNode user, JsonNode merged) {
    TreeSet<String> fields = new TreeSet<>();
    Layers.leaves("", below, fields);
    TreeSet<String> users = new TreeSet<>();
    Layers.leaves("", user, users);
    TreeSet<String> effective = new TreeSet<>();
    Layers.leaves("", merged, effective);
    fields.removeAll(users);
    fields.retainAll(effective);
    return List.copyOf(fields);
  }

  private static MeshRevisionSpec typed(
      String resource, JsonNode merged, KubernetesSerialization serialization)
      throws ConfigException {
    try {
      return serialization.convertValue(merged, MeshRevisionSpec.class);
    } catch (IllegalArgumentException e) {
      String words = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
      throw new ConfigException(
          new ConfigError(resource, "spec", words, "values as in kubectl explain"));
    }
  }

  private static void refuse(List<ConfigError> errors) throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  /** What the schema cannot see, because the values may stand in different layers. */
  private static void check(String resource, MeshRevisionSpec spec) throws ConfigException {
    refuse(VersionLimits.of(resource, spec));
    Autoscaling scale = spec.controlPlane().autoscaling();
    if (scale != null && scale.minReplicas() > scale.maxReplicas()) {
      throw new ConfigException(
          new ConfigError(
              resource,
              "spec.controlPlane.autoscaling.minReplicas",
              scale.minReplicas().toString(),
              "at most maxReplicas, which is " + scale.maxReplicas()));
    }
  }
}
