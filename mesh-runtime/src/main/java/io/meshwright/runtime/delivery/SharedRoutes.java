package io.meshwright.runtime.delivery;

import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.meshwright.runtime.compile.MeshCompiler;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.xds.XdsType;
import java.util.List;

/**
 * Encoded routes. Those of two namespaces differ only in the short names of their own services: the
 * bytes of a virtual host are kept once for all that have an equal one, as long as one has it.
 * Thread-safe.
 */
final class SharedRoutes {

  private final Interner<ByteString> parts = Interners.newWeakInterner();

  /** The routes of a name. */
  Any of(ProxyScope scope, String name) {
    return joined(MeshCompiler.encodedRoutes(scope, name));
  }

  Any joined(List<ByteString> encoded) {
    return Any.newBuilder()
        .setTypeUrl(XdsType.ROUTE.typeUrl())
        .setValue(ByteString.copyFrom(encoded.stream().map(parts::intern).toList()))
        .build();
  }
}
