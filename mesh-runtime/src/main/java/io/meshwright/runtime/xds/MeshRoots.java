package io.meshwright.runtime.xds;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.meshwright.runtime.delivery.ProxyResources;
import io.meshwright.runtime.delivery.Resources;
import io.meshwright.runtime.delivery.VersionedResource;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The roots of the mesh as the secret {@link WorkloadTrust#ROOTS_SECRET}, which every workload may
 * have. Thread-safe.
 */
public final class MeshRoots {

  private volatile @Nullable VersionedResource current;

  /** Roots that proxies are told from now on: PEM, the issuing one first. */
  public void set(String pem) {
    current =
        VersionedResource.of(
            WorkloadTrust.ROOTS_SECRET,
            Secret.newBuilder()
                .setName(WorkloadTrust.ROOTS_SECRET)
                .setValidationContext(
                    CertificateValidationContext.newBuilder()
                        .setTrustedCa(DataSource.newBuilder().setInlineString(pem)))
                .build());
  }

  /**
   * Secrets of these names: the roots, where the runtime is an authority, and others if the client
   * may have them.
   */
  Resources among(Set<String> names, BooleanSupplier permitted, ProxyResources from) {
    Set<String> others = new TreeSet<>(names);
    boolean roots = others.remove(WorkloadTrust.ROOTS_SECRET);
    NavigableMap<String, VersionedResource> found =
        others.isEmpty() || !permitted.getAsBoolean()
            ? new TreeMap<>()
            : from.named(XdsType.SECRET, others).byName();
    VersionedResource resource = current;
    if (roots && resource != null) {
      found.put(resource.name(), resource);
    }
    return new Resources(found, Collections.emptyNavigableMap());
  }
}
