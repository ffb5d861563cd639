package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.testing.ChangedCluster;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An independent gRPC on both ends of the proxy. */
final class GrpcTest {
  private static final String LISTENER = "grpc";
  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private final AtomicInteger failures = new AtomicInteger();
  private final List<String> timeouts = new CopyOnWriteArrayList<>();
  private Server server;
  private ProxyUnderTest proxy;
  private ManagedChannel channel;

  private static final MethodDescriptor<String, String> UNARY =
      method("Unary", MethodDescriptor.MethodType.UNARY);
  private static final MethodDescriptor<String, String> DOWN =
      method("Down", MethodDescriptor.MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> UP =
      method("Up", MethodDescriptor.MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<String, String> BOTH =
      method("Both", MethodDescriptor.MethodType.BIDI_STREAMING);

  private static MethodDescriptor<String, String> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setFullMethodName("test.Echo/" + name)
        .setType(type)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

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

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(Gen.LOOPBACK, 0))
            .addService(ServerInterceptors.intercept(service(), new SeesTimeouts()))
            .build()
            .start();
    InetSocketAddress upstream = new InetSocketAddress(Gen.LOOPBACK, server.getPort());
    proxy =
        new ProxyUnderTest()
            .with(ChangedCluster.speaking(Gen.cluster("up", upstream), Gen.HTTP_2))
            .with(ChangedCluster.speaking(Gen.cluster("none"), Gen.HTTP_2))
            .with(
                Gen.listener(
                    LISTENER,
                    Gen.http(
                        Gen.route("/test.Nobody", new ClusterTarget.Single("none"), null),
                        Gen.route(
                            "/test.Echo",
                            new ClusterTarget.Single("up"),
                            Gen.retry(2, RetryPolicy.On.GRPC_UNAVAILABLE)))))
            .serve();
    channel = NettyChannelBuilder.forAddress(proxy.address(LISTENER)).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    proxy.close();
  }

  private final class SeesTimeouts implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      timeouts.add(String.valueOf(headers.get(TIMEOUT)));
      return next.startCall(call, headers);
    }
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("test.Echo")
        .addMethod(
            UNARY,
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> response) -> {
                  if (request.equals("hang")) {
                    return;
                  }
                  if (request.startsWith("fail") && failures.incrementAndGet() < 3) {
                    response.onError(
                        Status.UNAVAILABLE.withDescription("ümlaut").asRuntimeException());
                    return;
                  }
                  response.onNext(request);
                  response.onCompleted();
                }))
        .addMethod(
            DOWN,
            ServerCalls.asyncServerStreamingCall(
                (String request, StreamObserver<String> response) -> {
                  for (int i = 0; i < 100; i++) {
                    response.onNext(request + i);
                  }
                  response.onCompleted();
                }))
        .addMethod(UP, ServerCalls.asyncClientStreamingCall(GrpcTest::joined))
        .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(GrpcTest::echoed))
        .build();
  }

  private static StreamObserver<String> joined(StreamObserver<String> response) {
    StringBuilder all = new StringBuilder();
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        all.append(value);
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        response.onNext(all.toString());
        response.onCompleted();
      }
    };
  }

  private static StreamObserver<String> echoed(StreamObserver<String> response) {
    return new StreamObserver<>() {
      @Override
      public void onNext(String value) {
        response.onNext(value);
      }

      @Override
      public void onError(Throwable error) {}

      @Override
      public void onCompleted() {
        response.onCompleted();
      }
    };
  }

  private String unary(String request) {
    return ClientCalls.blockingUnaryCall(
        channel, UNARY, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
  }

  @Test
  void allFourShapesOfStreamsPass() throws Exception {
    assertThat(unary("hello")).isEqualTo("hello");
    List<String> down = new ArrayList<>();
    Iterator<String> each =
        ClientCalls.blockingServerStreamingCall(channel, DOWN, CallOptions.DEFAULT, "n");
    each.forEachRemaining(down::add);
    assertThat(down).hasSize(100).startsWith("n0").endsWith("n99");
    Answers up = new Answers();
    StreamObserver<String> sending =
        ClientCalls.asyncClientStreamingCall(channel.newCall(UP, CallOptions.DEFAULT), up);
    sending.onNext("a");
    sending.onNext("b");
    sending.onCompleted();
    up.done.await(10, TimeUnit.SECONDS);
    assertThat(up.values).containsExactly("ab");
    Answers both = new Answers();
    StreamObserver<String> talking =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(BOTH, CallOptions.DEFAULT), both);
    for (int i = 0; i < 3; i++) {
      // each waits for the answer to the one before
      talking.onNext("m" + i);
      int seen = i + 1;
      await().until(() -> both.values.size() == seen);
    }
    talking.onCompleted();
    both.done.await(10, TimeUnit.SECONDS);
    assertThat(both.values).containsExactly("m0", "m1", "m2");
    await()
        .until(
            () ->
                proxy.metric(
                        "istio_requests_total",
                        "request_protocol=\"grpc\"",
                        "grpc_response_status=\"0\"")
                    == 4);
  }

  @Test
  void aStatusWorthRetryingIsRetried() {
    assertThat(unary("fail")).isEqualTo("fail");
    assertThat(failures.get()).isEqualTo(3);
  }

  @Test
  void aDeadlineIsPassedOnAndReachesTheServer() {
    unary("warm");
    StatusRuntimeException late =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    UNARY,
                    CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS),
                    "hang"));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> timeouts.size() == 2);
    assertThat(timeouts.getLast()).matches("[0-9]{1,8}[a-zA-Z]");
    await().until(() -> proxy.metric("envoy_cluster_upstream_rq_active") == 0);
  }

  @Test
  void theProxysOwnAnswersAreStatusesOfGrpc() {
    assertThat(statusOf("test.Missing/Call").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    Status none = statusOf("test.Nobody/Call");
    assertThat(none.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(none.getDescription()).isEqualTo("no healthy upstream");
  }

  private Status statusOf(String method) {
    MethodDescriptor<String, String> other = UNARY.toBuilder().setFullMethodName(method).build();
    return catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, other, CallOptions.DEFAULT, "x"))
        .getStatus();
  }

  private static final class Answers implements StreamObserver<String> {
    private final List<String> values = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    public void onNext(String value) {
      values.add(value);
    }

    @Override
    public void onError(Throwable error) {
      done.countDown();
    }

    @Override
    public void onCompleted() {
      done.countDown();
    }
  }
}
