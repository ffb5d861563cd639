package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import java.util.List;
import java.util.function.Consumer;

/** DestinationRules are for services that exist, and their subsets have endpoints. */
final class SubsetPods implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    ServiceIndex index = new ServiceIndex(model);
    for (DestinationPolicy policy : model.destinationPolicies()) {
      List<Service> services = index.matching(policy.host()).toList();
      String resource = policy.origin().toString();
      if (services.isEmpty() && !model.aliases().containsKey(policy.host())) {
        findings.accept(
            new Finding(
                Code.UNKNOWN_DESTINATION_RULE_HOST,
                resource,
                "The host %s of the DestinationRule does not match any known service."
                    .formatted(policy.host())));
      }
      for (DestinationPolicy.Subset subset : policy.subsets()) {
        if (!services.isEmpty()
            && services.stream().noneMatch(service -> selects(model, service, subset))) {
          findings.accept(
              new Finding(
                  Code.DESTINATION_RULE_SUBSET_NOT_SELECT_PODS,
                  resource,
                  "The Subset %s of the DestinationRule does not select any pods."
                      .formatted(subset.name())));
        }
      }
    }
  }

  /** Of a service whose clients dial what the mesh does not know, nobody can tell. */
  private static boolean selects(
      MeshModel model, Service service, DestinationPolicy.Subset subset) {
    return service.addressing() == Service.Addressing.DIALLED
        || model.endpointsOf(service.key()).stream()
            .anyMatch(
                endpoint ->
                    endpoint
                        .workload()
                        .labels()
                        .entrySet()
                        .containsAll(subset.labels().entrySet()));
  }
}
