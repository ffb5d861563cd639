package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes queries on to the pod's name servers, byte by byte, and their answers back. Servers are
 * asked in their order: the next one when one is silent or says that it cannot tell. For one event
 * loop.
 */
final class Upstream {

  /** Each has a socket. */
  static final int MOST_WAITING = 1000;

  private static final int CODE = 0x0F;
  private static final int SERVER_FAILURE = 2;
  private static final int NOT_IMPLEMENTED = 4;
  private static final int REFUSED = 5;

  private final EventLoop loop;
  private final List<InetSocketAddress> servers;
  private final NameServerMetrics metrics;
  private int waiting;

  Upstream(EventLoop loop, List<InetSocketAddress> servers, NameServerMetrics metrics) {
    this.loop = loop;
    this.servers = List.copyOf(servers);
    this.metrics = metrics;
  }

  /** Asks; the query's message stays the caller's, a reference is kept until the reply. */
  void ask(Query query, Protocol protocol, Reply reply) {
    if (waiting >= MOST_WAITING) {
      metrics.refused.increment();
      reply.send(failure(query));
      return;
    }
    waiting++;
    metrics.upstreamRequests.increment();
    query.message().retain();
    new Turns(query, protocol, reply).next();
  }

  private static ByteBuf failure(Query query) {
    return Answers.failure(query.message().alloc(), query.message(), query.question());
  }

  /** One query and the servers that it was sent to. */
  private final class Turns implements Exchange.Outcome {
    private final Query query;
    private final Protocol protocol;
    private final Reply reply;
    private final long begin = loop.ticker().nanoTime();
    private int asked;

    /** Of a server that cannot tell, if no other can. */
    private @Nullable ByteBuf excuse;

    Turns(Query query, Protocol protocol, Reply reply) {
      this.query = query;
      this.protocol = protocol;
      this.reply = reply;
    }

    void next() {
      if (asked < servers.size()) {
        Exchange.start(loop, protocol, servers.get(asked++), query, this);
        return;
      }
      ByteBuf last = excuse;
      excuse = null;
      if (last == null) {
        metrics.upstreamFailures.increment();
        last = failure(query);
      }
      end(last);
    }

    @Override
    public void answered(ByteBuf message) {
      metrics.answered(Duration.ofNanos(loop.ticker().nanoTime() - begin));
      if (tells(message) || asked == servers.size()) {
        end(message);
      } else {
        forget();
        excuse = message;
        next();
      }
    }

    @Override
    public void unanswered() {
      next();
    }

    private boolean tells(ByteBuf message) {
      return switch (message.getByte(message.readerIndex() + 3) & CODE) {
        case SERVER_FAILURE, NOT_IMPLEMENTED, REFUSED -> false;
        default -> true;
      };
    }

    private void end(ByteBuf message) {
      waiting--;
      forget();
      reply.send(message);
      query.message().release();
    }

    private void forget() {
      if (excuse != null) {
        excuse.release();
        excuse = null;
      }
    }
  }
}
