package io.meshwright.proxy.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetSocketAddress;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server of HTTP/2 on some loopback port that does with each connection what a test says. */
public final class Http2Upstream implements AutoCloseable {
  private final Channel channel;
  private final AtomicInteger connections = new AtomicInteger();

  private Http2Upstream(Http2Settings settings, Consumer<Http2Peer> accepted) {
    this.channel =
        new ServerBootstrap()
            .group(Http2Peer.LOOP)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    connections.incrementAndGet();
                    Http2Peer peer = new Http2Peer();
                    child
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer().initialSettings(settings).build(),
                            peer);
                    accepted.accept(peer);
                  }
                })
            .bind(Gen.LOOPBACK, 0)
            .syncUninterruptibly()
            .channel();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** How many connections were accepted. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
  }

  /** Serves each connection on a thread of its own; an exception ends it. */
  public static Http2Upstream serve(Http2Settings settings, Consumer<Http2Peer> script) {
    return new Http2Upstream(
        settings,
        peer ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (peer) {
                        script.accept(peer);
                      } catch (Http2Peer.ClosedException _) {
                        // the proxy went away, or the test is over
                      }
                    }));
  }

  /** Answers each request with its method, path, authority and body. */
  public static Http2Upstream echo() {
    return serve(
        new Http2Settings(),
        peer -> {
          while (true) {
            Http2Peer.Stream stream = peer.accept();
            Thread.ofVirtual()
                .start(
                    () -> {
                      Http2Peer.Event head = stream.next();
                      StringBuilder said = new StringBuilder(head.headers().get(":method"));
                      said.append(' ').append(head.headers().get(":path"));
                      said.append(' ').append(head.headers().get(":authority")).append(' ');
                      boolean end = head.end();
                      while (!end) {
                        Http2Peer.Event more = stream.next();
                        said.append(more.isHeaders() ? new TreeMap<>(more.headers()) : more.data());
                        end = more.end();
                      }
                      stream.headers(false, ":status", "200", "x-upstream", "h2");
                      stream.data(said.toString(), true);
                    });
          }
        });
  }
}
