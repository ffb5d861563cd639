package io.meshwright.operator.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.apply.ApplyException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings the CRDs of a cluster to those of this operator, as far as that is safe, and their objects
 * to the stored version. For one replica at a time; safe to repeat and to interrupt anywhere: a
 * stored version is dropped only after every object was rewritten.
 */
public final class CrdUpgrade {

  private static final Logger LOG = Logger.getLogger(CrdUpgrade.class);

  private final CrdStore store;
  private final Iterable<CustomResourceDefinition> brought;
  private final KubernetesSerialization serialization;

  /**
   * Makes an upgrade.
   *
   * @param brought gone through in each run
   */
  public CrdUpgrade(
      CrdStore store,
      Iterable<CustomResourceDefinition> brought,
      KubernetesSerialization serialization) {
    this.store = store;
    this.brought = brought;
    this.serialization = serialization;
  }

  /** Tries all; one that the API server refuses does not hold up the others. */
  public void run() {
    for (CustomResourceDefinition crd : brought) {
      try {
        upgrade(crd);
      } catch (ApplyException refused) {
        LOG.warnf("CRD %s stays as it is: %s", crd.getMetadata().getName(), refused.words());
      }
    }
  }

  private void upgrade(CustomResourceDefinition crd) {
    String name = crd.getMetadata().getName();
    Optional<CustomResourceDefinition> existing = store.get(name);
    CrdDecision decision =
        CrdPlanner.decide(existing.orElse(null), crd, () -> trees(existing.orElseThrow()));
    switch (decision) {
      case CrdDecision.Create _ -> {
        store.apply(crd);
        LOG.infof("CRD %s installed", name);
      }
      case CrdDecision.Update _ -> {
        store.apply(crd);
        LOG.infof("CRD %s updated", name);
        store.get(name).ifPresent(this::migrate);
      }
      case CrdDecision.Current _ -> existing.ifPresent(this::migrate);
      case CrdDecision.Leave(var cause, String message) ->
          LOG.infof("CRD %s stays as it is (%s): %s", name, cause, message);
    }
  }

  /** Rewrites objects while more than the stored version may be in the store. */
  private void migrate(CustomResourceDefinition crd) {
    String storage = storageVersion(crd);
    List<String> stored = crd.getStatus() == null ? List.of() : crd.getStatus().getStoredVersions();
    if (stored == null || stored.isEmpty() || stored.equals(List.of(storage))) {
      return;
    }
    var objects = store.objects(crd, storage);
    objects.forEach(object -> store.rewrite(crd, object));
    store.setStoredVersion(crd, storage);
    LOG.infof(
        "CRD %s: %d objects rewritten as %s", crd.getMetadata().getName(), objects.size(), storage);
  }

  private List<JsonNode> trees(CustomResourceDefinition crd) {
    return store.objects(crd, storageVersion(crd)).stream()
        .map(object -> serialization.convertValue(object, JsonNode.class))
        .toList();
  }

  private static String storageVersion(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().stream()
        .filter(version -> Boolean.TRUE.equals(version.getStorage()))
        .map(CustomResourceDefinitionVersion::getName)
        .findFirst()
        .orElseThrow();
  }
}
