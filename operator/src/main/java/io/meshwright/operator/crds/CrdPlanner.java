package io.meshwright.operator.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Drift;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.crds.CrdDecision.Cause;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Decides about CRDs. Pure but for asking for objects. */
public final class CrdPlanner {

  private static final String OLM_LABELS = "operators.coreos.com/";
  private static final String OLM_MANAGED = "olm.managed";
  private static final int SHOWN = 5;
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private CrdPlanner() {}

  /**
   * Decides about one CRD.
   *
   * @param existing null if absent
   * @param brought with its stamp, as in {@link CrdBundle}
   * @param objects all objects of the kind, asked for only if their values decide
   */
  public static CrdDecision decide(
      @Nullable CustomResourceDefinition existing,
      CustomResourceDefinition brought,
      Supplier<List<JsonNode>> objects) {
    if (existing == null) {
      return new CrdDecision.Create();
    }
    boolean override =
        "true".equals(Metadata.annotations(existing).get(OperatorNames.CRD_OVERRIDE));
    if (isOlmManaged(existing) && !override) {
      return leave(Cause.OLM_MANAGED, "Operator Lifecycle Manager upgrades it");
    }
    String stamp = Metadata.annotations(existing).get(OperatorNames.CRD_VERSION);
    boolean own = existing.getSpec().getGroup().equals(MeshInstallation.GROUP);
    if (stamp == null && !own && !override) {
      return leave(Cause.FOREIGN, "it was not installed by Meshwright");
    }
    if (stamp != null && isNewer(stamp, stampOf(brought))) {
      return leave(Cause.NEWER, "it is of version " + stamp);
    }
    Set<String> lost = lostVersions(existing, brought);
    if (!lost.isEmpty()) {
      return leave(Cause.STORED_VERSION, "objects may be stored as " + String.join(", ", lost));
    }
    if (!override) {
      List<Narrowing> narrowings = felt(SchemaComparison.narrowings(existing, brought), objects);
      if (!narrowings.isEmpty()) {
        return leave(Cause.NARROWING, words(narrowings));
      }
    }
    return holds(brought, existing) ? new CrdDecision.Current() : new CrdDecision.Update();
  }

  private static CrdDecision leave(Cause cause, String message) {
    return new CrdDecision.Leave(cause, message);
  }

  private static boolean isOlmManaged(CustomResourceDefinition crd) {
    Map<String, String> labels = Metadata.labels(crd);
    return "true".equals(labels.get(OLM_MANAGED))
        || labels.keySet().stream().anyMatch(key -> key.startsWith(OLM_LABELS));
  }

  /** Versions in which objects may lie in the store, and which the new CRD does not know. */
  private static Set<String> lostVersions(
      CustomResourceDefinition existing, CustomResourceDefinition brought) {
    Set<String> stored = new TreeSet<>();
    if (existing.getStatus() != null && existing.getStatus().getStoredVersions() != null) {
      stored.addAll(existing.getStatus().getStoredVersions());
    }
    brought.getSpec().getVersions().stream()
        .map(CustomResourceDefinitionVersion::getName)
        .forEach(stored::remove);
    return stored;
  }

  /** Whether one pattern allows less than another cannot be computed; the values say it. */
  private static List<Narrowing> felt(
      List<Narrowing> narrowings, Supplier<List<JsonNode>> objects) {
    if (narrowings.stream().noneMatch(narrowing -> narrowing.pattern() != null)) {
      return narrowings;
    }
    List<JsonNode> values = objects.get();
    return narrowings.stream()
        .filter(narrowing -> narrowing.pattern() == null || isViolated(narrowing, values))
        .toList();
  }

  private static boolean isViolated(Narrowing narrowing, List<JsonNode> objects) {
    Pattern pattern = Pattern.compile(Objects.requireNonNull(narrowing.pattern()));
    return objects.stream()
        .flatMap(object -> values(object, narrowing.path()))
        .anyMatch(value -> value.isTextual() && !pattern.matcher(value.textValue()).find());
  }

  private static Stream<JsonNode> values(JsonNode node, List<String> path) {
    if (path.isEmpty()) {
      return Stream.of(node);
    }
    String step = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    boolean each = step.equals(SchemaComparison.ITEM) || step.equals(SchemaComparison.VALUE);
    Stream<JsonNode> next =
        each ? StreamSupport.stream(node.spliterator(), false) : Stream.ofNullable(node.get(step));
    return next.flatMap(child -> values(child, rest));
  }

  private static String words(List<Narrowing> narrowings) {
    String shown =
        narrowings.stream().limit(SHOWN).map(Narrowing::toString).collect(Collectors.joining("; "));
    int more = narrowings.size() - SHOWN;
    return more > 0 ? shown + "; and " + more + " more" : shown;
  }

  private static boolean holds(
      CustomResourceDefinition brought, CustomResourceDefinition existing) {
    return stampOf(brought).equals(Metadata.annotations(existing).get(OperatorNames.CRD_VERSION))
        && Drift.holds(
            SERIALIZATION.convertValue(brought.getSpec(), JsonNode.class),
            SERIALIZATION.convertValue(existing.getSpec(), JsonNode.class));
  }

  private static String stampOf(CustomResourceDefinition brought) {
    return Objects.requireNonNull(Metadata.annotations(brought).get(OperatorNames.CRD_VERSION));
  }

  private static boolean isNewer(String stamp, String than) {
    return ReleaseVersion.parse(stamp)
        .flatMap(
            version -> ReleaseVersion.parse(than).filter(other -> version.compareTo(other) > 0))
        .isPresent();
  }
}
