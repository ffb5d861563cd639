package io.meshwright.proxy;

import io.meshwright.proxy.admin.AdminPorts;
import io.meshwright.proxy.admin.ProxyInfo;
import io.meshwright.proxy.admin.Readiness;
import io.meshwright.proxy.admin.StateFiles;
import io.meshwright.proxy.admin.server.AdminServer;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.controlplane.SocketChannels;
import io.meshwright.proxy.dns.NettyDnsClient;
import io.meshwright.proxy.identity.IdentityAgent;
import io.meshwright.proxy.lastgood.Handover;
import io.meshwright.proxy.nameserver.NameServer;
import io.meshwright.proxy.overload.FirstLoad;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.ConfigurationClient;
import io.meshwright.proxy.xds.Ground;
import io.meshwright.proxy.xds.WorkloadSecrets;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.NodeId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All wiring of the process:
 *
 * <pre>
 * control plane ──► ConfigurationClient ─┐
 * certificates  ──► IdentityAgent ───────┴─► SnapshotPublisher ──► DataPlane ◄──► peers
 * operators     ──► AdminPorts ◄── Readiness
 * application   ──► NameServer ◄── SnapshotPublisher
 * </pre>
 */
public final class ProxyAssembly implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ProxyAssembly.class.getName());

  private final ProxyConfig config;
  private final EventLoopGroup controlLoop;
  private final ConfigurationThread thread;
  private final ConfigurationClient client;
  private final @Nullable WorkloadSecrets issued;
  private final IdentityAgent identity;
  private final DataPlane dataPlane;
  private final Readiness readiness;
  private final AdminServer admin;
  private volatile @Nullable NameServer names;
  private final StateFiles stateFiles;
  private final Handover handover;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Builds and starts everything; returns when the proxy's own ports are open.
   *
   * @param quit ends the process, when asked on the admin port
   */
  public static ProxyAssembly start(
      ProxyConfig config,
      DataPlane.Factory dataPlanes,
      InstantSource clock,
      RandomGenerator random,
      Runnable quit)
      throws IOException {
    FieldTable fields = FieldTable.load();
    SnapshotPublisher snapshots = new SnapshotPublisher();
    ProxyAssembly assembly =
        new ProxyAssembly(config, dataPlanes, fields, snapshots, clock, random);
    try {
      AdminPorts.open(
          assembly.admin,
          config,
          new AdminPorts.Sources(
              new ProxyInfo(
                  config.node().id().toString(),
                  config.node().serviceCluster(),
                  config.node().version(),
                  clock.instant()),
              assembly.client::view,
              snapshots,
              assembly.dataPlane,
              assembly::writeMetrics,
              assembly.readiness,
              fields,
              clock),
          quit);
      assembly.stateFiles.start();
      assembly.startNames(snapshots, random);
    } catch (IOException e) {
      assembly.close();
      throw e;
    }
    Duration patience = assembly.handover.patience(clock.instant());
    assembly.startIdentity(patience);
    assembly.client.start(patience);
    LOG.log(Level.INFO, "{0} follows {1}", config.node().id(), config.discovery());
    return assembly;
  }

  private ProxyAssembly(
      ProxyConfig config,
      DataPlane.Factory dataPlanes,
      FieldTable fields,
      SnapshotPublisher snapshots,
      InstantSource clock,
      RandomGenerator random) {
    this.config = config;
    this.controlLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("control", true), NioIoHandler.newFactory());
    this.thread = new ConfigurationThread();
    ControlPlaneChannels channels = new ControlPlaneChannels(controlLoop);
    this.dataPlane = dataPlanes.start(snapshots, config.concurrency(), OverloadPolicy.DEFAULT);
    snapshots.addListener(dataPlane);
    this.client =
        new ConfigurationClient(
            config,
            channels,
            fields,
            new Ground(thread, snapshots, new NettyDnsClient(controlLoop.next()), clock, random));
    this.issued =
        Files.exists(config.identitySocket())
            ? new WorkloadSecrets(
                config.node(),
                new SocketChannels(config.identitySocket()),
                fields,
                thread,
                random,
                client::provideSecrets)
            : null;
    this.identity =
        new IdentityAgent(config, channels, thread, clock, random, client::provideSecrets);
    this.readiness = new Readiness(client::view, snapshots, dataPlane, FirstLoad::settle);
    this.admin = new AdminServer();
    this.handover = new Handover(config.stateDirectory(), config.node().id().toString());
    this.clock = clock;
    this.stateFiles = new StateFiles(config.stateDirectory(), readiness, this::beginDrain);
  }

  private void startNames(SnapshotPublisher snapshots, RandomGenerator random) throws IOException {
    ProxyConfig.Dns dns = config.dns();
    if (dns != null) {
      NodeId id = config.node().id();
      NameServer opened =
          NameServer.open(
              controlLoop.next(),
              dns.port(),
              dns.resolverFile(),
              new NameServer.Place(id.namespace(), id.dnsDomain()),
              random);
      names = opened;
      snapshots.addListener(opened);
    }
  }

  private void writeMetrics(Appendable out) throws IOException {
    dataPlane.writeMetrics(out);
    NameServer opened = names;
    if (opened != null) {
      opened.writeMetrics(out);
    }
  }

  /** An issuer on this machine comes before the control plane's authority. */
  private void startIdentity(Duration patience) {
    if (issued == null) {
      if (config.authentication() instanceof Authentication.Token) {
        client.followRoots(identity::rootsChanged);
      }
      identity.start(patience);
    } else {
      LOG.log(Level.INFO, "certificates come from {0}", config.identitySocket());
      issued.start();
    }
  }

  /** Not ready any more, but everything is served until the process is told to end. */
  private void beginDrain() {
    readiness.drain();
    dataPlane.beginDrain();
  }

  /**
   * Ends in order: not ready, drain, then close. Blocks for as long as the drain takes. Later calls
   * do nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    beginDrain();
    OrderlyEnd.drain(dataPlane, config.draining().termination());
    handover.leave(clock.instant());
    client.close();
    if (issued != null) {
      issued.close();
    }
    thread.close();
    dataPlane.close();
    NameServer opened = names;
    if (opened != null) {
      opened.close();
    }
    stateFiles.close();
    admin.close();
    var _ = controlLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
