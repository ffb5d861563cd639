package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.config.NodeIdentity;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.telemetry.AccessLogWriter;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.worker.Transport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Starts the data path of a process. */
public final class NettyDataPlaneFactory implements DataPlane.Factory {
  private final SelfDescription self;
  private final Transport transport;

  /** For no workload in particular. */
  public NettyDataPlaneFactory(Transport transport) {
    this.self = new SelfDescription(WorkloadMetadata.UNKNOWN, "", "", "");
    this.transport = transport;
  }

  /** For the workload that {@code node} names. */
  public NettyDataPlaneFactory(NodeIdentity node) {
    this.self = SelfDescriptions.of(node);
    this.transport = Transport.available();
  }

  @Override
  public DataPlane start(SnapshotPublisher snapshots, int eventLoops, OverloadPolicy overload) {
    return new NettyDataPlane(
        new NettyDataPlane.Settings(
            eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors(),
            transport,
            self,
            SplittableRandom::new,
            InstantSource.system(),
            NettyDataPlaneFactory::requestId,
            overload,
            EndingPace.UNHURRIED),
        new AccessLogWriter(
            new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err)));
  }

  /** A UUID of version 4. Nobody's secret, so that it needs no secure, slow source. */
  private static String requestId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low).toString();
  }
}
