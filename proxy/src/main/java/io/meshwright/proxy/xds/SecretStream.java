package io.meshwright.proxy.xds;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.meshwright.proxy.controlplane.Backoff;
import io.meshwright.proxy.controlplane.ConfigurationThread;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.xds.parse.ParsedResource;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one secret fresh by a stream of the secret discovery service, for ever: one stream for each
 * secret, as Envoy does, so that an issuer may tell them apart. What it refuses leaves the secret
 * before in use. On the configuration thread.
 */
final class SecretStream {
  private static final Logger LOG = System.getLogger(SecretStream.class.getName());
  private static final int INVALID_ARGUMENT = io.grpc.Status.Code.INVALID_ARGUMENT.value();

  private final String name;
  private final Node node;
  private final Supplier<ManagedChannel> channels;
  private final ResourceParser parser;
  private final ConfigurationThread thread;
  private final Backoff backoff;
  private final Consumer<Secret> secrets;
  private @Nullable Connection connection;
  private String version = "";
  private boolean stopped;

  /**
   * Nothing happens before {@link #connect}.
   *
   * @param issuer where secrets come from
   * @param secrets takes each that is new
   */
  SecretStream(
      String name,
      Node node,
      Issuer issuer,
      ResourceParser parser,
      ConfigurationThread thread,
      Consumer<Secret> secrets) {
    this.name = name;
    this.node = node;
    this.channels = issuer.channels();
    this.parser = parser;
    this.thread = thread;
    this.backoff = issuer.backoff().get();
    this.secrets = secrets;
  }

  /** How an issuer is reached, and how often after a failure. */
  record Issuer(Supplier<ManagedChannel> channels, Supplier<Backoff> backoff) {}

  void connect() {
    if (!stopped) {
      connection = new Connection(channels.get());
    }
  }

  void stop() {
    stopped = true;
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }

  /** The errors of what was refused; empty if the secret was taken. */
  private String take(DiscoveryResponse response) {
    for (Any resource : response.getResourcesList()) {
      try {
        if (parser.parse(XdsType.SECRET, name, resource.getValue())
            instanceof ParsedResource.OfSecret(Secret secret)) {
          secrets.accept(secret);
        }
      } catch (ConfigException e) {
        return e.errors().stream().map(ConfigError::message).collect(Collectors.joining("; "));
      }
    }
    return "";
  }

  private void ended(io.grpc.Status status) {
    connection = null;
    Duration pause = backoff.next();
    LOG.log(Level.WARNING, "no {0} from its issuer: {1}; next attempt in {2}", name, status, pause);
    thread.after(pause, this::connect);
  }

  /** One stream and its channel, which end together. */
  private final class Connection extends ClientCall.Listener<DiscoveryResponse> {
    private final ManagedChannel channel;
    private final ClientCall<DiscoveryRequest, DiscoveryResponse> call;
    private boolean closed;

    Connection(ManagedChannel channel) {
      this.channel = channel;
      this.call = channel.newCall(XdsMethods.SECRETS, CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
      send(request("").setNode(node));
    }

    private DiscoveryRequest.Builder request(String nonce) {
      return DiscoveryRequest.newBuilder()
          .setTypeUrl(XdsType.SECRET.typeUrl())
          .addResourceNames(name)
          .setVersionInfo(version)
          .setResponseNonce(nonce);
    }

    private void send(DiscoveryRequest.Builder request) {
      call.sendMessage(request.build());
    }

    void close() {
      closed = true;
      call.cancel("the proxy ends", null);
      channel.shutdownNow();
    }

    private void received(DiscoveryResponse response) {
      String errors = take(response);
      if (errors.isEmpty()) {
        backoff.reset();
        version = response.getVersionInfo();
        send(request(response.getNonce()));
      } else {
        LOG.log(Level.WARNING, "refused: {0}", errors);
        send(
            request(response.getNonce())
                .setErrorDetail(Status.newBuilder().setCode(INVALID_ARGUMENT).setMessage(errors)));
      }
      call.request(1);
    }

    @Override
    public void onMessage(DiscoveryResponse response) {
      thread.execute(
          () -> {
            if (!closed) {
              received(response);
            }
          });
    }

    @Override
    public void onClose(io.grpc.Status status, Metadata trailers) {
      thread.execute(
          () -> {
            if (!closed) {
              close();
              ended(status);
            }
          });
    }
  }
}
