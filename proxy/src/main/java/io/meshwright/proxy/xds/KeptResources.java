package io.meshwright.proxy.xds;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.XdsType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was accepted, of all types, as one response of the discovery service that an
 * earlier run leaves for the next. One thread.
 */
final class KeptResources {
  private static final Logger LOG = System.getLogger(KeptResources.class.getName());

  private final KeptFile file;

  KeptResources(KeptFile file) {
    this.file = file;
  }

  void keep(ResourceStore store) {
    DeltaDiscoveryResponse.Builder all = DeltaDiscoveryResponse.newBuilder();
    for (XdsType type : XdsType.values()) {
      for (Held held : store.all(type)) {
        all.addResources(
            Resource.newBuilder()
                .setName(held.name())
                .setVersion(held.version())
                .setResource(Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(held.bytes())));
      }
    }
    file.write(all.build().toByteArray());
  }

  /**
   * Adds to the store what was kept and is not there yet; whether there was anything. It is checked
   * like what a control plane sends.
   */
  boolean restore(ResourceStore store) {
    byte[] kept = file.read().orElse(null);
    if (kept == null) {
      return false;
    }
    List<ConfigError> errors = new ArrayList<>();
    List<Resource> resources;
    try {
      resources = DeltaDiscoveryResponse.parseFrom(kept).getResourcesList();
    } catch (InvalidProtocolBufferException e) {
      file.ignored(String.valueOf(e.getMessage()));
      return false;
    }
    for (Resource resource : resources) {
      XdsType.of(resource.getResource().getTypeUrl())
          .filter(type -> store.find(type, resource.getName()).isEmpty())
          .ifPresent(type -> errors.addAll(accept(store, type, resource)));
    }
    errors.forEach(error -> LOG.log(Level.WARNING, "kept, but refused: {0}", error.message()));
    return !resources.isEmpty();
  }

  private static List<ConfigError> accept(ResourceStore store, XdsType type, Resource resource) {
    return store.accept(
        type, resource.getName(), resource.getVersion(), resource.getResource().getValue());
  }
}
