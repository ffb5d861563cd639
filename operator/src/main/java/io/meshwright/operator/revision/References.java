package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Metadata;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which revision or tag an object names (lifecycle, section 1.3): the rules of the Sail operator,
 * so that who comes from there finds the same revisions in use. Pure.
 */
public final class References {

  private static final String OPTED_IN = "true";
  private static final String OPTED_OUT = "false";

  private References() {}

  /** The name that a namespace gives its pods; the injection label beats the revision label. */
  public static Optional<String> of(Namespace namespace) {
    Map<String, String> labels = Metadata.labels(namespace);
    return Labels.ENABLED.equals(labels.get(Labels.INJECTION))
        ? Optional.of(MeshNames.DEFAULT_TAG)
        : name(labels.get(Labels.REVISION));
  }

  /** The revision that injected a pod; counts whatever labels say today. */
  static Optional<String> injected(Pod pod) {
    return name(Metadata.annotations(pod).get(Labels.REVISION));
  }

  /** The name that a pod asks for by its labels; counts where its namespace names none. */
  static Optional<String> asked(Pod pod) {
    return asked(Metadata.labels(pod));
  }

  /** The name that pods with these labels ask for; counts where their namespace names none. */
  public static Optional<String> asked(Map<String, String> labels) {
    String inject = labels.get(Labels.SIDECAR_INJECT);
    if (OPTED_OUT.equals(inject)) {
      return Optional.empty();
    }
    Optional<String> named = name(labels.get(Labels.REVISION));
    return named.isEmpty() && OPTED_IN.equals(inject) ? Optional.of(MeshNames.DEFAULT_TAG) : named;
  }

  private static Optional<String> name(@Nullable String value) {
    return Optional.ofNullable(value).filter(name -> !name.isEmpty());
  }
}
