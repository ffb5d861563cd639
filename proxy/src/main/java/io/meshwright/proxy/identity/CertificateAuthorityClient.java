package io.meshwright.proxy.identity;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.xds.proto.ca.IstioCertificateRequest;
import io.meshwright.xds.proto.ca.IstioCertificateResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Calls Istio's {@code CreateCertificate}. Each call opens a channel of its own and closes it. */
final class CertificateAuthorityClient {
  private static final int TIMEOUT_SECONDS = 10;
  private static final MethodDescriptor<IstioCertificateRequest, IstioCertificateResponse> CREATE =
      MethodDescriptor.<IstioCertificateRequest, IstioCertificateResponse>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("istio.v1.auth.IstioCertificateService/CreateCertificate")
          .setRequestMarshaller(
              ProtoLiteUtils.marshaller(IstioCertificateRequest.getDefaultInstance()))
          .setResponseMarshaller(
              ProtoLiteUtils.marshaller(IstioCertificateResponse.getDefaultInstance()))
          .build();

  private final ControlPlaneChannels channels;
  private final ProxyConfig config;

  CertificateAuthorityClient(ControlPlaneChannels channels, ProxyConfig config) {
    this.channels = channels;
    this.config = config;
  }

  /** The chain for a request, leaf first and root last, in PEM; completed by gRPC's thread. */
  CompletionStage<List<String>> sign(String request, Duration life) {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    try {
      Metadata headers = ControlPlaneChannels.headers(config.authentication());
      ManagedChannel channel =
          channels.open(config.certificateAuthority(), config.authentication());
      ClientCall<IstioCertificateRequest, IstioCertificateResponse> call =
          channel.newCall(
              CREATE, CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      call.start(new Answer(result, channel), headers);
      call.request(2);
      call.sendMessage(
          IstioCertificateRequest.newBuilder()
              .setCsr(request)
              .setValidityDuration(life.toSeconds())
              .build());
      call.halfClose();
    } catch (IOException | IllegalArgumentException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static final class Answer extends ClientCall.Listener<IstioCertificateResponse> {
    private final CompletableFuture<List<String>> result;
    private final ManagedChannel channel;

    Answer(CompletableFuture<List<String>> result, ManagedChannel channel) {
      this.result = result;
      this.channel = channel;
    }

    @Override
    public void onMessage(IstioCertificateResponse response) {
      result.complete(response.getCertChainList());
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      channel.shutdownNow();
      result.completeExceptionally(status.asException());
    }
  }
}
