package io.meshwright.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.operatorapi.OwnTrust;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.operator.v1.TrustReport;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What proxies are told of roots, and the operator of those who follow. */
final class OperatorApiTrustTest extends OperatorApiBed {

  @Test
  @DisplayName("LC-trust: proxies are told each change of roots, and counted when they follow")
  void proxiesAreToldRootsAndSayWhomTheyTrust() throws Exception {
    roots.set("first");
    BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    StreamObserver<DeltaDiscoveryRequest> proxy = connect(channel(), "cart", answers);
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .addResourceNamesSubscribe(WorkloadTrust.ROOTS_SECRET)
            .build());
    DeltaDiscoveryResponse first = next(answers, XdsType.SECRET);
    assertThat(first.getResources(0).getResource().getValue().toStringUtf8()).contains("first");
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .setResponseNonce(first.getNonce())
            .build());
    await().until(() -> proxies.views().getFirst().types().containsKey(XdsType.SECRET));

    roots.set("second");
    proxies.rootsChanged();
    assertThat(
            next(answers, XdsType.SECRET).getResources(0).getResource().getValue().toStringUtf8())
        .contains("second");

    trust = new OwnTrust("old", new TreeSet<>(Set.of("new", "old")), "");
    tell(proxy, "issuer/old", "root/old");
    assertThat(watch(OPERATOR).next().getTrust().getTrustingSessions()).isZero();
    tell(proxy, "issuer/old", "root/old", "root/new");
    await()
        .untilAsserted(
            () ->
                assertThat(watch(OPERATOR).next().getTrust())
                    .isEqualTo(
                        TrustReport.newBuilder()
                            .setIssuingRoot("old")
                            .addAllRoots(List.of("new", "old"))
                            .setTrustingSessions(1)
                            .setCertifiedSessions(1)
                            .build()));
    trust = new OwnTrust("new", new TreeSet<>(Set.of("new", "old")), "");
    assertThat(watch(OPERATOR).next().getTrust().getCertifiedSessions()).isZero();
  }

  private static void tell(StreamObserver<DeltaDiscoveryRequest> proxy, String... names) {
    proxy.onNext(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(WorkloadTrust.TYPE_URL)
            .addAllResourceNamesSubscribe(List.of(names))
            .build());
  }

  private static DeltaDiscoveryResponse next(BlockingQueue<Object> answers, XdsType type)
      throws InterruptedException {
    while (true) {
      DeltaDiscoveryResponse answer =
          (DeltaDiscoveryResponse)
              Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS), "no answer");
      if (answer.getTypeUrl().equals(type.typeUrl())) {
        return answer;
      }
    }
  }
}
