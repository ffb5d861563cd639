package io.meshwright.e2e.process;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A Kubernetes Service of the pods whose label {@code app} is its name.
 *
 * @param addresses its cluster addresses, IPv4 first
 * @param ports at least one; the first is the one a call means if it names none
 */
record Service(String name, String namespace, Addresses addresses, List<Port> ports) {

  Service {
    ports = List.copyOf(ports);
  }

  /**
   * A port; the target port is the same.
   *
   * @param name its prefix says the protocol, as in Istio: {@code http}, {@code tcp-echo}
   */
  record Port(String name, int number) {}

  String host() {
    return name + "." + namespace + ".svc.cluster.local";
  }

  boolean selects(PodSpec pod) {
    return pod.namespace().equals(namespace) && pod.label("app").equals(name);
  }

  int port() {
    return ports.getFirst().number();
  }

  InetAddress v4() {
    return addresses.v4();
  }

  InetAddress v6() {
    return addresses.v6();
  }

  /** The service as clients of one of its ports see it. */
  Service only(int port) {
    return new Service(
        name, namespace, addresses, ports.stream().filter(p -> p.number() == port).toList());
  }

  Service port(String portName, int number) {
    List<Port> more = new ArrayList<>(ports);
    more.add(new Port(portName, number));
    return new Service(name, namespace, addresses, more);
  }
}
