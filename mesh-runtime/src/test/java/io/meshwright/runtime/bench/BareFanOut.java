package io.meshwright.runtime.bench;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.meshwright.xds.XdsType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a change costs at least: sends the same bytes to each stream whenever a line comes in.
 * Arguments: the port and the size of a push in bytes.
 */
final class BareFanOut extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {

  private final Set<StreamObserver<DeltaDiscoveryResponse>> streams = ConcurrentHashMap.newKeySet();

  public static void main(String... arguments) throws IOException {
    BareFanOut service = new BareFanOut();
    NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
        .addService(service)
        .directExecutor()
        .build()
        .start();
    ByteString payload = ByteString.copyFrom(new byte[Integer.parseInt(arguments[1])]);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      DeltaDiscoveryResponse push = response(line, payload);
      service.streams.forEach(stream -> stream.onNext(push));
    }
  }

  private static DeltaDiscoveryResponse response(String nonce, ByteString payload) {
    return DeltaDiscoveryResponse.newBuilder()
        .setTypeUrl(XdsType.ROUTE.typeUrl())
        .setNonce(nonce)
        .addResources(
            Resource.newBuilder()
                .setName(String.valueOf(BenchMesh.PORT))
                .setVersion(nonce)
                .setResource(Any.newBuilder().setValue(payload)))
        .build();
  }

  @Override
  public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
      StreamObserver<DeltaDiscoveryResponse> client) {
    client.onNext(response("hello", ByteString.EMPTY));
    streams.add(client);
    return new StreamObserver<>() {
      @Override
      public void onNext(DeltaDiscoveryRequest request) {}

      @Override
      public void onError(Throwable error) {
        streams.remove(client);
      }

      @Override
      public void onCompleted() {
        streams.remove(client);
      }
    };
  }
}
