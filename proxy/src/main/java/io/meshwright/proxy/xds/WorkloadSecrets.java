package io.meshwright.proxy.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.proxy.config.NodeIdentity;
import io.meshwright.proxy.controlplane.Backoff;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.controlplane.SocketChannels;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SecretNames;
import io.meshwright.proxy.xds.SecretStream.Issuer;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.parse.ResourceParser;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The workload's identity and roots from an issuer on this machine, SPIRE's agent say, by the
 * secret discovery service on a Unix socket; instead of the control plane's certificate authority.
 */
public final class WorkloadSecrets implements AutoCloseable {
  private final ConfigurationThread thread;
  private final SocketChannels channels;
  private final List<SecretStream> streams;

  /**
   * Nothing happens before {@link #start()}.
   *
   * @param channels to the issuer; closed with this
   * @param secrets takes {@code default} and {@code ROOTCA}, each when it is new
   */
  public WorkloadSecrets(
      NodeIdentity identity,
      SocketChannels channels,
      FieldTable fields,
      ConfigurationThread thread,
      RandomGenerator random,
      Consumer<Map<String, Secret>> secrets) {
    this.thread = thread;
    this.channels = channels;
    Node node = NodeMessage.of(identity);
    Issuer issuer = new Issuer(channels::open, () -> new Backoff(random));
    ResourceParser parser = new ResourceParser(fields);
    this.streams =
        Stream.of(SecretNames.IDENTITY, SecretNames.ROOTS)
            .map(
                name ->
                    new SecretStream(
                        name,
                        node,
                        issuer,
                        parser,
                        thread,
                        secret -> secrets.accept(Map.of(name, secret))))
            .toList();
  }

  /** Connects. */
  public void start() {
    thread.execute(() -> streams.forEach(SecretStream::connect));
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          streams.forEach(SecretStream::stop);
          channels.close();
        });
  }
}
