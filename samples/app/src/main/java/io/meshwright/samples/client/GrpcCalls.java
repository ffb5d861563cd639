package io.meshwright.samples.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.meshwright.samples.grpc.EchoMethods;
import io.meshwright.samples.grpc.message.EchoReply;
import io.meshwright.samples.grpc.message.EchoRequest;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Calls of the gRPC service on one connection, each of them made once. For one thread. */
final class GrpcCalls implements AutoCloseable {

  private static final Metadata.Key<String> POD = key("x-pod");
  private static final Metadata.Key<String> TRAILER = key("x-trailer");

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
  private final AtomicReference<Metadata> trailers = new AtomicReference<>(new Metadata());
  private final ManagedChannel connection;
  private final Channel channel;
  private final Duration deadline;

  /** The shape of a call. */
  enum Shape {
    SAY,
    COUNT,
    COLLECT,
    TALK;

    MethodDescriptor<EchoRequest, EchoReply> method() {
      return switch (this) {
        case SAY -> EchoMethods.SAY;
        case COUNT -> EchoMethods.COUNT;
        case COLLECT -> EchoMethods.COLLECT;
        case TALK -> EchoMethods.TALK;
      };
    }
  }

  /** {@code metadata} is sent with each call. */
  GrpcCalls(HostPort server, Metadata metadata, Duration deadline) {
    this.deadline = deadline;
    this.connection =
        NettyChannelBuilder.forAddress(server.host(), server.port())
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(loop)
            .directExecutor()
            .usePlaintext()
            .disableRetry()
            .build();
    this.channel =
        ClientInterceptors.intercept(
            connection,
            MetadataUtils.newAttachHeadersInterceptor(metadata),
            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
  }

  /** Makes the calls and says what came of them; the trailers are those of the last. */
  Map<String, Object> make(int calls, Shape shape, EchoRequest request, int messages) {
    AnswerTally tally = new AnswerTally();
    int replies = 0;
    String last = "";
    Status status = Status.OK;
    for (int i = 0; i < calls; i++) {
      Replies heard = new Replies();
      start(shape, request, messages, heard);
      status = heard.end.join();
      EchoReply reply = heard.last;
      tally.count(
          status.getCode().name(),
          header ->
              switch (header) {
                case "x-version" -> reply.getVersion();
                case "x-pod" -> reply.getPod();
                default -> reply.getZone();
              });
      replies += heard.count;
      last = reply.getText();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("calls", calls);
    tally.sum().addTo(fields);
    fields.put("replies", replies);
    fields.put("last", last);
    fields.put("message", status.getDescription());
    fields.put("podTrailer", trailers.get().get(POD));
    fields.put("trailer", trailers.get().get(TRAILER));
    return fields;
  }

  private void start(Shape shape, EchoRequest request, int messages, Replies heard) {
    ClientCall<EchoRequest, EchoReply> call =
        channel.newCall(
            shape.method(),
            CallOptions.DEFAULT.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS));
    switch (shape) {
      case SAY -> ClientCalls.asyncUnaryCall(call, request, heard);
      case COUNT -> ClientCalls.asyncServerStreamingCall(call, request, heard);
      case COLLECT -> {
        StreamObserver<EchoRequest> said = ClientCalls.asyncClientStreamingCall(call, heard);
        for (int i = 0; i < messages; i++) {
          said.onNext(request);
        }
        said.onCompleted();
      }
      case TALK -> {
        StreamObserver<EchoRequest> said = ClientCalls.asyncBidiStreamingCall(call, heard);
        for (int i = 0; i < messages && !heard.end.isDone(); i++) {
          said.onNext(request);
          heard.arrived.acquireUninterruptibly();
        }
        if (!heard.end.isDone()) {
          said.onCompleted();
        }
      }
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Override
  public void close() {
    connection.shutdownNow();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What a call heard; its methods are called by the event loop. */
  private static final class Replies implements StreamObserver<EchoReply> {

    /** A permit for each reply, and one for the end. */
    private final Semaphore arrived = new Semaphore(0);

    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private volatile EchoReply last = EchoReply.getDefaultInstance();
    private volatile int count;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    public void onNext(EchoReply reply) {
      last = reply;
      count++;
      arrived.release();
    }

    @Override
    public void onError(Throwable cause) {
      end(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
      end(Status.OK);
    }

    private void end(Status status) {
      end.complete(status);
      arrived.release();
    }
  }
}
