package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.meshwright.proxy.snapshot.HealthCheck;
import io.meshwright.proxy.snapshot.HealthCheck.Probe;
import io.meshwright.proxy.snapshot.HealthCheck.Range;
import io.meshwright.proxy.snapshot.HealthCheck.Timing;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code envoy.config.core.v3.HealthCheck}. */
final class HealthCheckParser {
  private static final Range OK = new Range(200, 201);

  private HealthCheckParser() {}

  /** The one check of a cluster; absent if it has none. */
  static @Nullable HealthCheck one(
      List<io.envoyproxy.envoy.config.core.v3.HealthCheck> checks, String cluster, Where where)
      throws ConfigException {
    if (checks.isEmpty()) {
      return null;
    }
    if (checks.size() > 1) {
      throw where.field("health_checks").error(checks.size() + " checks", "one check");
    }
    return parse(checks.getFirst(), cluster, where.item("health_checks", 0));
  }

  private static HealthCheck parse(
      io.envoyproxy.envoy.config.core.v3.HealthCheck proto, String cluster, Where where)
      throws ConfigException {
    return new HealthCheck(
        timing(proto, where),
        Values.intOf(
            proto.getUnhealthyThreshold().getValue(), 1, where.field("unhealthy_threshold")),
        Values.intOf(proto.getHealthyThreshold().getValue(), 1, where.field("healthy_threshold")),
        switch (proto.getHealthCheckerCase()) {
          case HTTP_HEALTH_CHECK ->
              http(proto.getHttpHealthCheck(), cluster, where.field("http_health_check"));
          case TCP_HEALTH_CHECK -> tcp(proto.getTcpHealthCheck(), where.field("tcp_health_check"));
          case GRPC_HEALTH_CHECK ->
              grpc(proto.getGrpcHealthCheck(), cluster, where.field("grpc_health_check"));
          case CUSTOM_HEALTH_CHECK, HEALTHCHECKER_NOT_SET ->
              throw where.error(
                  proto.getHealthCheckerCase().toString(),
                  "http_health_check, grpc_health_check or tcp_health_check");
        });
  }

  private static Timing timing(io.envoyproxy.envoy.config.core.v3.HealthCheck proto, Where where)
      throws ConfigException {
    Duration interval = positive(proto.getInterval(), where.field("interval"));
    Duration unhealthy =
        Values.durationOr(
            proto.hasUnhealthyInterval(),
            proto.getUnhealthyInterval(),
            interval,
            where.field("unhealthy_interval"));
    int percent = proto.getIntervalJitterPercent();
    return new Timing(
        positive(proto.getTimeout(), where.field("timeout")),
        interval,
        unhealthy,
        Values.durationOr(
            proto.hasUnhealthyEdgeInterval(),
            proto.getUnhealthyEdgeInterval(),
            unhealthy,
            where.field("unhealthy_edge_interval")),
        Values.durationOr(
            proto.hasHealthyEdgeInterval(),
            proto.getHealthyEdgeInterval(),
            interval,
            where.field("healthy_edge_interval")),
        Values.duration(proto.getInitialJitter(), where.field("initial_jitter")),
        Values.duration(proto.getIntervalJitter(), where.field("interval_jitter")),
        Values.intOf(percent, 0, where.field("interval_jitter_percent")));
  }

  private static Duration positive(com.google.protobuf.Duration proto, Where where)
      throws ConfigException {
    Duration duration = Values.duration(proto, where);
    if (!duration.isPositive()) {
      throw where.error(duration.toString(), "more than 0");
    }
    return duration;
  }

  private static Probe http(
      io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck proto,
      String cluster,
      Where where)
      throws ConfigException {
    List<Range> expected = new ArrayList<>();
    for (var range : proto.getExpectedStatusesList()) {
      expected.add(new Range(range.getStart(), range.getEnd()));
    }
    RequestMethod method = proto.getMethod();
    if (method == RequestMethod.UNRECOGNIZED || method == RequestMethod.CONNECT) {
      throw where.field("method").error(method.name(), "a method other than CONNECT");
    }
    return new Probe.Http(
        method == RequestMethod.METHOD_UNSPECIFIED ? "GET" : method.name(),
        proto.getHost().isEmpty() ? cluster : proto.getHost(),
        Values.required(proto.getPath(), where.field("path")),
        expected.isEmpty() ? List.of(OK) : expected);
  }

  private static Probe grpc(
      io.envoyproxy.envoy.config.core.v3.HealthCheck.GrpcHealthCheck proto,
      String cluster,
      Where where)
      throws ConfigException {
    return new Probe.Grpc(
        proto.getServiceName(),
        proto.getAuthority().isEmpty() ? cluster : proto.getAuthority(),
        GrpcServiceParser.headers(
            proto.getInitialMetadataList().stream().map(HeaderValueOption::getHeader).toList(),
            where));
  }

  private static Probe tcp(
      io.envoyproxy.envoy.config.core.v3.HealthCheck.TcpHealthCheck proto, Where where)
      throws ConfigException {
    List<String> receive = new ArrayList<>();
    for (int i = 0; i < proto.getReceiveCount(); i++) {
      receive.add(hex(proto.getReceive(i), where.item("receive", i)));
    }
    return new Probe.Tcp(proto.hasSend() ? hex(proto.getSend(), where.field("send")) : "", receive);
  }

  private static String hex(
      io.envoyproxy.envoy.config.core.v3.HealthCheck.Payload payload, Where where)
      throws ConfigException {
    String text =
        payload.hasText()
            ? payload.getText()
            : HexFormat.of().formatHex(payload.getBinary().toByteArray());
    try {
      HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException _) {
      throw where.field("text").error(text, "bytes in hexadecimal form");
    }
    return text;
  }
}
