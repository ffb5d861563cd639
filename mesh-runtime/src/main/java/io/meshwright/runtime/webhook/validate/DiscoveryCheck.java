package io.meshwright.runtime.webhook.validate;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.meshwright.runtime.analysis.Analysis;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a resource to a discovery of its own, so that admission and use can never disagree on what
 * is good.
 */
public final class DiscoveryCheck implements ValidationReview.ResourceCheck {

  private final MeshSettings settings;

  public DiscoveryCheck(MeshSettings settings) {
    this.settings = settings;
  }

  @Override
  public List<String> check(ResourceKind kind, GenericKubernetesResource resource)
      throws ConfigException {
    ResourceRef ref = ResourceRef.of(kind, resource);
    Discovery discovery = new Discovery(settings);
    discovery.apply(List.of(new ResourceChange.Upserted(ref, resource)));
    List<ConfigError> errors = discovery.errors().getOrDefault(ref, List.of());
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    List<String> warnings = new ArrayList<>();
    discovery
        .remarks()
        .getOrDefault(ref, List.of())
        .forEach(remark -> warnings.add(remark.error().message()));
    Analysis.alone(discovery.model())
        .forEach(finding -> warnings.add(finding.resource() + ": " + finding.message()));
    return warnings;
  }
}
