package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.RoutingRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Routes lead to services, subsets and ports that exist, and say which port they mean. */
final class RouteDestinations implements MeshCheck {

  @Override
  public void check(MeshModel model, Consumer<Finding> findings) {
    ServiceIndex services = new ServiceIndex(model);
    for (RoutingRules rules : model.routing()) {
      for (Destination destination : new LinkedHashSet<>(rules.targets())) {
        check(model, services, rules, destination, findings);
      }
    }
  }

  private static void check(
      MeshModel model,
      ServiceIndex services,
      RoutingRules rules,
      Destination target,
      Consumer<Finding> findings) {
    String resource = rules.origin().toString();
    Hostname meant = model.aliases().getOrDefault(target.host(), target.host());
    Optional<Service> found =
        services
            .named(meant)
            .filter(service -> service.exportTo().includes(rules.origin().namespace()))
            .findFirst();
    if (found.isEmpty()) {
      findings.accept(missing(resource, "host", target.host().name()));
      return;
    }
    Service service = found.get();
    List<Integer> ports = service.ports().stream().map(ServicePort::number).toList();
    if (target.port() == null && ports.size() > 1) {
      findings.accept(
          new Finding(
              Code.VIRTUAL_SERVICE_DESTINATION_PORT_SELECTOR_REQUIRED,
              resource,
              ("This VirtualService routes to a service \"%s\" that exposes multiple ports "
                      + "%s. Specifying a port in the destination is required to disambiguate.")
                  .formatted(target.host(), ports)));
    } else if (target.port() != null && !ports.contains(target.port())) {
      findings.accept(missing(resource, "host:port", target.host() + ":" + target.port()));
    }
    boolean known =
        model
            .policies()
            .policyFor(rules.origin().namespace(), Map.of(), service.key())
            .map(DestinationPolicy::subsets)
            .orElse(List.of())
            .stream()
            .anyMatch(subset -> subset.name().equals(target.subset()));
    if (!target.subset().isEmpty() && !known) {
      findings.accept(
          missing(
              resource, "host+subset in destinationrule", target.host() + "+" + target.subset()));
    }
  }

  static Finding missing(String resource, String what, String name) {
    return new Finding(
        Code.REFERENCED_RESOURCE_NOT_FOUND,
        resource,
        "Referenced %s not found: \"%s\"".formatted(what, name));
  }
}
