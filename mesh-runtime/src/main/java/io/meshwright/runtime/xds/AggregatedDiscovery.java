package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.delivery.Delivery;
import io.meshwright.runtime.delivery.DeliveryHub;
import io.meshwright.runtime.delivery.MeshResources;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The aggregated discovery service, in both forms. A stream that comes before the first model is
 * ended as unavailable, so that the client tries again, perhaps elsewhere.
 */
public final class AggregatedDiscovery
    extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {

  private final DeliveryHub deliveries;
  private final ConnectedProxies registry;
  private final Executor threads;
  private final Supplier<StreamPeer> peers;

  /**
   * Streams compile on {@code threads}.
   *
   * @param peers is asked in the gRPC context of each new stream
   */
  public AggregatedDiscovery(
      DeliveryHub deliveries,
      ConnectedProxies registry,
      Executor threads,
      Supplier<StreamPeer> peers) {
    this.deliveries = deliveries;
    this.registry = registry;
    this.threads = threads;
    this.peers = peers;
  }

  @Override
  public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
      StreamObserver<DeltaDiscoveryResponse> client) {
    DeltaStream delta = new DeltaStream(client, call(client)::isReady);
    ProxyStream stream = open(delta);
    return serve(client, stream, (request, current) -> delta.request(request, stream, current));
  }

  @Override
  public StreamObserver<DiscoveryRequest> streamAggregatedResources(
      StreamObserver<DiscoveryResponse> client) {
    StateOfTheWorldStream world = new StateOfTheWorldStream(client, call(client)::isReady);
    ProxyStream stream = open(world);
    return serve(client, stream, (request, current) -> world.request(request, stream, current));
  }

  /** The server's end of a stream, as gRPC hands it over. */
  private static <R> ServerCallStreamObserver<R> call(StreamObserver<R> client) {
    return (ServerCallStreamObserver<R>) client;
  }

  private ProxyStream open(StreamTransport transport) {
    return new ProxyStream(transport, new SerialExecutor(threads), peers.get(), registry);
  }

  private <Q, R> StreamObserver<Q> serve(
      StreamObserver<R> client, ProxyStream stream, BiConsumer<Q, MeshResources> handler) {
    Consumer<Delivery> subscriber = stream::delivered;
    deliveries.subscribe(subscriber);
    Runnable end =
        () -> {
          deliveries.unsubscribe(subscriber);
          stream.gone();
        };
    call(client).setOnCancelHandler(end);
    call(client).setOnReadyHandler(() -> stream.execute(stream::flush));
    return new StreamObserver<>() {
      @Override
      public void onNext(Q request) {
        stream.execute(
            () -> {
              Optional<MeshResources> current = deliveries.current();
              if (current.isEmpty()) {
                stream.close(Status.UNAVAILABLE.withDescription("configuration is being read"));
              } else {
                handler.accept(request, current.get());
              }
            });
      }

      @Override
      public void onError(Throwable cause) {
        end.run();
      }

      @Override
      public void onCompleted() {
        stream.execute(client::onCompleted);
        end.run();
      }
    };
  }
}
