package io.meshwright.proxy.xds;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.meshwright.xds.WorkloadTrust;
import java.util.concurrent.Executor;

/**
 * One stream and the channel below it, which end together: the next attempt reads root certificates
 * and token anew. It ends as soon as the control plane cannot be reached: the pauses of a channel
 * that waits for it grow to two minutes. All methods and all events on the configuration thread.
 */
final class AdsConnection {
  private static final int INVALID_ARGUMENT = io.grpc.Status.Code.INVALID_ARGUMENT.value();

  private final ManagedChannel channel;
  private final Events events;
  private final Executor loop;
  private final Node node;
  private final ClientCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call;
  private boolean nodeSent;
  private boolean closed;

  /** What the stream brings. */
  interface Events {
    void received(AdsConnection from, DeltaDiscoveryResponse response);

    void ended(AdsConnection from, io.grpc.Status status);
  }

  AdsConnection(ManagedChannel channel, Metadata headers, Node node, Executor loop, Events events) {
    this.channel = channel;
    this.node = node;
    this.loop = loop;
    this.events = events;
    this.call = channel.newCall(XdsMethods.DELTA, CallOptions.DEFAULT);
    call.start(new Inbound(), headers);
    call.request(1);
  }

  void send(DeltaRequest request) {
    if (closed) {
      return;
    }
    DeltaDiscoveryRequest.Builder message =
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(request.type().typeUrl())
            .addAllResourceNamesSubscribe(request.subscribe())
            .addAllResourceNamesUnsubscribe(request.unsubscribe())
            .putAllInitialResourceVersions(request.initialVersions())
            .setResponseNonce(request.nonce());
    if (!request.error().isEmpty()) {
      message.setErrorDetail(error(request.error()));
    }
    send(message);
  }

  /** Says whom this proxy trusts; no answer is awaited. */
  void tell(WorkloadTrust trust) {
    if (!closed) {
      send(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(WorkloadTrust.TYPE_URL)
              .addAllResourceNamesSubscribe(trust.names()));
    }
  }

  /** Answers a response of a type that this client does not know. */
  void refuse(String typeUrl, String nonce, String error) {
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(typeUrl)
            .setResponseNonce(nonce)
            .setErrorDetail(error(error)));
  }

  private void send(DeltaDiscoveryRequest.Builder message) {
    if (!nodeSent) {
      message.setNode(node);
      nodeSent = true;
    }
    call.sendMessage(message.build());
  }

  void close() {
    if (!closed) {
      closed = true;
      call.cancel("the proxy ends or reconnects", null);
      channel.shutdownNow();
    }
  }

  private static Status error(String message) {
    return Status.newBuilder().setCode(INVALID_ARGUMENT).setMessage(message).build();
  }

  /** Called by gRPC's threads; hands over to the configuration thread. */
  private final class Inbound extends ClientCall.Listener<DeltaDiscoveryResponse> {
    @Override
    public void onMessage(DeltaDiscoveryResponse response) {
      loop.execute(
          () -> {
            if (!closed) {
              events.received(AdsConnection.this, response);
              call.request(1);
            }
          });
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      loop.execute(
          () -> {
            if (!closed) {
              close();
              events.ended(AdsConnection.this, status);
            }
          });
    }
  }
}
