package io.meshwright.proxy.admin;

import io.meshwright.proxy.admin.application.ApplicationProbes;
import io.meshwright.proxy.admin.application.MergedMetrics;
import io.meshwright.proxy.admin.server.AdminServer;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationView;
import io.meshwright.proxy.xds.field.FieldTable;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The proxy's own ports: admin on 127.0.0.1, readiness and metrics on all addresses of both
 * families. An address family that the machine lacks is left out.
 */
public final class AdminPorts {
  private AdminPorts() {}

  /** What the pages show and change. */
  public record Sources(
      ProxyInfo info,
      Supplier<ConfigurationView> configuration,
      SnapshotPublisher snapshots,
      DataPlane dataPlane,
      MetricsText metrics,
      Readiness readiness,
      FieldTable fields,
      InstantSource clock) {}

  /**
   * Opens the ports of a sidecar; blocks until they are open.
   *
   * @param quit ends the process in order; must return at once
   */
  public static void open(AdminServer server, ProxyConfig config, Sources sources, Runnable quit)
      throws IOException {
    ProxyConfig.Ports ports = config.ports();
    openAdmin(
        server, new Address.Ip(InetAddress.ofLiteral("127.0.0.1"), ports.admin()), sources, quit);
    everywhere(server, ports.readiness(), readinessPages(sources.readiness()));
    everywhere(server, ports.metrics(), metricsPages(sources.metrics()));
    everywhere(server, ports.status(), statusPages(server.loop(), config, sources, quit));
  }

  /** Opens the admin pages alone. */
  public static void openAdmin(AdminServer server, Address.Ip at, Sources sources, Runnable quit)
      throws IOException {
    server.bind(at.host(), at.port(), new AdminPages(sources, quit));
  }

  private static void everywhere(AdminServer server, int port, Pages pages) throws IOException {
    // one socket of the unspecified IPv6 address serves IPv4 too; without IPv6 it is IPv4's
    try {
      server.bind(InetAddress.ofLiteral("::"), port, pages);
    } catch (IOException e) {
      try {
        server.bind(InetAddress.ofLiteral("0.0.0.0"), port, pages);
      } catch (IOException second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  private static Pages readinessPages(Readiness readiness) {
    return Pages.atOnce(
        request ->
            !request.path().equals("/healthz/ready")
                ? Reply.notFound(request.path())
                : !request.method().equals("GET")
                    ? Reply.methodNotAllowed("GET")
                    : readiness
                        .obstacle()
                        .map(why -> Reply.text(503, why + "\n"))
                        .orElseGet(() -> Reply.text(200, "")));
  }

  private static Pages metricsPages(MetricsText metrics) {
    return Pages.atOnce(
        request ->
            request.path().equals("/stats/prometheus") || request.path().equals("/metrics")
                ? AdminPages.metrics(metrics)
                : Reply.notFound(request.path()));
  }

  private static Pages statusPages(
      EventLoop loop, ProxyConfig config, Sources sources, Runnable quit) {
    InetAddress pod = InetAddress.ofLiteral(config.node().id().address());
    return new StatusPages(
        new ApplicationProbes(config.application(), loop, pod, config.ports().status()),
        new MergedMetrics(
            config.application(), loop, pod, () -> AdminPages.metrics(sources.metrics()).body()),
        readinessPages(sources.readiness()),
        quit);
  }
}
