package io.meshwright.runtime;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.debug.DebugPages;
import io.meshwright.runtime.debug.DebugStreams;
import io.meshwright.runtime.debug.Replica;
import io.meshwright.runtime.delivery.DeliveryHub;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.snapshot.MeshPublisher;
import io.meshwright.runtime.xds.AggregatedDiscovery;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.StreamPeer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Wires the process: source → discovery → publisher → deliveries → streams. Everything is made
 * here, top-down; {@link #start()} opens the plaintext port if there is one, and begins to read.
 */
public final class RuntimeAssembly implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RuntimeAssembly.class);
  private static final int GRACE_SECONDS = 5;
  private static final long UPKEEP_SECONDS = 5;

  private final ConfigSource source;
  private final MeshPublisher publisher;
  private final DeliveryHub deliveries;
  private final ConnectedProxies proxies;
  private final ExecutorService compilers;
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep-", 0).daemon().factory());
  private final DebugPages pages;
  private final DebugStreams questions;
  private final Optional<Server> plaintext;

  /** Makes all parts; nothing runs yet. {@code source} is closed with the assembly. */
  public RuntimeAssembly(
      RuntimeConfig config,
      ConfigSource source,
      Replica replica,
      MeterRegistry meters,
      InstantSource clock) {
    this.source = source;
    this.publisher =
        new MeshPublisher(new Discovery(config.settings()), config.debounce(), clock, meters);
    this.proxies = new ConnectedProxies(meters, clock);
    this.compilers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("compiler-", 0).daemon().factory());
    this.deliveries = new DeliveryHub(publisher, compilers, clock);
    this.pages = new DebugPages(publisher, proxies);
    this.questions = new DebugStreams(pages, replica);
    // files are for whoever can reach the port; a cluster's Secrets are not
    StreamPeer anybody =
        config.configDir().isPresent()
            ? StreamPeer.trusted(questions.answers(new Clearance.Everything()))
            : StreamPeer.UNPROVEN;
    this.plaintext = config.plaintextXds().map(address -> plaintextServer(address, anybody));
  }

  /** Opens the plaintext port and begins to read the source. */
  public void start() throws IOException {
    publisher.start();
    source.start(publisher);
    if (plaintext.isPresent()) {
      plaintext.get().start();
    }
    var _ =
        upkeep.scheduleWithFixedDelay(
            this::pushAgain, UPKEEP_SECONDS, UPKEEP_SECONDS, TimeUnit.SECONDS);
  }

  private void pushAgain() {
    try {
      proxies.pushAgain();
    } catch (RuntimeException e) {
      // an exception would end the ticks without a word
      LOG.warn("Cannot push again", e);
    }
  }

  /** A discovery service; {@code peers} says who opens a stream. */
  public AggregatedDiscovery discovery(Supplier<StreamPeer> peers) {
    return new AggregatedDiscovery(deliveries, proxies, compilers, peers);
  }

  /** Models, and what is wrong with the configuration. */
  public MeshPublisher publisher() {
    return publisher;
  }

  /** What tools can ask over HTTP. */
  public DebugPages pages() {
    return pages;
  }

  /** What tools can ask over the discovery service. */
  public DebugStreams questions() {
    return questions;
  }

  /** Who is connected. */
  public ConnectedProxies proxies() {
    return proxies;
  }

  /** The port that plaintext xDS is served on; empty if it is not. */
  public Optional<Integer> plaintextPort() {
    return plaintext.map(Server::getPort);
  }

  @Override
  public void close() {
    upkeep.shutdownNow();
    source.close();
    plaintext.ifPresent(RuntimeAssembly::stop);
    publisher.close();
    compilers.shutdown();
  }

  private Server plaintextServer(InetSocketAddress address, StreamPeer anybody) {
    return NettyServerBuilder.forAddress(address)
        .addService(discovery(() -> anybody))
        .executor(compilers)
        .keepAliveTime(30, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .permitKeepAliveTime(10, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .build();
  }

  private static void stop(Server server) {
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
