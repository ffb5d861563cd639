package io.meshwright.proxy;

import io.meshwright.proxy.admin.AdminPorts;
import io.meshwright.proxy.admin.ProxyInfo;
import io.meshwright.proxy.admin.Readiness;
import io.meshwright.proxy.admin.server.AdminServer;
import io.meshwright.proxy.config.FileMode;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.dns.NettyDnsClient;
import io.meshwright.proxy.overload.FirstLoad;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.xds.FileConfiguration;
import io.meshwright.proxy.xds.Ground;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * All wiring of a proxy that runs on a file:
 *
 * <pre>
 * file ──► FileConfiguration ──► SnapshotPublisher ──► DataPlane ◄──► peers
 * operators ──► admin pages ◄── Readiness
 * </pre>
 */
public final class FileAssembly implements AutoCloseable {
  private static final Logger LOG = System.getLogger(FileAssembly.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final EventLoopGroup controlLoop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("control", true), NioIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();
  private final DataPlane dataPlane;
  private final Readiness readiness;
  private final AdminServer admin = new AdminServer();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Reads the file and serves it.
   *
   * @param quit ends the process, when asked on the admin port
   * @throws ConfigException naming all that is wrong with the file
   * @throws IOException if the admin address cannot be bound
   */
  public static FileAssembly start(
      FileMode mode,
      String version,
      DataPlane.Factory dataPlanes,
      InstantSource clock,
      RandomGenerator random,
      Runnable quit)
      throws ConfigException, IOException {
    FieldTable fields = FieldTable.load();
    FileConfiguration configuration = FileConfiguration.load(mode.file(), fields, clock);
    FirstLoad.settle();
    SnapshotPublisher snapshots = new SnapshotPublisher();
    FileAssembly assembly = new FileAssembly(mode, dataPlanes, configuration, snapshots);
    Address.Ip at = configuration.bootstrap().admin();
    if (at != null) {
      ProxyInfo info =
          new ProxyInfo(
              configuration.bootstrap().nodeId(),
              configuration.bootstrap().nodeCluster(),
              version,
              clock.instant());
      try {
        AdminPorts.openAdmin(
            assembly.admin,
            at,
            new AdminPorts.Sources(
                info,
                configuration::view,
                snapshots,
                assembly.dataPlane,
                assembly.dataPlane::writeMetrics,
                assembly.readiness,
                fields,
                clock),
            quit);
      } catch (IOException e) {
        assembly.close();
        throw e;
      }
    }
    configuration.start(
        new Ground(
            assembly.thread,
            snapshots,
            new NettyDnsClient(assembly.controlLoop.next()),
            clock,
            random));
    LOG.log(Level.INFO, "serving {0}", mode.file());
    return assembly;
  }

  private FileAssembly(
      FileMode mode,
      DataPlane.Factory dataPlanes,
      FileConfiguration configuration,
      SnapshotPublisher snapshots) {
    this.dataPlane =
        dataPlanes.start(snapshots, mode.concurrency(), configuration.bootstrap().overload());
    snapshots.addListener(dataPlane);
    this.readiness = new Readiness(configuration::view, snapshots, dataPlane, () -> {});
  }

  /** Ends in order: not ready, drain, then close. Later calls do nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      readiness.drain();
      OrderlyEnd.drain(dataPlane, GRACE);
      thread.close();
      dataPlane.close();
      admin.close();
      var _ = controlLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
