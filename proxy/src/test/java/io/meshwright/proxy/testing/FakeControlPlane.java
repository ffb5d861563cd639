package io.meshwright.proxy.testing;

import com.google.protobuf.Any;
import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A control plane of delta ADS that says what a test tells it to and remembers what it hears. */
public final class FakeControlPlane implements AutoCloseable {
  private static final String SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService";
  private static final MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse> DELTA =
      MethodDescriptor.<DeltaDiscoveryRequest, DeltaDiscoveryResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(SERVICE + "/DeltaAggregatedResources")
          .setRequestMarshaller(
              ProtoLiteUtils.marshaller(DeltaDiscoveryRequest.getDefaultInstance()))
          .setResponseMarshaller(
              ProtoLiteUtils.marshaller(DeltaDiscoveryResponse.getDefaultInstance()))
          .build();

  private final Server server;
  private final List<DeltaDiscoveryRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger nonces = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private volatile @Nullable StreamObserver<DeltaDiscoveryResponse> stream;

  public FakeControlPlane() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                ServerServiceDefinition.builder(SERVICE)
                    .addMethod(DELTA, ServerCalls.asyncBidiStreamingCall(this::accept))
                    .build())
            .build()
            .start();
  }

  public int port() {
    return server.getPort();
  }

  /** How many streams were opened so far. */
  public int streams() {
    return streams.get();
  }

  public List<DeltaDiscoveryRequest> requests() {
    return List.copyOf(requests);
  }

  public List<DeltaDiscoveryRequest> requestsOf(XdsType type) {
    return requests.stream().filter(r -> r.getTypeUrl().equals(type.typeUrl())).toList();
  }

  /** The answer to the response with this nonce. */
  public DeltaDiscoveryRequest answerTo(String nonce) {
    return Awaitility.await()
        .until(
            () ->
                requests.stream()
                    .filter(request -> request.getResponseNonce().equals(nonce))
                    .findFirst()
                    .orElse(null),
            answer -> answer != null);
  }

  /** Sends resources; the nonce of the response. */
  public String send(XdsType type, String version, Object... namesAndMessages) {
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder().setTypeUrl(type.typeUrl());
    for (int i = 0; i < namesAndMessages.length; i += 2) {
      response.addResources(
          Resource.newBuilder()
              .setName((String) namesAndMessages[i])
              .setVersion(version)
              .setResource(
                  Any.newBuilder()
                      .setTypeUrl(type.typeUrl())
                      .setValue(((MessageLite) namesAndMessages[i + 1]).toByteString())));
    }
    return send(response);
  }

  public String send(DeltaDiscoveryResponse.Builder response) {
    String nonce = "nonce-" + nonces.incrementAndGet();
    open().onNext(response.setNonce(nonce).build());
    return nonce;
  }

  /** The stream; waits for one only where there is none. */
  private StreamObserver<DeltaDiscoveryResponse> open() {
    StreamObserver<DeltaDiscoveryResponse> current = stream;
    return current != null
        ? current
        : Awaitility.await().until(() -> stream, value -> value != null);
  }

  /** Ends the current stream with an error. */
  public void breakStream() {
    StreamObserver<DeltaDiscoveryResponse> open = open();
    stream = null;
    open.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private StreamObserver<DeltaDiscoveryRequest> accept(
      StreamObserver<DeltaDiscoveryResponse> responses) {
    streams.incrementAndGet();
    stream = responses;
    return new StreamObserver<>() {
      @Override
      public void onNext(DeltaDiscoveryRequest request) {
        requests.add(request);
      }

      @Override
      public void onError(Throwable failure) {
        // the proxy went away
      }

      @Override
      public void onCompleted() {
        responses.onCompleted();
      }
    };
  }
}
