package io.meshwright.runtime.debug;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.Workload;
import io.meshwright.runtime.model.name.Locality;
import java.util.List;
import java.util.TreeMap;

/** {@code registryz} and {@code endpointz}: services and what stands behind them. */
final class RegistryPage {

  private RegistryPage() {}

  static ArrayNode services(MeshModel model) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    model.services().forEach(service -> page.add(service(service, model)));
    return page;
  }

  /** One entry a port, with its endpoints; those that are not ready are among them. */
  static ArrayNode endpoints(MeshModel model) {
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    for (Service service : model.services()) {
      List<Endpoint> endpoints = model.endpointsOf(service.key());
      for (ServicePort port : service.ports()) {
        ObjectNode entry = page.addObject().put("svc", service.host().name() + ":" + port.name());
        ArrayNode of = entry.putArray("ep");
        endpoints.stream()
            .filter(endpoint -> endpoint.servicePort() == port.number())
            .forEach(endpoint -> of.add(endpoint(endpoint, port)));
      }
    }
    return page;
  }

  private static ObjectNode service(Service service, MeshModel model) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    ObjectNode attributes = shown.putObject("Attributes");
    attributes.put("ServiceRegistry", service.ofKubernetes() ? "Kubernetes" : "External");
    attributes.put("Name", service.name()).put("Namespace", service.key().namespace());
    ObjectNode exportTo = attributes.putObject("ExportTo");
    if (service.exportTo().everywhere()) {
      exportTo.putObject("*");
    }
    service.exportTo().namespaces().forEach(exportTo::putObject);
    ObjectNode selector = attributes.putObject("LabelSelectors");
    new TreeMap<>(service.selector()).forEach(selector::put);
    shown.put("hostname", service.host().name());
    ArrayNode ports = shown.putArray("ports");
    service
        .ports()
        .forEach(
            port ->
                ports
                    .addObject()
                    .put("name", port.name())
                    .put("port", port.number())
                    .put("protocol", port.protocol().name()));
    ArrayNode addresses =
        shown.putObject("clusterVIPs").putObject("Addresses").putArray(model.settings().cluster());
    service.addresses().forEach(address -> addresses.add(address.toString()));
    shown.put("Resolution", service.addressing().name());
    shown.put("MeshExternal", service.entry().external());
    return shown;
  }

  private static ObjectNode endpoint(Endpoint endpoint, ServicePort port) {
    Workload workload = endpoint.workload();
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    ArrayNode addresses = shown.putArray("Addresses");
    switch (endpoint.target()) {
      case Endpoint.Target.Addresses(var ips) -> ips.forEach(ip -> addresses.add(ip.toString()));
      case Endpoint.Target.OnSocket(var socket) -> addresses.add(socket.toString());
      case Endpoint.Target.Name(var host) -> addresses.add(host.name());
    }
    shown.put("EndpointPort", endpoint.port()).put("ServicePortName", port.name());
    ObjectNode labels = shown.putObject("Labels");
    new TreeMap<>(workload.labels()).forEach(labels::put);
    workload.identity().ifPresent(id -> shown.put("ServiceAccount", id.toString()));
    shown.put("WorkloadName", workload.name()).put("Namespace", workload.namespace());
    shown.put("Network", workload.network()).put("HealthStatus", endpoint.health().name());
    shown.put("LbWeight", endpoint.weight()).put("TLSMode", workload.mutualTls() ? "istio" : "");
    Locality locality = workload.locality();
    shown
        .putObject("Locality")
        .put("Label", "%s/%s/%s".formatted(locality.region(), locality.zone(), locality.subzone()))
        .put("ClusterID", workload.cluster());
    return JsonNodeFactory.instance.objectNode().set("endpoint", shown);
  }
}
