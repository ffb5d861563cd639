package io.meshwright.runtime.compile.scope;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.meshwright.runtime.model.name.UnixSocket;
import io.meshwright.xds.SocketPath;
import io.meshwright.xds.XdsType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The small messages that all compilers write. */
public final class Protobuf {

  /** Resources that come over the same stream. */
  public static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .setInitialFetchTimeout(duration(Duration.ZERO))
          .build();

  private Protobuf() {}

  /** Packs a message so that equal messages give equal bytes, also where they have maps. */
  public static Any pack(Message message) {
    return any(message.getDescriptorForType(), encode(message));
  }

  /** A message of a type that is encoded already. */
  public static Any any(Descriptor type, ByteString encoded) {
    return Any.newBuilder()
        .setTypeUrl(XdsType.typeUrl(type.getFullName()))
        .setValue(encoded)
        .build();
  }

  /** Encodes a message so that equal messages give equal bytes, also where they have maps. */
  public static ByteString encode(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  public static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** An unsigned number. */
  public static UInt32Value uint32(int value) {
    return UInt32Value.of(value);
  }

  public static BoolValue bool(boolean value) {
    return BoolValue.of(value);
  }

  public static Value string(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** A struct of one entry. */
  public static Struct struct(String key, Value value) {
    return Struct.newBuilder().putFields(key, value).build();
  }

  /**
   * A Unix socket.
   *
   * @param mode permissions of a listener's file; 0 leaves them as they are, and a name without a
   *     file has none
   */
  public static Address pipe(UnixSocket socket, int mode) {
    Pipe.Builder pipe = Pipe.newBuilder().setPath(socket.path());
    if (!socket.path().startsWith(SocketPath.ABSTRACT)) {
      pipe.setMode(mode);
    }
    return Address.newBuilder().setPipe(pipe).build();
  }

  /** A TCP socket. */
  public static Address address(String ip, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(ip).setPortValue(port))
        .build();
  }
}
