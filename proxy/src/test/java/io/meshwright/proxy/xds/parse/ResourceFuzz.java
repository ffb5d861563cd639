package io.meshwright.proxy.xds.parse;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;

/** Whatever a control plane sends is understood or refused with a reason. */
public final class ResourceFuzz {
  private static final ResourceParser PARSER = new ResourceParser(FieldTable.load());
  private static final XdsType[] TYPES = XdsType.values();

  private ResourceFuzz() {}

  /** The first byte says the type, the others are a resource. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    XdsType type = TYPES[Byte.toUnsignedInt(input[0]) % TYPES.length];
    try {
      PARSER.parse(type, "it", ByteString.copyFrom(input, 1, input.length - 1));
    } catch (ConfigException e) {
      if (e.errors().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }
}
