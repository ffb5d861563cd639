package io.meshwright.proxy.testing;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An application that answers gRPC's health checks; works on the bytes of the messages. */
public final class HealthServer {
  private static final MethodDescriptor<byte[], byte[]> CHECK =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private HealthServer() {}

  /** Serves these numbers of {@code ServingStatus} by service name. */
  public static Server start(Map<String, Integer> statuses) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(
            ServerServiceDefinition.builder("grpc.health.v1.Health")
                .addMethod(
                    CHECK, ServerCalls.asyncUnaryCall((asked, out) -> answer(statuses, asked, out)))
                .build())
        .build()
        .start();
  }

  private static void answer(
      Map<String, Integer> statuses, byte[] asked, StreamObserver<byte[]> out) {
    // field 1, length-delimited: tag and length are one byte each
    String service =
        asked.length == 0 ? "" : new String(asked, 2, asked.length - 2, StandardCharsets.UTF_8);
    Integer status = statuses.get(service);
    if (status == null) {
      out.onError(Status.NOT_FOUND.asException());
    } else {
      out.onNext(new byte[] {1 << 3, status.byteValue()});
      out.onCompleted();
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
