package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.ControlPlaneChannels;
import io.meshwright.proxy.dns.NettyDnsClient;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.snapshot.DataPlane;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.FakeControlPlane;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.testing.Upstream;
import io.meshwright.proxy.worker.Transport;
import io.meshwright.proxy.xds.ConfigurationClient;
import io.meshwright.proxy.xds.Ground;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.XdsType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * From the control plane's responses to the client's: nothing is broken before the next is made.
 */
final class RouteFlipTest {
  /** RS-F21. */
  private static final int FLIPS = 1000;

  private static final int REQUESTS_PER_FLIP = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ConfigurationThread thread = new ConfigurationThread();
  private final SnapshotPublisher publisher = new SnapshotPublisher();
  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final Semaphore wanted = new Semaphore(0);
  private final Semaphore answers = new Semaphore(0);
  private FakeControlPlane controlPlane;
  private Upstream upstream;
  private DataPlane dataPlane;
  private ConfigurationClient client;
  private volatile boolean enough;

  @BeforeEach
  void start() throws Exception {
    controlPlane = new FakeControlPlane();
    upstream = Upstream.echo("a");
    dataPlane =
        new NettyDataPlaneFactory(Transport.available())
            .start(publisher, 1, new OverloadPolicy(Duration.ofSeconds(1), 0, 0, List.of()));
    publisher.addListener(dataPlane);
    client =
        new ConfigurationClient(
            Configs.plaintext(controlPlane.port()),
            new ControlPlaneChannels(loop),
            FieldTable.load(),
            new Ground(
                thread,
                publisher,
                new NettyDnsClient(loop.next()),
                InstantSource.system(),
                new Random(1)));
    client.start(KeptFile.PATIENCE);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    thread.close();
    controlPlane.close();
    dataPlane.close();
    upstream.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** A route to a cluster that is new, in an order in which the route comes too early. */
  private void flip(int number) {
    String cluster = "c" + number;
    String version = Integer.toString(number);
    int port = upstream.address().getPort();
    controlPlane.send(XdsType.CLUSTER, version, cluster, Resources.edsCluster(cluster).build());
    controlPlane.send(XdsType.ROUTE, version, "80", Resources.routes("80", cluster).build());
    controlPlane.send(
        XdsType.ENDPOINT,
        version,
        cluster,
        Resources.endpoints(cluster, "127.0.0.1", port).build());
    controlPlane.send(
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(XdsType.CLUSTER.typeUrl())
            .addRemovedResources("c" + (number - 1)));
  }

  private void request(int port) {
    try (RawClient client = new RawClient(new Socket(InetAddress.getLoopbackAddress(), port))) {
      while (!enough) {
        wanted.acquireUninterruptibly();
        statuses.merge(client.get("/").read().status(), 1, Integer::sum);
        answers.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void routesToFreshClustersLoseNoRequest() throws Exception {
    int port = freePort();
    controlPlane.send(
        XdsType.LISTENER,
        "1",
        "outbound",
        Resources.listener("outbound", Resources.manager("80").build())
            .setAddress(Resources.address("127.0.0.1", port))
            .build());
    flip(1);
    await().until(() -> dataPlane.boundListeners().contains("outbound"));
    CompletableFuture<Void> requests = CompletableFuture.runAsync(() -> request(port));

    for (int i = 2; i <= FLIPS; i++) {
      wanted.release(REQUESTS_PER_FLIP);
      flip(i);
      assertThat(answers.tryAcquire(REQUESTS_PER_FLIP, PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("an answer after flip %s; so far %s", i, statuses)
          .isTrue();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> publisher.current().clusters().keySet().equals(Set.of("c" + FLIPS)));
    enough = true;
    wanted.release();
    requests.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(statuses).isEqualTo(Map.of(200, (FLIPS - 1) * REQUESTS_PER_FLIP + 1));
  }
}
