package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meshwright.runtime.model.Endpoint;
import io.meshwright.runtime.model.Endpoint.Health;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import io.meshwright.runtime.testing.MeshYaml;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What services and endpoints follow from ServiceEntries and WorkloadEntries. */
final class EntryDiscoveryTest {

  private static final String STATIC =
      "resolution: STATIC, ports: [{number: 80, name: http}, {number: 81, name: tcp, targetPort: 9}]";

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @Test
  void eachHostIsAServiceOfItsOwn() {
    entry("a", "hosts: [one.vm, two.vm], resolution: DNS, ports: [{number: 80, name: http}]");
    assertThat(discovery.model().services())
        .extracting(Service::host)
        .containsExactly(new Hostname("one.vm"), new Hostname("two.vm"));
    assertThat(endpoints("two.vm"))
        .extracting(Endpoint::target)
        .containsExactly(new Endpoint.Target.Name(new Hostname("two.vm")));
  }

  @Test
  void endpointsPortIsTheirOwnOrTheTargetOrTheServices() {
    entry("a", "hosts: [a.vm], endpoints: [{address: 1.1.1.1, ports: {http: 8}}], " + STATIC);
    assertThat(endpoints("a.vm"))
        .extracting(Endpoint::servicePort, Endpoint::port)
        .containsExactly(tuple(80, 8), tuple(81, 9));
  }

  @Test
  void selectorFollowsEntriesAndPodsOfItsNamespace() {
    entry("a", "hosts: [a.vm], workloadSelector: {labels: {app: a}}, " + STATIC);
    assertThat(endpoints("a.vm")).isEmpty();
    workload("shop", "vm", "1.1.1.1", "app: a");
    workload("other", "vm", "2.2.2.2", "app: a");
    workload("shop", "no", "3.3.3.3", "app: b");
    assertThat(addresses()).containsExactly("1.1.1.1");
    pod("10.0.0.1", "True");
    assertThat(addresses()).containsExactly("10.0.0.1", "1.1.1.1");
    workload("shop", "vm", "4.4.4.4", "app: a");
    assertThat(addresses()).containsExactly("10.0.0.1", "4.4.4.4");
    discovery.apply(MeshYaml.deleted(ResourceKind.WORKLOAD_ENTRY, "shop", "vm"));
    discovery.apply(MeshYaml.deleted(ResourceKind.POD, "shop", "a-0"));
    assertThat(addresses()).isEmpty();
  }

  @Test
  void podThatIsNotReadyGetsNothing() {
    entry("a", "hosts: [a.vm], workloadSelector: {labels: {app: a}}, " + STATIC);
    pod("10.0.0.1", "False");
    assertThat(endpoints("a.vm")).extracting(Endpoint::health).containsOnly(Health.NOT_READY);
    pod("10.0.0.1", "True");
    assertThat(endpoints("a.vm")).extracting(Endpoint::health).containsOnly(Health.HEALTHY);
  }

