package io.meshwright.proxy.xds.parse;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.xds.XdsType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an Envoy bootstrap says: who the proxy is, and the resources that it serves.
 *
 * @param nodeId may be empty
 * @param nodeCluster may be empty
 * @param admin where the admin pages are; absent: nowhere
 * @param overload what is done when memory or connections run short
 * @param resources as they would come by xDS
 */
public record Bootstrap(
    String nodeId,
    String nodeCluster,
    Address.@Nullable Ip admin,
    OverloadPolicy overload,
    List<Resource> resources) {

  public Bootstrap {
    resources = List.copyOf(resources);
  }

  /** One static resource. */
  public record Resource(XdsType type, String name, ByteString bytes) {}
}
