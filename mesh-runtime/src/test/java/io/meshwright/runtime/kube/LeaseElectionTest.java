package io.meshwright.runtime.kube;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set by the extension
@EnableKubernetesMockClient(crud = true)
final class LeaseElectionTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final AtomicReference<String> leader = new AtomicReference<>("");
  private KubernetesClient client;

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void anotherReplicaLeadsWhenTheLeaderStops() {
    LeaseElection one = candidate("one");
    one.start();
    await().atMost(LIMIT).until(() -> leader.get().equals("one"));
    try (LeaseElection two = candidate("two")) {
      two.start();
      one.close();
      await().atMost(LIMIT).until(() -> leader.get().equals("two"));
    }
    await().atMost(LIMIT).until(() -> leader.get().isEmpty());
  }

  private LeaseElection candidate(String replica) {
    return new LeaseElection(
        client,
        new LeaseLock("istio-system", "meshwright-status", replica),
        () -> leader.set(replica),
        () -> leader.compareAndSet(replica, ""),
        executor);
  }
}
