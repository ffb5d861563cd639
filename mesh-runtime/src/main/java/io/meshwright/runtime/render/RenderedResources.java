package io.meshwright.runtime.render;

import com.google.common.hash.Hashing;
import com.google.protobuf.Message;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.xds.XdsType;
import java.util.stream.Stream;

/** All that a proxy gets from a model, in a form that two runtimes can be compared by. */
public final class RenderedResources {

  /** One resource; secrets are without private keys. */
  public record Resource(XdsType type, String name, Message message) {

    /** Of its bytes, in which maps are sorted. */
    public String digest() {
      return Hashing.sha256().hashBytes(Protobuf.pack(message).getValue().toByteArray()).toString();
    }

    /** In protobuf's JSON, with what is packed unpacked. */
    public String json() {
      return ResourceText.compact(message);
    }
  }

  private RenderedResources() {}

  /** By type and name. */
  public static Stream<Resource> of(MeshModel model, ProxyIdentity proxy) {
    return ProxyResources.of(model, proxy).entrySet().stream()
        .flatMap(
            type ->
                type.getValue().entrySet().stream()
                    .map(
                        resource ->
                            new Resource(type.getKey(), resource.getKey(), resource.getValue())));
  }
}
