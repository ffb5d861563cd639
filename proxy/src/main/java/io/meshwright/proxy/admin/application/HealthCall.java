package io.meshwright.proxy.admin.application;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import io.meshwright.proxy.admin.application.PodSockets.Target;
import io.meshwright.proxy.config.ApplicationProbe;
import io.meshwright.proxy.http.grpc.message.HealthMessages;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls {@code grpc.health.v1.Health/Check} in plaintext, over a channel of its own. */
final class HealthCall {
  private static final MethodDescriptor<String, Integer> CHECK =
      MethodDescriptor.<String, Integer>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(HealthMessages.METHOD)
          .setRequestMarshaller(new HealthMarshallers.Request())
          .setResponseMarshaller(new HealthMarshallers.Response())
          .build();

  private HealthCall() {}

  /** Completed if the service is serving, else failed; a cancellation ends the call. */
  static CompletableFuture<Integer> start(
      PodSockets sockets, ApplicationProbe.Grpc probe, String userAgent) {
    Target target = sockets.pod(probe.port());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(target.to())
            .eventLoopGroup(sockets.loop())
            .channelType(NioSocketChannel.class)
            .localSocketPicker(
                new LocalSocketPicker() {
                  @Override
                  public @Nullable SocketAddress createSocketAddress(
                      SocketAddress remote, Attributes attributes) {
                    return target.from();
                  }
                })
            .overrideAuthority(target.authority())
            .userAgent(userAgent)
            .directExecutor()
            .disableRetry()
            .usePlaintext()
            .build();
    CompletableFuture<Integer> serving = new CompletableFuture<>();
    serving.whenComplete((_, _) -> channel.shutdownNow());
    ClientCall<String, Integer> call =
        channel.newCall(
            CHECK,
            CallOptions.DEFAULT.withDeadlineAfter(
                probe.timeout().toMillis(), TimeUnit.MILLISECONDS));
    call.start(new Answer(sockets, serving), new Metadata());
    call.request(2);
    call.sendMessage(probe.service());
    call.halfClose();
    return serving;
  }

  /** Called on threads of gRPC, so it completes on the loop. */
  private static final class Answer extends ClientCall.Listener<Integer> {
    private final PodSockets sockets;
    private final CompletableFuture<Integer> serving;
    private int status;

    Answer(PodSockets sockets, CompletableFuture<Integer> serving) {
      this.sockets = sockets;
      this.serving = serving;
    }

    @Override
    public void onMessage(Integer message) {
      status = message;
    }

    @Override
    public void onClose(Status outcome, Metadata trailers) {
      sockets
          .loop()
          .execute(
              () -> {
                if (!outcome.isOk()) {
                  serving.completeExceptionally(outcome.asException());
                } else if (status != HealthMessages.SERVING) {
                  serving.completeExceptionally(
                      new IllegalStateException("the service is not serving: status " + status));
                } else {
                  serving.complete(status);
                }
              });
    }
  }
}
