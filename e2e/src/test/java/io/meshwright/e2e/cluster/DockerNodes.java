package io.meshwright.e2e.cluster;

import com.github.dockerjava.api.model.Network.Ipam;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** A server and an agent in Docker, in two zones, with IPv4 and IPv6. */
final class DockerNodes implements ClusterNodes {

  /** The nodes' names, and the server's on the network. */
  private static final String SERVER = "server";

  private static final String AGENT = "agent";
  private static final Map<String, String> LABELS = DockerLeftovers.labels();

  private final Network network;

  /** For a machine that does other things beside; an idle one takes a quarter of a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final K3sContainer server;
  private final GenericContainer<?> agent;

  private DockerNodes(Network network, K3sContainer server, GenericContainer<?> agent) {
    this.network = network;
    this.server = server;
    this.agent = agent;
  }

  static DockerNodes start() {
    DockerLeftovers.remove();
    ClusterSettings settings = ClusterSettings.load();
    Network network = dualStackNetwork();
    byte[] random = new byte[16];
    ThreadLocalRandom.current().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    DockerNodes nodes =
        new DockerNodes(network, server(settings, network, token), agent(settings, network, token));
    try {
      Startables.deepStart(nodes.server, nodes.agent).join(); // the agent waits for the server
      return nodes;
    } catch (RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  private static Network dualStackNetwork() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String subnet =
        String.format(
            "fd6d:%x:%x:%x::/64",
            random.nextInt(0x10000), random.nextInt(0x10000), random.nextInt(0x10000));
    return Network.builder()
        .enableIpv6(true)
        .createNetworkCmdModifier(
            command ->
                command
                    .withLabels(LABELS)
                    .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet))))
        .build();
  }

  private static K3sContainer server(ClusterSettings settings, Network network, String token) {
    K3sContainer server = new K3sContainer(image(settings));
    server.withNetwork(network).withNetworkAliases(SERVER).withLabels(LABELS);
    server.withEnv("K3S_TOKEN", token).withStartupTimeout(PATIENCE);
    server.setCommand(
        "server",
        "--disable=traefik",
        "--tls-san=" + server.getHost(),
        "--cluster-cidr=" + settings.podCidrs(),
        "--service-cidr=" + settings.serviceCidrs(),
        "--node-name=" + SERVER,
        "--node-label=topology.kubernetes.io/region=local",
        "--node-label=topology.kubernetes.io/zone=zone-a");
    return server;
  }

  private static GenericContainer<?> agent(
      ClusterSettings settings, Network network, String token) {
    GenericContainer<?> agent = new GenericContainer<>(image(settings));
    agent.withNetwork(network).withLabels(LABELS).withPrivilegedMode(true);
    agent.withTmpFs(Map.of("/run", "", "/var/run", ""));
    agent.withFileSystemBind("/sys/fs/cgroup", "/sys/fs/cgroup", BindMode.READ_WRITE);
    agent.withCreateContainerCmdModifier(
        command -> Objects.requireNonNull(command.getHostConfig()).withCgroupnsMode("host"));
    agent.withEnv("K3S_TOKEN", token).withEnv("K3S_URL", "https://" + SERVER + ":6443");
    agent.setCommand(
        "agent",
        "--node-name=" + AGENT,
        "--node-label=topology.kubernetes.io/region=local",
        "--node-label=topology.kubernetes.io/zone=zone-b");
    return agent;
  }

  private static DockerImageName image(ClusterSettings settings) {
    return DockerImageName.parse(settings.image());
  }

  @Override
  public String kubeconfig() {
    return server.getKubeConfigYaml();
  }

  @Override
  public void awaitReady(KubernetesClient client) {
    Awaitility.await("both nodes are ready")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> client.nodes().list().getItems().stream().filter(this::isReady).count() == 2);
  }

  private boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  @Override
  public String load(String image) {
    NodeImages.load(image, List.of(server, agent));
    return image;
  }

  @Override
  public CommandResult shell(String script) {
    return run(server, script);
  }

  @Override
  public CommandResult onNode(String node, String script) {
    return switch (node) {
      case SERVER -> run(server, script);
      case AGENT -> run(agent, script);
      default -> throw new IllegalArgumentException("there is no node " + node);
    };
  }

  private static CommandResult run(GenericContainer<?> node, String script) {
    String file = "/tmp/script.sh";
    node.copyFileToContainer(Transferable.of(script), file);
    try {
      Container.ExecResult result = node.execInContainer("sh", "-e", file);
      return new CommandResult(result.getExitCode(), result.getStdout(), result.getStderr());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    agent.stop();
    server.stop();
    network.close();
  }
}
