package io.meshwright.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.snapshot.ConfigState;
import io.meshwright.runtime.testing.MeshYaml;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From news to statuses. */
final class StatusReporterTest {

  private static final ResourceRef CART = FakeStatuses.route("cart");

  private final FakeStatuses statuses = new FakeStatuses();
  private final StatusLeadership leadership = new StatusLeadership();
  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);
  private final StatusReporter reporter =
      new StatusReporter(
          statuses, leadership, List::of, new SimpleMeterRegistry(), InstantSource.system());

  @AfterEach
  void close() {
    reporter.close();
  }

  @Test
  void findingAppearsAndGoesWhenWhatWasMissingIsThere() {
    leadership.ofMesh(true);
    route();
    await().until(() -> statuses.stored(CART).conditions().size() == 3);
    assertThat(statuses.stored(CART).validationMessages()).hasSize(1);
    assertThat(status("PassedAnalysis")).isEqualTo("False");

    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {clusterIP: 10.96.0.10, ports: [{name: http, port: 80}]}
        """);

    await().until(() -> status("PassedAnalysis").equals("True"));
    assertThat(statuses.stored(CART).validationMessages()).isEmpty();
  }

  @Test
  void anotherReplicaTakesOverWhenItLeads() {
    leadership.onChange(reporter::news);
    route();
    assertThat(statuses.writes()).isEmpty();

    leadership.ofMesh(true);

    await().until(() -> !statuses.stored(CART).conditions().isEmpty());
  }

  private void route() {
    statuses.generation(CART, 1);
    apply(
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: cart, namespace: shop, generation: 1}
        spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}
        """);
  }

  private void apply(String yaml) {
    discovery.apply(MeshYaml.upserted(yaml));
    MeshModel model = discovery.model();
    reporter.configured(model, new ConfigState(discovery.report(), new TreeMap<>()));
  }

  private String status(String type) {
    return statuses.stored(CART).conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .map(Condition::getStatus)
        .findFirst()
        .orElse("");
  }
}
