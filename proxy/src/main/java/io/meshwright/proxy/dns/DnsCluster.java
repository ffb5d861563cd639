package io.meshwright.proxy.dns;

import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.dns.DnsClient.Answer;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.Cluster.Discovery;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.Locality;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The names of one cluster, each with its last answer. For the configuration thread only. */
final class DnsCluster {
  private static final Logger LOG = System.getLogger(DnsCluster.class.getName());

  private final DnsEndpoints.Source source;
  private final DnsClient client;
  private final ConfigurationThread thread;
  private final RandomGenerator random;
  private final Runnable changed;
  private final Map<String, Name> names = new LinkedHashMap<>();
  private boolean stopped;

  /** One name. */
  private static final class Name {
    private @Nullable List<InetAddress> addresses;
    private int failures;
  }

  DnsCluster(
      DnsEndpoints.Source source,
      DnsClient client,
      ConfigurationThread thread,
      RandomGenerator random,
      Runnable changed) {
    this.source = source;
    this.client = client;
    this.thread = thread;
    this.random = random;
    this.changed = changed;
    for (Locality locality : source.named().localities()) {
      for (Endpoint endpoint : locality.endpoints()) {
        if (endpoint.address() instanceof Address.HostName(String name, int _)) {
          names.put(name, new Name());
        }
      }
    }
  }

  DnsEndpoints.Source source() {
    return source;
  }

  void start() {
    names.forEach(this::ask);
  }

  void stop() {
    stopped = true;
  }

  private void ask(String text, Name name) {
    if (stopped) {
      return;
    }
    client
        .resolve(text, source.dns().family())
        .whenComplete(
            (answer, failure) -> thread.execute(() -> answered(text, name, answer, failure)));
  }

  private void answered(
      String text, Name name, @Nullable Answer answer, @Nullable Throwable failure) {
    if (stopped) {
      return;
    }
    List<InetAddress> before = name.addresses;
    List<InetAddress> now = before == null ? List.of() : before;
    Duration pause;
    if (answer != null) {
      name.failures = 0;
      // a logical host keeps its last address rather than none (Envoy)
      if (!source.dns().logical() || !answer.addresses().isEmpty()) {
        now = inOrder(answer.addresses());
      }
      pause =
          source.dns().respectTtl() && answer.life().isPositive()
              ? answer.life()
              : source.dns().refreshRate();
    } else {
      if (name.failures == 0) {
        LOG.log(Level.WARNING, "{0} cannot be resolved: {1}", text, String.valueOf(failure));
      }
      pause = backoff(name.failures++);
    }
    thread.after(pause, () -> ask(text, name));
    name.addresses = now;
    if (!now.equals(before)) {
      changed.run();
    }
  }

  /** Servers turn the order with each answer, which is no change where each address is a host. */
  private List<InetAddress> inOrder(List<InetAddress> addresses) {
    return source.dns().logical()
        ? addresses
        : addresses.stream()
            .sorted((one, other) -> Arrays.compareUnsigned(one.getAddress(), other.getAddress()))
            .toList();
  }

  /** Random below a limit that doubles; at least a tenth of the first. */
  private Duration backoff(int failures) {
    Discovery.Dns dns = source.dns();
    long first = dns.failureRefresh().toMillis();
    long most = dns.failureRefreshMost().toMillis();
    if (first >= most) {
      return Duration.ofMillis(first);
    }
    long limit = Math.min(most, first << Math.min(failures, Integer.SIZE - 2));
    return Duration.ofMillis(random.nextLong(first / 10, limit + 1));
  }

  /** The endpoints with addresses for names; absent while a name waits for its first answer. */
  @Nullable EndpointAssignment endpoints() {
    for (Name name : names.values()) {
      if (name.addresses == null) {
        return null;
      }
    }
    List<Locality> localities = new ArrayList<>();
    for (Locality locality : source.named().localities()) {
      List<Endpoint> endpoints = new ArrayList<>();
      locality.endpoints().forEach(endpoint -> resolve(endpoint, endpoints));
      localities.add(
          new Locality(locality.place(), locality.priority(), locality.weight(), endpoints));
    }
    return new EndpointAssignment(localities, source.named().overprovisioningPercent());
  }

  private void resolve(Endpoint endpoint, List<Endpoint> resolved) {
    if (!(endpoint.address() instanceof Address.HostName(String text, int port))) {
      resolved.add(endpoint);
      return;
    }
    Name name = names.get(text);
    List<Address.Ip> addresses = new ArrayList<>();
    if (name != null && name.addresses != null) {
      name.addresses.forEach(address -> addresses.add(new Address.Ip(address, port)));
    }
    if (!source.dns().logical()) {
      addresses.forEach(address -> resolved.add(at(endpoint, text, address, List.of())));
    } else if (!addresses.isEmpty()) {
      resolved.add(
          at(endpoint, text, addresses.getFirst(), addresses.subList(1, addresses.size())));
    }
  }

  private static Endpoint at(
      Endpoint named, String name, Address.Ip address, List<Address.Ip> additional) {
    return new Endpoint(
        address,
        additional,
        named.hostName().isEmpty() ? name : named.hostName(),
        named.weight(),
        named.health(),
        named.transportLabels(),
        named.subsetLabels(),
        named.workload());
  }
}
