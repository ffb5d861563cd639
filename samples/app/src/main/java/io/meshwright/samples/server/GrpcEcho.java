package io.meshwright.samples.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.meshwright.samples.grpc.EchoMethods;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC service in its four shapes. A call ends with the status that its (last) request asks
 * for; the trailer {@code x-pod} names the instance, whatever the status, and a header {@code
 * x-trailer} comes back as a trailer.
 */
final class GrpcEcho implements AutoCloseable {

  private static final Metadata.Key<String> POD =
      Metadata.Key.of("x-pod", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("x-trailer", Metadata.ASCII_STRING_MARSHALLER);
  private static final int LAST_CALL_SECONDS = 10;

  private final Server server;
  private final ExecutorService workers;

  private GrpcEcho(Server server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  /** {@code loops} stay the caller's. */
  static GrpcEcho start(Identity identity, int port, EventLoopGroup loops) throws IOException {
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    Server server =
        NettyServerBuilder.forPort(port)
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(workers)
            .addService(ServerInterceptors.intercept(service(identity), new Trailers(identity)))
            .build();
    try {
      return new GrpcEcho(server.start(), workers);
    } catch (IOException e) {
      workers.close();
      throw e;
    }
  }

  int port() {
    return server.getPort();
  }

  private static ServerServiceDefinition service(Identity identity) {
    return ServerServiceDefinition.builder(EchoMethods.SERVICE)
        .addMethod(
            EchoMethods.SAY,
            ServerCalls.asyncUnaryCall(
                (request, replies) -> new Speaker(identity, replies).answer(request, 1)))
        .addMethod(
            EchoMethods.COUNT,
            ServerCalls.asyncServerStreamingCall(
                (request, replies) ->
                    new Speaker(identity, replies).answer(request, request.getReplies())))
        .addMethod(
            EchoMethods.COLLECT,
            ServerCalls.asyncClientStreamingCall(replies -> Speaker.collecting(identity, replies)))
        .addMethod(
            EchoMethods.TALK,
            ServerCalls.asyncBidiStreamingCall(replies -> Speaker.talking(identity, replies)))
        .build();
  }

  /** Lets calls in flight end. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(LAST_CALL_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
    workers.close();
  }

  /** Adds the trailers, also where a call fails. */
  private record Trailers(Identity identity) implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String asked = headers.get(TRAILER);
      return next.startCall(
          new SimpleForwardingServerCall<Q, R>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              trailers.put(POD, identity.pod());
              if (asked != null) {
                trailers.put(TRAILER, asked);
              }
              super.close(status, trailers);
            }
          },
          headers);
    }
  }
}
