package io.meshwright.proxy.xds;

import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.dns.NettyDnsClient;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.snapshot.ClusterTarget;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.FakeControlPlane;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.XdsType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A control plane that says what a test wants, and what clients of it need. */
final class ConfigurationBed implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();
  private final FakeControlPlane controlPlane;

  /** How long clients wait before they serve what was kept. */
  Duration patience = KeptFile.PATIENCE;

  ConfigurationBed() throws IOException {
    controlPlane = new FakeControlPlane();
  }

  FakeControlPlane controlPlane() {
    return controlPlane;
  }

  /** A client that keeps its state under {@code root}; whoever asks closes it. */
  ConfigurationClient start(Path root, SnapshotPublisher into) throws Exception {
    Files.createDirectories(root.resolve("etc/istio/proxy"));
    return start(Configs.plaintext(controlPlane.port(), root), into);
  }

  ConfigurationClient start(ProxyConfig config, SnapshotPublisher into) {
    ConfigurationClient client = client(config, into);
    client.start(patience);
    return client;
  }

  /** A client that is told the roots of the mesh. */
  ConfigurationClient start(
      ProxyConfig config, SnapshotPublisher into, Consumer<Secret.Roots> roots) {
    ConfigurationClient client = client(config, into);
    client.followRoots(roots);
    client.start(patience);
    return client;
  }

  private ConfigurationClient client(ProxyConfig config, SnapshotPublisher into) {
    return new ConfigurationClient(
        config,
        new ControlPlaneChannels(loop),
        FieldTable.load(),
        new Ground(
            thread, into, new NettyDnsClient(loop.next()), InstantSource.system(), new Random(1)));
  }

  /** Sends a cluster with a route to it, and waits until {@code into} has them. */
  void sendMesh(SnapshotPublisher into) {
    controlPlane.send(XdsType.CLUSTER, "1", "a", Resources.edsCluster("a").build());
    controlPlane.send(XdsType.ENDPOINT, "1", "a", Resources.endpoints("a", "10.1.1.1", 80).build());
    controlPlane.send(
        XdsType.LISTENER,
        "1",
        "outbound",
        Resources.listener("outbound", Resources.manager("80").build()).build());
    controlPlane.send(XdsType.ROUTE, "1", "80", Resources.routes("80", "a").build());
    Awaitility.await().until(() -> into.current().listeners().containsKey("outbound"));
  }

  static String routedCluster(RuntimeSnapshot snapshot) {
    RouteAction action =
        Objects.requireNonNull(snapshot.routes().get("80"))
            .virtualHosts()
            .getFirst()
            .routes()
            .getFirst()
            .action();
    return ((ClusterTarget.Single) ((RouteAction.Forward) action).target()).cluster();
  }

  @Override
  public void close() {
    thread.close();
    controlPlane.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
