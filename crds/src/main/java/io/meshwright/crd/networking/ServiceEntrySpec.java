package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts that clients in the mesh reach beside Kubernetes Services (istio-features SE1 to SE12). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!(has(self.workloadSelector) && has(self.endpoints))",
    message = "only one of workloadSelector and endpoints may be set")
@ValidationRule(
    value = "(has(self.resolution) && self.resolution != 'NONE') || !has(self.endpoints)",
    message = "resolution NONE has no endpoints")
@ValidationRule(
    value =
        "!(has(self.resolution) && self.resolution == 'DNS_ROUND_ROBIN' && has(self.endpoints))"
            + " || size(self.endpoints) <= 1",
    message = "resolution DNS_ROUND_ROBIN has at most one endpoint")
public record ServiceEntrySpec(
    @JsonPropertyDescription("Names that clients use; a leading * is a wildcard.")
        List<String> hosts,
    @JsonPropertyDescription("Virtual addresses, or CIDRs, that clients connect to.")
        List<String> addresses,
    @JsonPropertyDescription("Ports that clients connect to.") List<ServicePort> ports,
    @JsonPropertyDescription(
            "MESH_EXTERNAL (the default), or MESH_INTERNAL for workloads that are part of the"
                + " mesh.")
        @Nullable String location,
    @JsonPropertyDescription(
            "How endpoints are found: NONE (the address that the client dialled, the default),"
                + " STATIC, DNS, DNS_ROUND_ROBIN or DYNAMIC_DNS.")
        @Nullable String resolution,
    @JsonPropertyDescription("Endpoints of the hosts.") List<WorkloadEntrySpec> endpoints,
    @JsonPropertyDescription("Pods and WorkloadEntries of the namespace that are its endpoints.")
        @Nullable WorkloadSelector workloadSelector,
    @JsonPropertyDescription("Namespaces that see this resource; . is its own, * is all.")
        List<String> exportTo,
    @JsonPropertyDescription("Names of which the server's certificate must carry one.")
        List<String> subjectAltNames) {
  public ServiceEntrySpec {
    hosts = Absent.listOf(hosts);
    addresses = Absent.listOf(addresses);
    ports = Absent.listOf(ports);
    endpoints = Absent.listOf(endpoints);
    exportTo = Absent.listOf(exportTo);
    subjectAltNames = Absent.listOf(subjectAltNames);
  }

  /** A port of the hosts. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ServicePort(
      @JsonPropertyDescription("The port that clients connect to.") @Nullable Integer number,
      @JsonPropertyDescription("HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP, MONGO or others.")
          @Nullable String protocol,
      @JsonPropertyDescription("Its name, unlike that of any other port.") @Nullable String name,
      @JsonPropertyDescription("The port of the endpoints, if it is another one.")
          @Nullable Integer targetPort) {}
}
