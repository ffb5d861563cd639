package io.meshwright.proxy.http.grpc.message;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The two messages of {@code grpc.health.v1.Health/Check}, of one field each; generated classes
 * would be most of the code around them.
 */
public final class HealthMessages {
  /** The method, {@code package.Service/Method}. */
  public static final String METHOD = "grpc.health.v1.Health/Check";

  /** {@code ServingStatus.SERVING}. */
  public static final int SERVING = 1;

  private static final int SERVICE_FIELD = 1;
  private static final int STATUS_FIELD = 1;

  private HealthMessages() {}

  /** {@code HealthCheckRequest}: the service to ask for; empty is the server as a whole. */
  public static byte[] question(String service) {
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
    return bytes.toByteArray();
  }

  /**
   * {@code HealthCheckResponse}: the number of a {@code ServingStatus}.
   *
   * @throws IOException if the message is malformed
   */
  public static int status(byte[] answer) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(answer);
    int status = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (STATUS_FIELD << 3 | WireFormat.WIRETYPE_VARINT)) {
        status = in.readEnum();
      } else if (!in.skipField(tag)) {
        break;
      }
    }
    return status;
  }
}
