package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.function.UnaryOperator;

/** A client of the incremental protocol, which asks and acknowledges as a test says. */
abstract class DeltaClient {

  final StreamHarness<DeltaDiscoveryResponse> mesh = new StreamHarness<>();
  final DeltaStream delta = new DeltaStream(mesh, mesh::ready);
  final ProxyStream stream = mesh.open(delta);

  void acknowledge(XdsType type, DeltaDiscoveryResponse response) {
    delta.request(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setResponseNonce(response.getNonce())
            .build(),
        stream,
        mesh.resources());
  }

  /** The answer that comes at once; an empty one if none does. */
  DeltaDiscoveryResponse send(XdsType type, UnaryOperator<DeltaDiscoveryRequest.Builder> request) {
    int before = mesh.responses.size();
    delta.request(
        request
            .apply(
                DeltaDiscoveryRequest.newBuilder()
                    .setNode(StreamHarness.NODE)
                    .setTypeUrl(type.typeUrl()))
            .build(),
        stream,
        mesh.resources());
    return mesh.responses.size() == before ? DeltaDiscoveryResponse.getDefaultInstance() : next();
  }

  DeltaDiscoveryResponse next() {
    return mesh.responses.remove();
  }

  void nothingMoreIsSent() {
    assertThat(mesh.responses).isEmpty();
  }

  static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }
}
