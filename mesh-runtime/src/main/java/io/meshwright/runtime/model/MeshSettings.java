package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.DefaultExport;
import io.meshwright.runtime.model.name.NamespaceSelection;
import io.meshwright.xds.TrustDomain;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the whole mesh: the runtime's own place in it and the mesh configuration
 * (istio-features MC1 to MC9).
 *
 * @param revision the revision this runtime serves; resources labelled for another are not seen
 * @param cluster the Kubernetes cluster that the resources come from
 * @param network the network of workloads that name none; empty is the mesh's only one
 */
public record MeshSettings(
    String revision,
    String cluster,
    String network,
    TrustDomain trustDomain,
    String rootNamespace,
    String dnsDomain,
    MeshConfig meshConfig) {

  /**
   * The part that users change while the mesh runs.
   *
   * @param upgradeToHttp2 whether ports declared to be HTTP are spoken to in HTTP/2, where no
   *     DestinationRule says otherwise
   * @param accessLog null for none
   */
  public record MeshConfig(
      boolean autoMutualTls,
      boolean upgradeToHttp2,
      OutboundPolicy outboundPolicy,
      Duration connectTimeout,
      @Nullable Duration protocolDetectionTimeout,
      DefaultExport services,
      DefaultExport virtualServices,
      DefaultExport destinationRules,
      NamespaceSelection discovery,
      MeshTraffic traffic,
      MeshSecurity security,
      @Nullable AccessLogging accessLog) {

    /** What holds where nothing is configured. */
    public static final MeshConfig DEFAULT =
        new MeshConfig(
            true,
            false,
            OutboundPolicy.ALLOW_ANY,
            Duration.ofSeconds(10),
            null,
            DefaultExport.ALL,
            DefaultExport.ALL,
            DefaultExport.ALL,
            NamespaceSelection.ALL,
            MeshTraffic.DEFAULT,
            MeshSecurity.DEFAULT,
            null);
  }

  /** What becomes of traffic to hosts that the mesh does not know. */
  public enum OutboundPolicy {
    ALLOW_ANY,
    REGISTRY_ONLY
  }
}
