package io.meshwright.proxy.telemetry;

import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.Endpoint;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.telemetry.IstioLabels.DestinationService;
import io.meshwright.proxy.tls.PeerIdentity;
import io.meshwright.xds.ClusterName;
import java.security.cert.CertificateParsingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of Istio's labels, from what configuration and connections tell. */
public final class MeshLabels {
  private static final String UNKNOWN = WorkloadMetadata.UNKNOWN_VALUE;
  private static final int URI = 6;

  private MeshLabels() {}

  /** The client's SPIFFE id; {@code unknown} if it proved none. */
  public static String principal(@Nullable PeerIdentity peer) {
    return peer != null && peer.spiffeId().isPresent() ? peer.uris().getFirst() : UNKNOWN;
  }

  /** This workload's SPIFFE id on a mutual TLS connection; {@code unknown} otherwise. */
  public static String ownPrincipal(@Nullable PeerIdentity peer, Map<String, Secret> secrets) {
    return peer == null ? UNKNOWN : own(secrets);
  }

  /** This workload's SPIFFE id, from the certificate that it shows. */
  public static String own(Map<String, Secret> secrets) {
    if (secrets.get("default") instanceof Secret.Identity identity) {
      try {
        var names = identity.chain().getFirst().getSubjectAlternativeNames();
        if (names != null) {
          for (List<?> name : names) {
            if (name.get(0) instanceof Integer kind
                && kind == URI
                && name.get(1) instanceof String uri) {
              return uri;
            }
          }
        }
      } catch (CertificateParsingException _) {
        return UNKNOWN;
      }
    }
    return UNKNOWN;
  }

  /** {@code mutual_tls} if the client proved an identity, else {@code none}. */
  public static String securityPolicy(boolean tls, @Nullable PeerIdentity peer) {
    return tls && peer != null && peer.spiffeId().isPresent() ? "mutual_tls" : "none";
  }

  /** The workload of an endpoint, as the control plane describes it. */
  public static WorkloadMetadata workload(@Nullable Endpoint endpoint) {
    Endpoint.@Nullable Workload workload = endpoint == null ? null : endpoint.workload();
    if (workload == null) {
      return WorkloadMetadata.UNKNOWN;
    }
    return new WorkloadMetadata(
        workload.name(),
        workload.namespace(),
        workload.canonicalName(),
        "",
        workload.canonicalName(),
        workload.canonicalRevision(),
        workload.clusterId());
  }

  /** The service behind an outbound cluster. */
  public static DestinationService service(
      @Nullable Cluster cluster, String authority, StatsConfig config) {
    if (cluster != null) {
      if (!cluster.services().isEmpty()) {
        return of(cluster.services().getFirst());
      }
      String name = cluster.name();
      if (name.equals(ClusterName.PASSTHROUGH) || name.equals(ClusterName.BLACK_HOLE)) {
        String host = config.hostHeaderFallback() && !authority.isEmpty() ? authority : UNKNOWN;
        return new DestinationService(host, name, UNKNOWN);
      }
      Optional<ClusterName> parsed = ClusterName.parse(name);
      if (parsed.isPresent() && !parsed.get().host().isEmpty()) {
        return new DestinationService(parsed.get().host(), parsed.get().host(), UNKNOWN);
      }
    }
    return fallback(authority, config);
  }

  /** The service that an inbound cluster stands for. */
  public static DestinationService inboundService(
      @Nullable Cluster cluster, String authority, StatsConfig config) {
    return cluster != null && !cluster.services().isEmpty()
        ? of(cluster.services().getFirst())
        : fallback(authority, config);
  }

  private static DestinationService fallback(String authority, StatsConfig config) {
    return config.hostHeaderFallback() && !authority.isEmpty()
        ? new DestinationService(authority, authority, UNKNOWN)
        : DestinationService.UNKNOWN;
  }

  private static DestinationService of(Cluster.ServiceIdentity service) {
    return new DestinationService(service.host(), service.name(), service.namespace());
  }
}
