package io.meshwright.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.UpdateStrategy;
import io.meshwright.operator.apply.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names the revision that an installation asks for (design, section 4). In the hash: version,
 * meshConfig, injection, trust, images. Not in it: what changes the running revision in place.
 * Defaults are left out before hashing, so that a newer operator with more fields finds the same
 * name.
 */
public final class RevisionName {

  /** Stands before the hashed text; a new form of the text gets a new number. */
  private static final String FORM = "v1\n";

  private static final int HASH_DIGITS = 8;

  private final KubernetesSerialization serialization;

  public RevisionName(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /**
   * {@code default-0-1-0-1a2b3c4d}, or the installation's own name when it is updated in place.
   * With an installation name of at most 32 characters this is a DNS label, and {@code istiod-} in
   * front of it is one too.
   *
   * @param spec the effective values
   */
  public String of(String installation, UpdateStrategy.Type strategy, MeshRevisionSpec spec) {
    return switch (strategy) {
      case InPlace -> installation;
      case RevisionBased ->
          installation
              + "-"
              + spec.version().toLowerCase(Locale.ROOT).replace('.', '-')
              + "-"
              + hash(spec);
    };
  }

  /** Tells configurations apart: eight hexadecimal digits. */
  public String hash(MeshRevisionSpec spec) {
    return Hashing.sha256()
        .hashString(FORM + canonical(spec), StandardCharsets.UTF_8)
        .toString()
        .substring(0, HASH_DIGITS);
  }

  /** The default of version is empty: it is never left out. */
  String canonical(MeshRevisionSpec spec) {
    JsonNode defaults = identity(MeshRevisionSpec.defaults("", spec.namespace()));
    return CanonicalJson.of(CanonicalJson.without(identity(spec), defaults));
  }

  private JsonNode identity(MeshRevisionSpec spec) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("version", spec.version());
    identity.put("meshConfig", spec.meshConfig());
    identity.put("injection", spec.injection());
    identity.put("trust", spec.trust());
    identity.put("images", spec.images());
    return serialization.convertValue(identity, JsonNode.class);
  }
}
