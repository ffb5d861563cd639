package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.delivery.MeshResources;
import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.delivery.VersionedResource;
import io.meshwright.xds.XdsType;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** The form of the protocol in which each response carries all resources of a type. */
final class StateOfTheWorldStream implements StreamTransport {

  private final StreamObserver<DiscoveryResponse> client;
  private final BooleanSupplier ready;

  /** Whether {@code client} can take more is asked of {@code ready}. */
  StateOfTheWorldStream(StreamObserver<DiscoveryResponse> client, BooleanSupplier ready) {
    this.client = client;
    this.ready = ready;
  }

  /** Takes in a request; on the stream's executor. */
  void request(DiscoveryRequest request, ProxyStream stream, MeshResources current) {
    if (ToolAnswers.asked(request.getTypeUrl())) {
      answer(request, stream);
      return;
    }
    if (!stream.identify(request.getNode(), current)) {
      return;
    }
    Optional<XdsType> known = XdsType.of(request.getTypeUrl());
    if (known.isEmpty()) {
      // a type that we do not serve is answered with nothing (X5)
      if (request.getResponseNonce().isEmpty()) {
        client.onNext(
            DiscoveryResponse.newBuilder()
                .setTypeUrl(request.getTypeUrl())
                .setVersionInfo("0")
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
    if (reply != Subscription.Reply.STALE) {
      boolean more = subscribe(request, subscription, first);
      boolean again = reply == Subscription.Reply.WANTED && stream.expectsRepetition(type);
      if (first || more || again) {
        stream.repeat(type);
      }
    }
    stream.answered(type, reply, error == null ? "" : error);
  }

  /** Tools ask once, and acknowledge as proxies do. */
  private void answer(DiscoveryRequest question, ProxyStream stream) {
    if (!question.getResponseNonce().isEmpty()) {
      return;
    }
    try {
      ToolAnswers.Answer answer =
          stream.tools().answer(question.getTypeUrl(), question.getResourceNamesList());
      client.onNext(
          DiscoveryResponse.newBuilder()
              .setTypeUrl(question.getTypeUrl())
              .setVersionInfo(ToolAnswers.NONCE)
              .setNonce(ToolAnswers.NONCE)
              .setControlPlane(ControlPlane.newBuilder().setIdentifier(answer.controlPlane()))
              .addAllResources(answer.told().stream().map(ToolAnswers.Told::resource).toList())
              .build());
    } catch (StatusException e) {
      stream.close(e.getStatus());
    }
  }

  /** Whether more is wanted than before; a shorter list is an unsubscription (X3). */
  private static boolean subscribe(
      DiscoveryRequest request, Subscription subscription, boolean first) {
    if (subscription.type().wildcard() && request.getResourceNamesCount() == 0) {
      if (first) {
        subscription.wantAll();
      }
      return false;
    }
    TreeSet<String> wanted = new TreeSet<>(request.getResourceNamesList());
    boolean all = wanted.remove("*");
    if (all) {
      subscription.wantAll();
    }
    boolean more = false;
    for (String name : new TreeSet<>(subscription.names())) {
      if (!wanted.contains(name)) {
        subscription.drop(name);
      }
    }
    for (String name : wanted) {
      if (!subscription.names().contains(name)) {
        subscription.want(name);
        more = true;
      }
    }
    return more;
  }

  @Override
  public void send(XdsType type, Subscription.Update update, Resources all, String nonce) {
    NavigableMap<String, VersionedResource> resources = all.byName();
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setVersionInfo(VersionedResource.versionOf(resources))
            .setNonce(nonce);
    resources.values().forEach(resource -> response.addResources(resource.body()));
    client.onNext(response.build());
  }

  @Override
  public boolean ready() {
    return ready.getAsBoolean();
  }

  @Override
  public boolean incremental() {
    return false;
  }

  @Override
  public void close(Status status) {
    client.onError(status.asRuntimeException());
  }
}
