package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ClientTls;
import io.meshwright.crd.networking.PortTrafficPolicy;
import io.meshwright.runtime.model.traffic.ConnectionPool;
import io.meshwright.runtime.model.traffic.OutlierDetection;
import io.meshwright.runtime.model.traffic.ProxyHeader;
import io.meshwright.runtime.model.traffic.RetryBudget;
import io.meshwright.runtime.model.traffic.TrafficPolicy;
import io.meshwright.runtime.model.traffic.Tunnel;
import io.meshwright.runtime.model.traffic.UpstreamTls;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parses {@code trafficPolicy} of a DestinationRule and of its subsets. */
final class TrafficPolicyParser {

  private static final int MAX = Integer.MAX_VALUE;
  private static final double BUDGET_PERCENT = 20;
  private static final int BUDGET_MINIMUM = 3;

  private final Problems problems;
  private final LoadBalancingParser loadBalancers;

  TrafficPolicyParser(Problems problems) {
    this.problems = problems;
    this.loadBalancers = new LoadBalancingParser(problems);
  }

  TrafficPolicy policy(String path, io.meshwright.crd.networking.@Nullable TrafficPolicy written) {
    if (written == null) {
      return TrafficPolicy.EMPTY;
    }
    SortedMap<Integer, TrafficPolicy.Blocks> ports = new TreeMap<>();
    for (int i = 0; i < written.portLevelSettings().size(); i++) {
      PortTrafficPolicy port = written.portLevelSettings().get(i);
      String at = path + ".portLevelSettings[" + i + "]";
      Integer number = port.port() == null ? null : port.port().number();
      if (number == null) {
        problems.add(at + ".port.number", "", "a port of the service");
        continue;
      }
      problems.integer(at + ".port.number", number, 1, 1, Problems.MAX_PORT);
      if (ports.containsKey(number)) {
        problems.add(at + ".port.number", number, "a port that no other entry has");
      }
      ports.put(
          number,
          new TrafficPolicy.Blocks(
              loadBalancers.loadBalancing(at + ".loadBalancer", port.loadBalancer()),
              pool(at + ".connectionPool", port.connectionPool()),
              outliers(at + ".outlierDetection", port.outlierDetection()),
              tls(at + ".tls", port.tls()),
              null,
              null,
              null));
    }
    return new TrafficPolicy(
        new TrafficPolicy.Blocks(
            loadBalancers.loadBalancing(path + ".loadBalancer", written.loadBalancer()),
            pool(path + ".connectionPool", written.connectionPool()),
            outliers(path + ".outlierDetection", written.outlierDetection()),
            tls(path + ".tls", written.tls()),
            budget(path + ".retryBudget", written.retryBudget()),
            tunnel(path + ".tunnel", written.tunnel()),
            proxyHeader(path + ".proxyProtocol", written.proxyProtocol())),
        ports);
  }

  private @Nullable Tunnel tunnel(
      String path, io.meshwright.crd.networking.@Nullable Tunnel tunnel) {
    if (tunnel == null) {
      return null;
    }
    String host = HttpRouteParser.orEmpty(tunnel.targetHost());
    if (host.isEmpty()) {
      problems.add(path + ".targetHost", "", "a host or an address");
    }
    if (tunnel.targetPort() == null) {
      problems.add(path + ".targetPort", "", "a port");
    }
    return new Tunnel(
        problems.word(
            path + ".protocol",
            tunnel.protocol(),
            Tunnel.Protocol.CONNECT,
            Tunnel.Protocol.values()),
        host,
        problems.integer(path + ".targetPort", tunnel.targetPort(), 1, 1, Problems.MAX_PORT));
  }

  private @Nullable ProxyHeader proxyHeader(
      String path, io.meshwright.crd.networking.@Nullable ProxyProtocol protocol) {
    return protocol == null
        ? null
        : problems.word(
            path + ".version", protocol.version(), ProxyHeader.V1, ProxyHeader.values());
  }

