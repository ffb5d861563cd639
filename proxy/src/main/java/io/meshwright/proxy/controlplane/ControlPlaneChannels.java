package io.meshwright.proxy.controlplane;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.config.ProxyConfig.Server;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Makes channels to the control plane and its certificate authority. Root certificates and token
 * are read from their files each time, because both are replaced while the proxy runs.
 */
public final class ControlPlaneChannels {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int KEEPALIVE_SECONDS = 30;
  private static final int KEEPALIVE_TIMEOUT_SECONDS = 10;

  /** Resources of a large mesh come in one message; gRPC's 4 MiB would cut it. */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private final EventLoopGroup loop;

  /** Channels run on {@code loop}, which the caller closes. */
  public ControlPlaneChannels(EventLoopGroup loop) {
    this.loop = loop;
  }

  /** A new channel; nothing is dialled before its first call. */
  public ManagedChannel open(Server server, Authentication authentication) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(server.host(), server.port())
            .eventLoopGroup(loop)
            .channelType(NioSocketChannel.class)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    return switch (authentication) {
      case Authentication.None() -> builder.usePlaintext().build();
      case Authentication.Token(var _, var rootFile, var _) ->
          builder.sslContext(trusting(rootFile)).build();
    };
  }

  /** Keeps no sessions: each channel has a context of its own, so none would be resumed. */
  private static SslContext trusting(Path rootFile) throws SSLException {
    SslContext context = GrpcSslContexts.forClient().trustManager(rootFile.toFile()).build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    }
    return context;
  }

  /** What a call carries to say who is calling. */
  public static Metadata headers(Authentication authentication) throws IOException {
    Metadata headers = new Metadata();
    if (authentication instanceof Authentication.Token(var tokenFile, var _, var _)) {
      headers.put(AUTHORIZATION, "Bearer " + Files.readString(tokenFile).strip());
    }
    return headers;
  }
}
