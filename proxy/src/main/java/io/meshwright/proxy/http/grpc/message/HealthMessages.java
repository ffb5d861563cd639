package io.meshwright.proxy.admin.application;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The two messages of {@code grpc.health.v1.Health/Check}, of one field each; generated classes
 * would be most of the code around them.
 */
final class HealthMessages {
  private static final int SERVICE_FIELD = 1;
  private static final int STATUS_FIELD = 1;

  private HealthMessages() {}

  /** {@code HealthCheckRequest}: the service to ask for. */
  static final class Request implements Marshaller<String> {
    @Override
    public InputStream stream(String service) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      try {
        if (!service.isEmpty()) {
          out.writeString(SERVICE_FIELD, service);
        }
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public String parse(InputStream stream) {
      throw new UnsupportedOperationException("the proxy asks and is not asked");
    }
  }

  /** {@code HealthCheckResponse}: the number of a {@code ServingStatus}. */
  static final class Response implements Marshaller<Integer> {
    @Override
    public InputStream stream(Integer status) {
      throw new UnsupportedOperationException("the proxy asks and is not asked");
    }

    @Override
    public Integer parse(InputStream stream) {
      try {
        CodedInputStream in = CodedInputStream.newInstance(stream);
        int status = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
          if (tag == (STATUS_FIELD << 3 | WireFormat.WIRETYPE_VARINT)) {
            status = in.readEnum();
          } else if (!in.skipField(tag)) {
            break;
          }
        }
        return status;
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("malformed health answer")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
