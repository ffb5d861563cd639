package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.ReadException;
import io.meshwright.operator.healing.ProxyFleet;
import io.meshwright.operator.healing.ProxyPod;
import io.meshwright.operator.sessions.ProxyName;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The pods of the real cluster. Thread-safe. */
final class KubernetesProxyFleet implements ProxyFleet {

  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;
  private final KubernetesClient evictor;
  private final Watches watches;
  private final WriteGate gate;
  private final Obstacle missingRight;

  KubernetesProxyFleet(
      KubernetesClient client, Watches watches, WriteGate gate, InstantSource clock) {
    this.client = client;
    // what a disruption budget forbids is tried again later, not by a thread that waits for it
    this.evictor =
        client
            .newClient(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build())
            .adapt(KubernetesClient.class);
    this.watches = watches;
    this.gate = gate;
    this.missingRight = new Obstacle(this::ask, clock);
  }

  @Override
  public boolean isCurrent() {
    return watches.areUp(Pod.class);
  }

  @Override
  public List<ProxyPod> pods() {
    return watches.proxyPods();
  }

  @Override
  public Optional<Instant> created(ProxyName pod) {
    return read(pod).map(found -> Instant.parse(found.getMetadata().getCreationTimestamp()));
  }

  private Optional<Pod> read(ProxyName pod) {
    try {
      return Optional.ofNullable(
          client.pods().inNamespace(pod.namespace()).withName(pod.pod()).get());
    } catch (KubernetesClientException e) {
      throw new ReadException("pod " + pod + ": " + KubernetesCluster.words(e));
    }
  }

  @Override
  public Answer evict(ProxyName pod, String uid) {
    Eviction eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withNamespace(pod.namespace())
            .withName(pod.pod())
            .endMetadata()
            .withDeleteOptions(
                new DeleteOptionsBuilder()
                    .withNewPreconditions()
                    .withUid(uid)
                    .endPreconditions()
                    .build())
            .build();
    boolean[] evicted = {false};
    try {
      gate.pass(
          () ->
              evicted[0] =
                  evictor.pods().inNamespace(pod.namespace()).withName(pod.pod()).evict(eviction));
      return evicted[0] || isGone(pod, uid)
          ? new Answer.Done()
          : new Answer.Postponed("its disruption budget does not allow it");
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case TOO_MANY_REQUESTS -> new Answer.Postponed(KubernetesCluster.words(e));
        case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT ->
            isGone(pod, uid) ? new Answer.Done() : new Answer.Refused(KubernetesCluster.words(e));
        default -> new Answer.Refused(KubernetesCluster.words(e));
      };
    }
  }

  /** Whether it is away, or another one has its name. */
  private boolean isGone(ProxyName pod, String uid) {
    return read(pod).filter(found -> uid.equals(found.getMetadata().getUid())).isEmpty();
  }

  @Override
  public Optional<String> missingRight() {
    return missingRight.now();
  }

  private Optional<String> ask() {
    try {
      return AccessReview.allows(
              client,
              new ResourceAttributesBuilder()
                  .withVerb("create")
                  .withResource("pods")
                  .withSubresource("eviction")
                  .build())
          ? Optional.empty()
          : Optional.of(
              "spec.healing: the operator has no right to create pods/eviction, expected a binding"
                  + " of ClusterRole "
                  + OperatorNames.HEALING_ROLE);
    } catch (KubernetesClientException e) {
      return Optional.of(
          "spec.healing: whether pods may be evicted is not known: " + KubernetesCluster.words(e));
    }
  }
}
