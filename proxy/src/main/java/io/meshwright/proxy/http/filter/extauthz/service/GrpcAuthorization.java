package io.meshwright.proxy.http.filter.extauthz.service;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.meshwright.proxy.http.grpc.UnaryAnswer;
import io.meshwright.proxy.http.grpc.UnaryCall;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.upstream.LoopCluster;

/** A gRPC service ({@code envoy.service.auth.v3.Authorization}). */
record GrpcAuthorization(Service.Grpc config) implements AuthorizationService {
  private static final String METHOD = "envoy.service.auth.v3.Authorization/Check";

  @Override
  public SideCall ask(Inquiry inquiry, LoopCluster cluster, RulingListener listener) {
    return UnaryCall.begin(
        cluster,
        config.target(),
        METHOD,
        CheckRequests.of(config.check(), inquiry).toByteArray(),
        inquiry.exchange().connection().destination().address(),
        new Reader(listener));
  }

  private record Reader(RulingListener listener) implements UnaryAnswer {
    @Override
    public void answered(byte[] message) {
      Ruling ruling;
      try {
        ruling = CheckResponses.ruling(CheckResponse.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        failed("an answer that cannot be read: " + e.getMessage());
        return;
      }
      if (ruling.valid()) {
        listener.ruled(ruling);
      } else {
        failed("an answer with headers that cannot be sent");
      }
    }

    @Override
    public void failed(String reason) {
      listener.failed(reason);
    }
  }
}
