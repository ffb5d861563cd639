package io.meshwright.e2e.process;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application of gRPC that says what it is told, and its client. Both are grpc-java's, in the
 * test's JVM, on sockets of a pod's namespace.
 */
final class GrpcEcho implements AutoCloseable {
  private static final String SERVICE = "shop.Echo";
  private static final String HEALTH_SERVICE = "grpc.health.v1.Health";
  private static final EventLoopGroup LOOP =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().factory(), NioIoHandler.newFactory());

  private static final MethodDescriptor<String, String> SAY = method("Say", MethodType.UNARY);
  private static final MethodDescriptor<String, String> COUNT =
      method("Count", MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> JOIN =
      method("Join", MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<String, String> TALK =
      method("Talk", MethodType.BIDI_STREAMING);

  private final Server server;
  private final AtomicInteger said;

  private GrpcEcho(Server server, AtomicInteger said) {
    this.server = server;
    this.said = said;
  }

  /** What it says to checks of its health ({@code grpc.health.v1}). */
  enum Health {
    /** It does not know the service. */
    UNKNOWN_SERVICE(""),
    SERVING("\b\001"),
    NOT_SERVING("\b\002");

    /** The message {@code HealthCheckResponse}: field 1 is the status. */
    private final String response;

    Health(String response) {
      this.response = response;
    }
  }

  /** Starts the application on this port. */
  static GrpcEcho start(NetworkNamespace namespace, int port, Health health) {
    AtomicInteger said = new AtomicInteger();
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(new InetSocketAddress("::", port))
            .channelFactory(() -> new NioServerSocketChannel(namespace.serverChannel()))
            .bossEventLoopGroup(LOOP)
            .workerEventLoopGroup(LOOP)
            .addService(service(said));
    if (health != Health.UNKNOWN_SERVICE) {
      server.addService(healthService(health));
    }
    try {
      return new GrpcEcho(server.build().start(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many words were said to it. */
  int said() {
    return said.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static ServerServiceDefinition healthService(Health health) {
    return ServerServiceDefinition.builder(HEALTH_SERVICE)
        .addMethod(
            method(HEALTH_SERVICE, "Check", MethodType.UNARY),
            ServerCalls.asyncUnaryCall(
                (String _, StreamObserver<String> answer) -> {
                  answer.onNext(health.response);
                  answer.onCompleted();
                }))
        .build();
  }

  private static ServerServiceDefinition service(AtomicInteger words) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            SAY,
            ServerCalls.asyncUnaryCall(
                (String said, StreamObserver<String> answer) -> {
                  words.incrementAndGet();
                  if (said.startsWith("fail ")) {
                    Status.Code code = Status.Code.valueOf(said.substring("fail ".length()));
                    answer.onError(
                        Status.fromCode(code).withDescription("as told").asRuntimeException());
                  } else {
                    answer.onNext(said);
                    answer.onCompleted();
                  }
                }))
        .addMethod(
            COUNT,
            ServerCalls.asyncServerStreamingCall(
                (String to, StreamObserver<String> answer) -> {
                  for (int i = 1; i <= Integer.parseInt(to); i++) {
                    answer.onNext(Integer.toString(i));
                  }
                  answer.onCompleted();
                }))
        .addMethod(JOIN, ServerCalls.asyncClientStreamingCall(GrpcEcho::joining))
        .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcEcho::answering))
        .build();
  }

  private static StreamObserver<String> joining(StreamObserver<String> answer) {
    List<String> words = new ArrayList<>();
    return new Heard() {
      @Override
      public void onNext(String word) {
        words.add(word);
      }

      @Override
      public void onCompleted() {
        answer.onNext(String.join(" ", words));
        answer.onCompleted();
      }
    };
  }

  private static StreamObserver<String> answering(StreamObserver<String> answer) {
    return new Heard() {
      @Override
      public void onNext(String word) {
        answer.onNext(word);
      }

      @Override
      public void onCompleted() {
        answer.onCompleted();
      }
    };
  }

  /** What comes of a stream that breaks is the client's to judge. */
  private abstract static class Heard implements StreamObserver<String> {
    @Override
    public void onError(Throwable error) {
      // see above
    }
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return method(SERVICE, name, type);
  }

  private static MethodDescriptor<String, String> method(
      String service, String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .setType(type)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  /** Messages are UTF-8. */
  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A client in a pod, without retries of its own. */
  static final class Client implements AutoCloseable {
    private final ManagedChannel channel;

    /** A client of a service, which it calls by name and port. */
    Client(Pod pod, Service service) {
      this(
          pod.namespace(),
          new InetSocketAddress(service.v4(), service.port()),
          service.name() + ":" + service.port());
    }

    /** A client in a namespace that calls an address by this authority. */
    Client(NetworkNamespace namespace, InetSocketAddress destination, String authority) {
      this.channel =
          NettyChannelBuilder.forAddress(destination)
              .overrideAuthority(authority)
              .channelFactory(() -> new NioSocketChannel(namespace.channel()))
              .eventLoopGroup(LOOP)
              .usePlaintext()
              .disableRetry()
              .build();
    }

    /** Says a word, and hears it back. */
    String say(String word) {
      return ClientCalls.blockingUnaryCall(channel, SAY, patient(), word);
    }

    /** The status that a word is answered with. */
    Status status(String word) {
      try {
        say(word);
        return Status.OK;
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }

    /** Hears the numbers up to this one. */
    List<String> count(int to) {
      List<String> heard = new ArrayList<>();
      ClientCalls.blockingServerStreamingCall(channel, COUNT, patient(), Integer.toString(to))
          .forEachRemaining(heard::add);
      return heard;
    }

    /** Says words, and hears them all at the end. */
    String join(List<String> words) {
      Answers answers = new Answers();
      StreamObserver<String> saying =
          ClientCalls.asyncClientStreamingCall(channel.newCall(JOIN, patient()), answers);
      words.forEach(saying::onNext);
      saying.onCompleted();
      return answers.next();
    }

    /** Says each word when the one before was answered. */
    List<String> talk(List<String> words) {
      Answers answers = new Answers();
      StreamObserver<String> talking =
          ClientCalls.asyncBidiStreamingCall(channel.newCall(TALK, patient()), answers);
      List<String> heard = new ArrayList<>();
      for (String word : words) {
        talking.onNext(word);
        heard.add(answers.next());
      }
      talking.onCompleted();
      heard.add(answers.next());
      return heard;
    }

    private static CallOptions patient() {
      return CallOptions.DEFAULT.withDeadlineAfter(
          HttpConnection.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }

  /** What a client hears: words, then the end or an error. */
  private static final class Answers implements StreamObserver<String> {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void onNext(String word) {
      heard.add(word);
    }

    @Override
    public void onError(Throwable error) {
      heard.add(error.toString());
    }

    @Override
    public void onCompleted() {
      heard.add("(end)");
    }

    String next() {
      try {
        String next = heard.poll(HttpConnection.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return next == null ? "(silence)" : next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted", e);
      }
    }
  }
}
