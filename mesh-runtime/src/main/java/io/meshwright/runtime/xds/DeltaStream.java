package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.delivery.MeshResources;
import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.delivery.VersionedResource;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The incremental form of the protocol. */
final class DeltaStream implements StreamTransport {

  private static final String ALL = "*";

  private final StreamObserver<DeltaDiscoveryResponse> client;
  private final BooleanSupplier ready;

  /** Whether {@code client} can take more is asked of {@code ready}. */
  DeltaStream(StreamObserver<DeltaDiscoveryResponse> client, BooleanSupplier ready) {
    this.client = client;
    this.ready = ready;
  }

  /** Takes in a request; on the stream's executor. */
  void request(DeltaDiscoveryRequest request, ProxyStream stream, MeshResources current) {
    if (ToolAnswers.asked(request.getTypeUrl())) {
      answer(request, stream);
      return;
    }
    if (!stream.identify(request.getNode(), current)) {
      return;
    }
    if (request.getTypeUrl().equals(WorkloadTrust.TYPE_URL)) {
      stream.tells(WorkloadTrust.of(request.getResourceNamesSubscribeList()));
      return;
    }
    Optional<XdsType> known = XdsType.of(request.getTypeUrl());
    if (known.isEmpty()) {
      // a type that we do not serve is answered with nothing (X5)
      if (request.getResponseNonce().isEmpty()) {
        client.onNext(
            DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(request.getTypeUrl())
                .setNonce("0")
                .build());
      }
      return;
    }
    XdsType type = known.get();
    boolean first = !stream.subscribed(type);
    Subscription subscription = stream.subscription(type);
    String error = request.hasErrorDetail() ? request.getErrorDetail().getMessage() : null;
    Subscription.Reply reply = subscription.answer(request.getResponseNonce(), error);
    subscribe(request, subscription, first);
    if (first) {
      stream.compare(type);
    } else if (request.getResourceNamesSubscribeCount() > 0) {
      stream.compareAsked(type);
    }
    stream.answered(type, reply, error == null ? "" : error);
  }

  /** Tools ask once, and acknowledge as proxies do. */
  private void answer(DeltaDiscoveryRequest question, ProxyStream stream) {
    if (!question.getResponseNonce().isEmpty()) {
      return;
    }
    try {
      ToolAnswers.Answer answer =
          stream.tools().answer(question.getTypeUrl(), question.getResourceNamesSubscribeList());
      DeltaDiscoveryResponse.Builder response =
          DeltaDiscoveryResponse.newBuilder()
              .setTypeUrl(question.getTypeUrl())
              .setSystemVersionInfo(ToolAnswers.NONCE)
              .setNonce(ToolAnswers.NONCE)
              .setControlPlane(ControlPlane.newBuilder().setIdentifier(answer.controlPlane()));
      for (ToolAnswers.Told told : answer.told()) {
        response.addResources(
            Resource.newBuilder()
                .setName(told.name())
                .setVersion(ToolAnswers.NONCE)
                .setResource(told.resource()));
      }
      client.onNext(response.build());
    } catch (StatusException e) {
      stream.close(e.getStatus());
    }
  }

  private static void subscribe(
      DeltaDiscoveryRequest request, Subscription subscription, boolean first) {
    boolean wildcard =
        first && subscription.type().wildcard() && request.getResourceNamesSubscribeCount() == 0;
    if (wildcard) {
      subscription.wantAll();
    }
    for (String name : request.getResourceNamesSubscribeList()) {
      if (name.equals(ALL)) {
        subscription.wantAll();
      } else {
        subscription.want(name);
      }
    }
    for (String name : request.getResourceNamesUnsubscribeList()) {
      if (name.equals(ALL)) {
        subscription.dropAll();
      } else {
        subscription.drop(name);
      }
    }
    if (first) {
      subscription.resume(request.getInitialResourceVersionsMap());
    }
  }

  @Override
  public void send(XdsType type, Subscription.Update update, Resources all, String nonce) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setNonce(nonce)
            .setSystemVersionInfo(nonce)
            .addAllRemovedResources(update.removed());
    for (VersionedResource resource : update.changed().values()) {
      response.addResources(resource.resource());
    }
    client.onNext(response.build());
  }

  @Override
  public boolean ready() {
    return ready.getAsBoolean();
  }

  @Override
  public boolean incremental() {
    return true;
  }

  @Override
  public void close(Status status) {
    client.onError(status.asRuntimeException());
  }
}
