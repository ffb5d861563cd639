package io.meshwright.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket that listens when whom the kernel has let in is accepted: closing resets those
 * who are not. With epoll nobody new is let in meanwhile; elsewhere clients may connect until the
 * end, and the last of them be reset.
 */
final class LastAccepts {
  private static final long TURN_MILLIS = 20;

  /** Where clients cannot be kept away, waiting for the last of them has to end. */
  private static final int TURNS = 50;

  /** For the loop of the socket. */
  private long accepted;

  /** Belongs into the pipeline of the socket. */
  ChannelInboundHandlerAdapter counter() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object child) {
        accepted++;
        ctx.fireChannelRead(child);
      }
    };
  }

  /**
   * Begins to close; from any thread, once.
   *
   * @param filtered whether it is a TCP socket of epoll's
   * @return completed when it is closed, on a loop
   */
  CompletionStage<Void> close(Channel listening, boolean filtered) {
    if (filtered) {
      SynFilter.attach(listening);
    }
    listening.config().setAutoRead(true);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    afterTurn(listening, () -> closeWhenNobodyComes(listening, TURNS, closed));
    return closed;
  }

  /** The loop has looked at its sockets between one timer and the next, however busy it is. */
  private void closeWhenNobodyComes(Channel listening, int turns, CompletableFuture<Void> closed) {
    long before = accepted;
    afterTurn(
        listening,
        () -> {
          if (accepted > before && turns > 0) {
            closeWhenNobodyComes(listening, turns - 1, closed);
          } else {
            listening.close().addListener(_ -> closed.complete(null));
          }
        });
  }

  private static void afterTurn(Channel listening, Runnable next) {
    var _ = listening.eventLoop().schedule(next, TURN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
