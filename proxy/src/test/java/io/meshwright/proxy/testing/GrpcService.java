package io.meshwright.proxy.testing;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server of one unary method, of grpc-java, that answers as a test says and keeps what it was
 * asked. An answer that is {@code null} never comes; a {@link StatusRuntimeException} is the
 * status.
 *
 * @param <Q> of requests
 */
public final class GrpcService<Q extends MessageLite> implements AutoCloseable {
  private final List<Q> questions = new CopyOnWriteArrayList<>();
  private final List<Metadata> metadata = new CopyOnWriteArrayList<>();
  private final Server server;

  private GrpcService(ServerServiceDefinition service) {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(Gen.LOOPBACK, 0))
              .addService(ServerInterceptors.intercept(service, new KeepsMetadata()))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves {@code package.Service/Method}. */
  public static <Q extends MessageLite, A extends MessageLite> GrpcService<Q> serve(
      String method, Q question, A answer, Function<Q, @Nullable A> script) {
    Holder<Q> holder = new Holder<>();
    MethodDescriptor<Q, A> descriptor =
        MethodDescriptor.<Q, A>newBuilder()
            .setFullMethodName(method)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setRequestMarshaller(ProtoLiteUtils.marshaller(question))
            .setResponseMarshaller(ProtoLiteUtils.marshaller(answer))
            .build();
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(MethodDescriptor.extractFullServiceName(method))
            .addMethod(
                descriptor,
                ServerCalls.asyncUnaryCall(
                    (Q asked, StreamObserver<A> observer) -> {
                      holder.of.questions.add(asked);
                      answer(script, asked, observer);
                    }))
            .build();
    holder.of = new GrpcService<>(service);
    return holder.of;
  }

  /** The service that its own method refers to. */
  private static final class Holder<Q extends MessageLite> {
    private GrpcService<Q> of;
  }

  private static <Q, A> void answer(
      Function<Q, @Nullable A> script, Q asked, StreamObserver<A> observer) {
    try {
      A said = script.apply(asked);
      if (said != null) {
        observer.onNext(said);
        observer.onCompleted();
      }
    } catch (StatusRuntimeException e) {
      observer.onError(e);
    }
  }

  private final class KeepsMetadata implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      metadata.add(headers);
      return next.startCall(call, headers);
    }
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(Gen.LOOPBACK, server.getPort());
  }

  /** What was asked. */
  public List<Q> questions() {
    return questions;
  }

  /** A header of the last call; {@code null} if it had none. */
  public @Nullable String header(String name) {
    return metadata.getLast().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  @Override
  public void close() {
    server.shutdownNow();
    await().until(server::isTerminated);
  }
}
