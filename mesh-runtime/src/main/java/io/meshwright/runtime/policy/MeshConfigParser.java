package io.meshwright.runtime.policy;

import io.meshwright.crd.mesh.v1alpha1.MeshConfig.OutboundTrafficPolicy;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.H2UpgradePolicy;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.InboundTrafficPolicy;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.PathNormalization.NormalizationType;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.ServiceSettings;
import io.meshwright.crd.mesh.v1alpha1.MeshTraffic.TlsConfig;
import io.meshwright.runtime.model.MeshSecurity;
import io.meshwright.runtime.model.MeshSettings.MeshConfig;
import io.meshwright.runtime.model.MeshSettings.OutboundPolicy;
import io.meshwright.runtime.model.MeshTraffic;
import io.meshwright.runtime.model.TlsLimits;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.name.DefaultExport;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.NamespaceSelection;
import io.meshwright.runtime.model.traffic.LocalityBalancing;
import io.meshwright.runtime.model.traffic.PathNormalization;
import io.meshwright.runtime.model.traffic.RetryPolicy;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.TrustDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the mesh configuration as far as it changes what is compiled (istio-features MC1 to MC9).
 */
public final class MeshConfigParser {

  private final String root;
  private final Problems problems;
  private final io.meshwright.crd.mesh.v1alpha1.MeshConfig written;

  private MeshConfigParser(
      String root, Problems problems, io.meshwright.crd.mesh.v1alpha1.MeshConfig written) {
    this.root = root;
    this.problems = problems;
    this.written = written;
  }

  /**
   * Parses a configuration, or reports all that is wrong with it.
   *
   * @param root where the resource has it
   * @param discovery namespaces that the mesh looks at
   * @param known what is known to be wrong already
   */
  public static MeshConfig parse(
      String resource,
      String root,
      io.meshwright.crd.mesh.v1alpha1.MeshConfig written,
      NamespaceSelection discovery,
      List<ConfigError> known)
      throws ConfigException {
    Problems problems = new Problems(resource);
    known.forEach(error -> problems.add(error.fieldPath(), error.found(), error.expected()));
    MeshConfig parsed = new MeshConfigParser(root, problems, written).config(discovery);
    problems.throwIfAny();
    return parsed;
  }

  private MeshConfig config(NamespaceSelection discovery) {
    Duration detection =
        problems.duration(at("protocolDetectionTimeout"), written.protocolDetectionTimeout());
    return new MeshConfig(
        written.enableAutoMtls(),
        written.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE,
        written.outboundTrafficPolicy().mode() == OutboundTrafficPolicy.Mode.REGISTRY_ONLY
            ? OutboundPolicy.REGISTRY_ONLY
            : OutboundPolicy.ALLOW_ANY,
        Objects.requireNonNullElse(
            problems.positiveDuration(at("connectTimeout"), written.connectTimeout()),
            MeshConfig.DEFAULT.connectTimeout()),
        detection == null || detection.isZero() ? null : detection,
        exported(written.defaultServiceExportTo()),
        exported(written.defaultVirtualServiceExportTo()),
        exported(written.defaultDestinationRuleExportTo()),
        discovery,
        traffic(),
        security(),
        new AccessLogParser(problems, root).parse(written));
  }

  private String at(String field) {
    return root + "." + field;
  }

  private static DefaultExport exported(List<String> words) {
    return new DefaultExport(new HashSet<>(words));
  }

  private MeshTraffic traffic() {
    RetryPolicy retries =
        new RetryParser(problems)
            .parse(at("defaultHttpRetryPolicy"), written.defaultHttpRetryPolicy());
    InboundTrafficPolicy inbound = written.inboundTrafficPolicy();
    return new MeshTraffic(
        retries,
        locality(),
        new TrafficPolicyParser(problems).keepalive(at("tcpKeepalive"), written.tcpKeepalive()),
        paths(),
        inbound != null && inbound.mode() == InboundTrafficPolicy.Mode.LOCALHOST,
        clusterLocal(),
        Objects.requireNonNullElse(
            problems.positiveDuration(at("dnsRefreshRate"), written.dnsRefreshRate()),
            MeshTraffic.DEFAULT.nameRefresh()));
  }

  /** Zones come first, as there is a locality setting in each mesh that does not write one. */
  private LocalityBalancing locality() {
    LocalityBalancingParser parser = new LocalityBalancingParser(problems);
    LocalityBalancing zones = parser.parse(at("zoneAwareLbSetting"), written.zoneAwareLbSetting());
    LocalityBalancing places = parser.parse(at("localityLbSetting"), written.localityLbSetting());
    return zones instanceof LocalityBalancing.ZoneAware
        ? zones
        : Objects.requireNonNullElse(places, MeshTraffic.DEFAULT.locality());
  }

  private PathNormalization paths() {
    NormalizationType type =
        written.pathNormalization() == null ? null : written.pathNormalization().normalization();
    return switch (type) {
      case null -> PathNormalization.BASE;
      case DEFAULT, BASE -> PathNormalization.BASE;
      case NONE -> PathNormalization.NONE;
      case MERGE_SLASHES -> PathNormalization.MERGE_SLASHES;
      case DECODE_AND_MERGE_SLASHES -> PathNormalization.DECODE_AND_MERGE_SLASHES;
    };
  }

  private Map<Hostname, Boolean> clusterLocal() {
    Map<Hostname, Boolean> hosts = new HashMap<>();
    for (int i = 0; i < written.serviceSettings().size(); i++) {
      ServiceSettings settings = written.serviceSettings().get(i);
      boolean local =
          settings.settings() != null && Boolean.TRUE.equals(settings.settings().clusterLocal());
      for (int j = 0; j < settings.hosts().size(); j++) {
        String host = settings.hosts().get(j);
        if (host.equals("*") || Names.pattern(host)) {
          hosts.put(new Hostname(host), local);
        } else {
          String at = at("serviceSettings[" + i + "].hosts[" + j + "]");
          problems.add(at, host, "a full host name, or one that begins with *.");
        }
      }
    }
    return hosts;
  }

  private MeshSecurity security() {
    List<TrustDomain> aliases = new ArrayList<>();
    for (int i = 0; i < written.trustDomainAliases().size(); i++) {
      String alias = written.trustDomainAliases().get(i);
      try {
        aliases.add(new TrustDomain(alias));
      } catch (IllegalArgumentException _) {
        problems.add(at("trustDomainAliases[" + i + "]"), alias, "a trust domain");
      }
    }
    TlsConfig outside = written.tlsDefaults();
    if (outside != null) {
      // Istio does not apply it, so a mesh that sets it would become stricter than it was
      problems.refuse(at("tlsDefaults.minProtocolVersion"), outside.minProtocolVersion());
    }
    return new MeshSecurity(
        aliases, limits("meshMTLS", written.meshMTLS()), limits("tlsDefaults", outside));
  }

  private TlsLimits limits(String field, @Nullable TlsConfig tls) {
    if (tls == null) {
      return TlsLimits.DEFAULT;
    }
    CipherSuites.check(problems, at(field + ".cipherSuites"), tls.cipherSuites());
    Curves.check(problems, at(field + ".ecdhCurves"), tls.ecdhCurves());
    return new TlsLimits(
        tls.minProtocolVersion() == TlsConfig.TlsProtocol.TLSV1_3
            ? GatewayTls.Version.TLS_1_3
            : GatewayTls.Version.TLS_1_2,
        tls.cipherSuites(),
        tls.ecdhCurves());
  }
}