  @Test
  void kubernetesSelectsNoWorkloadEntry() {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: a, namespace: shop}
            spec: {clusterIP: 10.96.0.1, selector: {app: a}, ports: [{port: 80}]}
            """));
    workload("shop", "vm", "1.1.1.1", "app: a");
    assertThat(endpoints("a.shop.svc.cluster.local")).isEmpty();
  }

  @Test
  void workloadWithAnIdentityHasAProxyUnlessItsLabelSaysOtherwise() {
    entry("a", "hosts: [a.vm], workloadSelector: {labels: {app: a}}, " + STATIC);
    workload("shop", "vm", "1.1.1.1", "app: a}, serviceAccount: vm, ports: {");
    assertThat(endpoints("a.vm").getFirst().workload().mutualTls()).isTrue();
    workload(
        "shop",
        "vm",
        "1.1.1.1",
        "app: a, security.istio.io/tlsMode: disabled}, serviceAccount: vm, ports: {");
    assertThat(endpoints("a.vm").getFirst().workload().mutualTls()).isFalse();
  }

  @Test
  void youngerEntryForAHostAddsItsPorts() {
    entry("a", "hosts: [a.vm], endpoints: [{address: 1.1.1.1}], " + STATIC);
    entry(
        "b",
        "hosts: [a.vm], endpoints: [{address: 2.2.2.2}], resolution: STATIC,"
            + " ports: [{number: 80, name: web}, {number: 90, name: more}]");
    assertThat(service("a.vm").ports())
        .extracting(ServicePort::name)
        .containsExactly("http", "tcp", "more");
    assertThat(endpoints("a.vm"))
        .extracting(Endpoint::servicePort, e -> e.addresses().getFirst().text())
        .containsExactly(tuple(80, "1.1.1.1"), tuple(81, "1.1.1.1"), tuple(90, "2.2.2.2"));
  }

  @Test
  void addressesFollowFromNamesWhateverElseExists() {
    String fields = "resolution: DNS, ports: [{number: 80, name: http}]";
    entry("a", "hosts: [a.vm], " + fields);
    List<IpAddress> given = service("a.vm").entry().allocated();
    assertThat(given).hasSize(2);
    assertThat(given.getFirst().text()).startsWith("240.240.");
    assertThat(given.getLast().text()).startsWith("2001:2::");
    for (int i = 0; i < 500; i++) {
      entry("z" + i, "hosts: [z" + i + ".vm], " + fields);
    }
    assertThat(service("a.vm").entry().allocated()).isEqualTo(given);
    assertThat(discovery.model().services())
        .extracting(s -> s.entry().allocated().getFirst())
        .doesNotHaveDuplicates();
  }

  @Test
  void addressIsGivenOnlyWhereItIsWanted() {
    String ports = "ports: [{number: 80, name: http}]";
    entry("a", "hosts: [none.vm], " + ports);
    entry("b", "hosts: [has.vm], addresses: [1.1.1.1], resolution: DNS, " + ports);
    entry("c", "hosts: ['*.vm'], resolution: DNS, endpoints: [{address: a.vm}], " + ports);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: d, namespace: shop, labels: {networking.istio.io/enable-autoallocate-ip: "false"}}
            spec: {hosts: [off.vm], resolution: DNS, ports: [{number: 80, name: http}]}
            """));
    assertThat(discovery.model().services()).hasSize(4);
    assertThat(discovery.model().services()).allMatch(s -> s.entry().allocated().isEmpty());
  }

  @Test
  void deletedEntryIsGone() {
    entry("a", "hosts: [a.vm], endpoints: [{address: 1.1.1.1}], " + STATIC);
    discovery.apply(MeshYaml.deleted(ResourceKind.SERVICE_ENTRY, "shop", "a"));
    assertThat(discovery.model().services()).isEmpty();
  }

  @Test
  void changedNameBehindAHostChangesItsCluster() {
    entry(
        "a",
        "hosts: [a.vm], resolution: DNS, endpoints: [{address: b.vm}], ports: [{number: 80, name: http}]");
    MeshModel before = discovery.model();
    entry(
        "a",
        "hosts: [a.vm], resolution: DNS, endpoints: [{address: c.vm}], ports: [{number: 80, name: http}]");
    assertThat(discovery.model().since(before).endpoints())
        .extracting(key -> key.host().name())
        .containsExactly("a.vm");
  }

  private Service service(String host) {
    return discovery.model().services().stream()
        .filter(service -> service.host().name().equals(host))
        .findFirst()
        .orElseThrow();
  }

  private List<Endpoint> endpoints(String host) {
    return discovery.model().endpointsOf(new ServiceKey(new Hostname(host), "shop"));
  }

  private List<String> addresses() {
    return endpoints("a.vm").stream()
        .filter(endpoint -> endpoint.servicePort() == 80)
        .map(endpoint -> endpoint.addresses().getFirst().text())
        .toList();
  }

  private void entry(String name, String spec) {
    apply("ServiceEntry", "shop", name, spec);
  }

  private void workload(String namespace, String name, String address, String labels) {
    apply("WorkloadEntry", namespace, name, "address: " + address + ", labels: {" + labels + "}");
  }

  private void apply(String kind, String namespace, String name, String spec) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: %s
            metadata: {name: %s, namespace: %s}
            spec: {%s}
            """
                .formatted(kind, name, namespace, spec)));
    assertThat(discovery.errors()).isEmpty();
  }

  private void pod(String ip, String ready) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a-0, namespace: shop, labels: {app: a}}
            spec: {containers: []}
            status: {podIP: %s, conditions: [{type: Ready, status: "%s"}]}
            """
                .formatted(ip, ready)));
  }
}