  private @Nullable RetryBudget budget(
      String path, io.meshwright.crd.networking.@Nullable RetryBudget budget) {
    if (budget == null) {
      return null;
    }
    Duration interval = problems.duration(path + ".budgetInterval", budget.budgetInterval());
    if (interval != null && !interval.isZero()) {
      problems.refuse(path + ".budgetInterval", budget.budgetInterval());
    }
    return new RetryBudget(
        problems.percent(path + ".percent", budget.percent(), BUDGET_PERCENT),
        problems.integer(
            path + ".minRetryConcurrency", budget.minRetryConcurrency(), BUDGET_MINIMUM, 0, MAX));
  }

  @Nullable ConnectionPool pool(
      String path, io.meshwright.crd.networking.TrafficPolicy.@Nullable ConnectionPool pool) {
    if (pool == null) {
      return null;
    }
    return new ConnectionPool(
        pool.tcp() == null ? ConnectionPool.DEFAULT.tcp() : tcp(path + ".tcp", pool.tcp()),
        pool.http() == null ? ConnectionPool.DEFAULT.http() : http(path + ".http", pool.http()));
  }

  private ConnectionPool.Tcp tcp(
      String path, io.meshwright.crd.networking.TrafficPolicy.TcpPool tcp) {
    return new ConnectionPool.Tcp(
        problems.integer(path + ".maxConnections", tcp.maxConnections(), 0, 0, MAX),
        problems.positiveDuration(path + ".connectTimeout", tcp.connectTimeout()),
        keepalive(path + ".tcpKeepalive", tcp.tcpKeepalive()),
        problems.positiveDuration(path + ".maxConnectionDuration", tcp.maxConnectionDuration()),
        problems.duration(path + ".idleTimeout", tcp.idleTimeout()));
  }

  ConnectionPool.@Nullable Keepalive keepalive(
      String path, io.meshwright.crd.networking.TrafficPolicy.@Nullable TcpKeepalive written) {
    return written == null
        ? null
        : new ConnectionPool.Keepalive(
            problems.integer(path + ".probes", written.probes(), 0, 0, MAX),
            problems.positiveDuration(path + ".time", written.time()),
            problems.positiveDuration(path + ".interval", written.interval()));
  }

  private ConnectionPool.Http http(
      String path, io.meshwright.crd.networking.TrafficPolicy.HttpPool http) {
    return new ConnectionPool.Http(
        problems.integer(
            path + ".http1MaxPendingRequests", http.http1MaxPendingRequests(), 0, 0, MAX),
        problems.integer(path + ".http2MaxRequests", http.http2MaxRequests(), 0, 0, MAX),
        problems.integer(
            path + ".maxRequestsPerConnection", http.maxRequestsPerConnection(), 0, 0, MAX),
        problems.integer(path + ".maxRetries", http.maxRetries(), 0, 0, MAX),
        problems.duration(path + ".idleTimeout", http.idleTimeout()),
        problems.word(
            path + ".h2UpgradePolicy",
            http.h2UpgradePolicy(),
            ConnectionPool.H2Upgrade.DEFAULT,
            ConnectionPool.H2Upgrade.values()),
        Boolean.TRUE.equals(http.useClientProtocol()),
        problems.integer(path + ".maxConcurrentStreams", http.maxConcurrentStreams(), 0, 0, MAX),
        pings(path + ".http2KeepAlive", http.http2KeepAlive()));
  }

  private ConnectionPool.@Nullable Pings pings(
      String path, io.meshwright.crd.networking.TrafficPolicy.@Nullable Http2KeepAlive written) {
    if (written == null) {
      return null;
    }
    Duration interval =
        problems.requiredDuration(path + ".interval", written.interval(), Duration.ofSeconds(1));
    Duration timeout =
        problems.requiredDuration(path + ".timeout", written.timeout(), Duration.ofSeconds(1));
    return new ConnectionPool.Pings(interval, timeout);
  }

