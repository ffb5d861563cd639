package io.meshwright.samples.server;

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
import io.grpc.stub.StreamObserver;
import io.meshwright.samples.grpc.EchoMethods;
import io.meshwright.samples.grpc.message.EchoReply;
import io.meshwright.samples.grpc.message.EchoRequest;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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
            ServerCalls.asyncClientStreamingCall(
                replies -> new Collecting(new Speaker(identity, replies))))
        .addMethod(
            EchoMethods.TALK,
            ServerCalls.asyncBidiStreamingCall(
                replies -> new Talking(new Speaker(identity, replies))))
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

  /** Says who it is in each reply. */
  private static final class Speaker {

    private final Identity identity;
    private final StreamObserver<EchoReply> replies;
    private int number;

    Speaker(Identity identity, StreamObserver<EchoReply> replies) {
      this.identity = identity;
      this.replies = replies;
    }

    void answer(EchoRequest request, int count) {
      for (int i = 0; i < count; i++) {
        say(request.getText(), request.getDelayMillis());
      }
      end(request.getStatus());
    }

    void say(String text, int delayMillis) {
      if (delayMillis > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
      }
      number++;
      replies.onNext(
          EchoReply.newBuilder()
              .setText(text)
              .setNumber(number)
              .setService(identity.service())
              .setVersion(identity.version())
              .setPod(identity.pod())
              .setZone(identity.zone())
              .build());
    }

    void end(int status) {
      if (status == 0) {
        replies.onCompleted();
      } else {
        replies.onError(
            Status.fromCodeValue(status).withDescription("as asked").asRuntimeException());
      }
    }
  }

  /** What a client says until it ends or breaks off, which needs no answer. */
  private abstract static class Heard implements StreamObserver<EchoRequest> {

    final Speaker speaker;
    int status;

    Heard(Speaker speaker) {
      this.speaker = speaker;
    }

    @Override
    public void onError(Throwable cause) {
      // grpc-java has ended the call
    }
  }

  private static final class Collecting extends Heard {

    private final StringJoiner texts = new StringJoiner(" ");
    private int delayMillis;

    Collecting(Speaker speaker) {
      super(speaker);
    }

    @Override
    public void onNext(EchoRequest request) {
      texts.add(request.getText());
      delayMillis = request.getDelayMillis();
      status = request.getStatus();
    }

    @Override
    public void onCompleted() {
      speaker.say(texts.toString(), delayMillis);
      speaker.end(status);
    }
  }

  private static final class Talking extends Heard {

    Talking(Speaker speaker) {
      super(speaker);
    }

    @Override
    public void onNext(EchoRequest request) {
      status = request.getStatus();
      speaker.say(request.getText(), request.getDelayMillis());
    }

    @Override
    public void onCompleted() {
      speaker.end(status);
    }
  }

  /** Adds the trailers, also where a call fails. */
  private record Trailers(Identity identity) implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String asked = headers.get(TRAILER);
      return next.startCall(
          new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<Q, R>(call) {
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
