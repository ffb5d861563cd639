package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to an upstream: as many exchanges at once as both sides allow. It is given
 * out when the upstream's settings are known, so that its limit is kept from the first stream on.
 */
public final class Http2ClientConnection implements ClientConnection, Http2Side {
  private final Settings settings;
  private final Channel channel;
  private final Owner owner;
  private final Http2Handler handler;
  private long exchanges;
  private long framesRead;
  private int open;
  private int lastProcessed = Integer.MAX_VALUE;
  private boolean ready;
  private boolean leaving;
  private boolean drainAsked;

  /**
   * What a connection keeps to.
   *
   * @param maxExchanges over its life; 0 is no limit
   */
  public record Settings(HttpProtocol.Http2 http2, long maxExchanges, RandomGenerator random) {}

  /** Who keeps the connection. Called on the connection's loop. */
  public interface Owner {
    /** The upstream speaks HTTP/2: exchanges can begin. Called once. */
    void ready(Http2ClientConnection connection);

    /** An exchange ended, or the upstream allows another number of them. */
    void roomChanged(Http2ClientConnection connection);

    /** No exchange will begin on it any more; those that are open go on. */
    void leaving(Http2ClientConnection connection);

    /** The connection is closed. */
    void closed(Http2ClientConnection connection);
  }

  private Http2ClientConnection(Channel channel, Settings settings, Owner owner) {
    this.settings = settings;
    this.channel = channel;
    this.owner = owner;
    this.handler =
        Http2Handler.create(
            false, settings.http2(), Http1Limits.RESPONSE.maxHeadBytes(), this, settings.random());
  }

  /** Makes the channel speak HTTP/2; on its loop. The owner is told when it can be used. */
  public static Http2ClientConnection install(Channel channel, Settings settings, Owner owner) {
    Http2ClientConnection connection = new Http2ClientConnection(channel, settings, owner);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    channel.pipeline().addLast(connection.handler);
    channel.config().setAutoRead(true);
    return connection;
  }

  /** The connection must have {@link #room()}. */
  @Override
  public ClientStream open(ResponseListener listener) {
    Http2ClientStream stream = new Http2ClientStream(this, listener, exchanges > 0);
    exchanges++;
    open++;
    if (wornOut()) {
      leave();
    }
    return stream;
  }

  private boolean wornOut() {
    return settings.maxExchanges() > 0 && exchanges >= settings.maxExchanges();
  }

  /** How many exchanges could begin now. */
  public int room() {
    if (!ready || leaving || !channel.isActive()) {
      return 0;
    }
    int limit =
        Math.min(
            settings.http2().maxConcurrentStreams(),
            handler.connection().local().maxActiveStreams());
    return Math.max(0, limit - open);
  }

  /** Whether no exchange is open. */
  public boolean idle() {
    return open == 0;
  }

  /** Whether the upstream still has its side open; see {@link PeerSocket#open}. */
  public boolean openAtPeer() {
    return PeerSocket.open(channel);
  }

  @Override
  public long exchanges() {
    return exchanges;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** Closes now, with a GOAWAY. */
  public void close() {
    leaving = true;
    if (channel.isActive()) {
      handler.sayGoAway(0);
    }
    handler.closeGently();
  }

  /** Closes as soon as no exchange is open; none begins any more. */
  public void closeWhenIdle() {
    leave();
  }

  private void leave() {
    if (!leaving) {
      leaving = true;
      owner.leaving(this);
      if (open == 0) {
        close();
      }
    }
  }

  // ---- from the handler ----

  @Override
  public void opened(Http2Stream stream, Http2Headers headers, boolean end) {
    throw new IllegalStateException("an upstream opened a stream");
  }

  @Override
  public void settingsReceived() {
    if (ready) {
      owner.roomChanged(this);
    } else {
      ready = true;
      owner.ready(this);
      if (drainAsked) {
        leave();
      }
    }
  }

  @Override
  public void goAwayReceived(int lastStream) {
    lastProcessed = lastStream;
    leave();
  }

  @Override
  public void pingAnswered(long payload) {
    // only the keep-alive pings upstreams
  }

  @Override
  public void streamClosed() {
    // the streams themselves count
  }

  @Override
  public void connectionClosed() {
    leaving = true;
    owner.closed(this);
  }

  /** Who waits for the upstream's settings is not let down. */
  @Override
  public void drainAsked() {
    drainAsked = true;
    if (ready) {
      leave();
    }
  }

  // ---- for the streams ----

  /** Opens the stream of an exchange; absent if that is not possible any more. */
  @Nullable Http2Flow begin(Http2Headers headers, boolean end, Http2ClientStream lane) {
    ChannelPromise written = handler.context().newPromise();
    @Nullable Http2Stream stream = handler.open(headers, end, written);
    if (stream == null) {
      leave();
      return null;
    }
    handler.attach(stream, lane);
    written.addListener(
        done -> {
          if (done.isSuccess()) {
            lane.headWritten();
          }
        });
    return new Http2Flow(handler, stream);
  }

  /** Whether the upstream takes extended CONNECT (RFC 8441 section 3). */
  boolean extendedConnect() {
    return handler.extendedConnectAtPeer();
  }

  void frameRead() {
    framesRead++;
  }

  /** How much came on any stream; says whether the upstream was alive since a moment. */
  long framesRead() {
    return framesRead;
  }

  /** Whether the upstream said that it did not process the stream. */
  boolean unprocessed(int stream) {
    return stream > lastProcessed;
  }

  /** Whether this end gave the connection up because of an error. */
  boolean protocolBroken() {
    return handler.broken();
  }

  /** An exchange is over. */
  void ended() {
    open--;
    if (leaving) {
      if (open == 0) {
        close();
      }
    } else {
      owner.roomChanged(this);
    }
  }
}