  private @Nullable OutlierDetection outliers(
      String path, io.meshwright.crd.networking.TrafficPolicy.@Nullable OutlierDetection written) {
    if (written == null) {
      return null;
    }
    problems.refuse(
        path + ".outlierDetectionHttpErrorCodes", written.outlierDetectionHttpErrorCodes());
    Duration interval = problems.positiveDuration(path + ".interval", written.interval());
    Duration ejection =
        problems.positiveDuration(path + ".baseEjectionTime", written.baseEjectionTime());
    return new OutlierDetection(
        problems.integer(path + ".consecutive5xxErrors", written.consecutive5xxErrors(), 5, 0, MAX),
        problems.integer(
            path + ".consecutiveGatewayErrors", written.consecutiveGatewayErrors(), 0, 0, MAX),
        Boolean.TRUE.equals(written.splitExternalLocalOriginErrors()),
        problems.integer(
            path + ".consecutiveLocalOriginFailures",
            written.consecutiveLocalOriginFailures(),
            5,
            0,
            MAX),
        Objects.requireNonNullElse(interval, Duration.ofSeconds(10)),
        Objects.requireNonNullElse(ejection, Duration.ofSeconds(30)),
        problems.integer(path + ".maxEjectionPercent", written.maxEjectionPercent(), 10, 0, 100),
        problems.integer(path + ".minHealthPercent", written.minHealthPercent(), 0, 0, 100));
  }

  private @Nullable UpstreamTls tls(String path, @Nullable ClientTls tls) {
    if (tls == null) {
      return null;
    }
    String mode = HttpRouteParser.orEmpty(tls.mode());
    String sni = HttpRouteParser.orEmpty(tls.sni());
    if (!mode.equals("SIMPLE") && !mode.equals("MUTUAL")) {
      nothing(path + ".credentialName", tls.credentialName(), "another mode than SIMPLE or MUTUAL");
      nothing(path + ".caCrl", tls.caCrl(), "another mode than SIMPLE or MUTUAL");
    }
    return switch (mode) {
      case "", "DISABLE" -> new UpstreamTls.Disabled();
      case "ISTIO_MUTUAL" -> {
        nothing(path + ".clientCertificate", tls.clientCertificate(), "ISTIO_MUTUAL");
        nothing(path + ".privateKey", tls.privateKey(), "ISTIO_MUTUAL");
        yield new UpstreamTls.Mesh(sni, tls.subjectAltNames());
      }
      case "SIMPLE", "MUTUAL" ->
          new UpstreamTls.Origination(
              material(path, tls, mode.equals("MUTUAL")),
              sni,
              tls.subjectAltNames(),
              !Boolean.TRUE.equals(tls.insecureSkipVerify()));
      default -> {
        problems.add(path + ".mode", mode, "DISABLE, SIMPLE, MUTUAL or ISTIO_MUTUAL");
        yield null;
      }
    };
  }

  private void nothing(String path, @Nullable String file, String other) {
    String text = HttpRouteParser.orEmpty(file);
    if (!text.isEmpty()) {
      problems.add(path, text, "nothing with " + other);
    }
  }

  private UpstreamTls.Material material(String path, ClientTls tls, boolean mutual) {
    String secret = HttpRouteParser.orEmpty(tls.credentialName());
    if (!secret.isEmpty()) {
      if (!Names.host(secret)) {
        problems.add(path + ".credentialName", secret, ServerCertificates.SECRET);
      }
      nothing(path + ".clientCertificate", tls.clientCertificate(), "credentialName");
      nothing(path + ".privateKey", tls.privateKey(), "credentialName");
      nothing(path + ".caCertificates", tls.caCertificates(), "credentialName");
      nothing(path + ".caCrl", tls.caCrl(), "credentialName");
      return new UpstreamTls.Material.Named(secret, mutual);
    }
    String certificate = HttpRouteParser.orEmpty(tls.clientCertificate());
    String key = HttpRouteParser.orEmpty(tls.privateKey());
    if (mutual && (certificate.isEmpty() || key.isEmpty())) {
      problems.add(path, "MUTUAL", "credentialName, or clientCertificate and privateKey with it");
    }
    return new UpstreamTls.Material.Files(
        mutual ? certificate : "",
        mutual ? key : "",
        HttpRouteParser.orEmpty(tls.caCertificates()),
        HttpRouteParser.orEmpty(tls.caCrl()));
  }
}
