package io.meshwright.runtime.compile.route;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The Host headers that mean a service to a client: its full name, the short forms that Kubernetes
 * resolves in the client's namespace, and its addresses, each with and without port (istio-features
 * VS28).
 */
final class VirtualHostDomains {
  private VirtualHostDomains() {}

  static List<String> of(ProxyScope scope, Service service, int port) {
    List<String> domains = new ArrayList<>();
    kubernetesNames(scope, service.host(), port, domains);
    for (Hostname alias : scope.aliasesOf(service.host())) {
      kubernetesNames(scope, alias, port, domains);
    }
    if (service.headless()) {
      withPort(domains, "*." + service.host(), port);
    }
    for (IpAddress address : scope.addressesOf(service)) {
      withPort(
          domains,
          address.family() == IpAddress.Family.IPV6 ? "[" + address + "]" : address.text(),
          port);
    }
    return domains;
  }

  /** Domains of a host without a service. */
  static List<String> of(Hostname host, int port) {
    List<String> domains = new ArrayList<>();
    if (host.name().equals("*")) {
      domains.add("*");
    } else {
      withPort(domains, host.name(), port);
    }
    return domains;
  }

  private static void kubernetesNames(
      ProxyScope scope, Hostname host, int port, List<String> domains) {
    withPort(domains, host.name(), port);
    withPort(domains, host.name() + ".", port);
    String suffix = ".svc." + scope.settings().dnsDomain();
    if (!host.name().endsWith(suffix)) {
      return;
    }
    String inCluster = host.name().substring(0, host.name().length() - suffix.length());
    int dot = inCluster.lastIndexOf('.');
    if (dot < 0) {
      return;
    }
    if (inCluster.substring(dot + 1).equals(scope.proxy().namespace())) {
      withPort(domains, inCluster.substring(0, dot), port);
    }
    withPort(domains, inCluster + ".svc", port);
    withPort(domains, inCluster, port);
  }

  private static void withPort(List<String> domains, String name, int port) {
    domains.add(name);
    domains.add(name + ":" + port);
  }
}
