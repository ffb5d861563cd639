package io.meshwright.proxy.admin.application;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.meshwright.proxy.http.grpc.message.HealthMessages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** {@link HealthMessages} as gRPC's library wants them. */
final class HealthMarshallers {
  private HealthMarshallers() {}

  /** The service to ask for. */
  static final class Request implements Marshaller<String> {
    @Override
    public InputStream stream(String service) {
      return new ByteArrayInputStream(HealthMessages.question(service));
    }

    @Override
    public String parse(InputStream stream) {
      throw new UnsupportedOperationException("the proxy asks and is not asked");
    }
  }

  /** The number of a {@code ServingStatus}. */
  static final class Response implements Marshaller<Integer> {
    @Override
    public InputStream stream(Integer status) {
      throw new UnsupportedOperationException("the proxy asks and is not asked");
    }

    @Override
    public Integer parse(InputStream stream) {
      try {
        return HealthMessages.status(stream.readAllBytes());
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("malformed health answer")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
