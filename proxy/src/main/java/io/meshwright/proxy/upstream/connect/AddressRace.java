package io.meshwright.proxy.upstream.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Connects to the first address of a host that answers (RFC 8305): the next one is dialled when all
 * before it failed, or have been silent for {@value #HEAD_START_MILLIS} ms. Everything happens on
 * one loop; channels that did not win are closed.
 */
final class AddressRace {
  /** As in Envoy; RFC 8305 section 5 recommends 250 and allows 100 to 2000. */
  static final int HEAD_START_MILLIS = 300;

  private final EventLoop loop;
  private final Iterator<SocketAddress> left;
  private final Function<SocketAddress, ChannelFuture> dial;
  private final Listener listener;
  private final Set<Channel> running = new HashSet<>();
  private boolean over;

  /** Is told once how the race ended, unless it was abandoned. */
  interface Listener {
    /** Connected; the channel belongs to the listener. */
    void won(Channel channel);

    /** No address answered; why the last one did not. */
    void lost(Throwable reason);
  }

  AddressRace(
      EventLoop loop,
      List<SocketAddress> addresses,
      Function<SocketAddress, ChannelFuture> dial,
      Listener listener) {
    this.loop = loop;
    this.left = addresses.iterator();
    this.dial = dial;
    this.listener = listener;
  }

  void start() {
    next();
  }

  /** Nobody waits any more. */
  void abandon() {
    over = true;
    running.forEach(Channel::close);
    running.clear();
  }

  private void next() {
    if (over || !left.hasNext()) {
      return;
    }
    ChannelFuture future = dial.apply(left.next());
    running.add(future.channel());
    if (left.hasNext()) {
      loop.schedule(this::next, HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
    }
    future.addListener(
        done -> {
          if (done.isSuccess()) {
            connected(future.channel());
          } else {
            failed(future.channel(), done.cause());
          }
        });
  }

  private void connected(Channel channel) {
    if (over) {
      channel.close();
      return;
    }
    running.remove(channel);
    abandon();
    listener.won(channel);
  }

  private void failed(Channel channel, Throwable reason) {
    running.remove(channel);
    if (over || !running.isEmpty()) {
      return;
    }
    if (left.hasNext()) {
      next();
    } else {
      over = true;
      listener.lost(reason);
    }
  }
}
