package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.http.codec.ConnectionDrain;
import io.meshwright.proxy.worker.Worker;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections whose peers are not believed any more, in order and not all at once. Each is
 * asked to end at some moment within the spread: HTTP/1.1 then ends with the answer under way or
 * the next one, HTTP/2 takes no more streams, and one to an upstream that nobody uses closes.
 * Whatever is open when the patience is over, bytes of TCP too, is closed.
 */
final class DisbelievedConnections {
  private final Workers workers;
  private final EndingPace pace;

  DisbelievedConnections(Workers workers, EndingPace pace) {
    this.workers = workers;
    this.pace = pace;
  }

  /** Ends a connection of one of the workers; from any thread, once. */
  void end(Channel channel) {
    Worker worker = workers.of(channel.eventLoop());
    if (!worker.loop().isShuttingDown()) {
      worker.loop().execute(() -> plan(channel, worker));
    }
  }

  private void plan(Channel channel, Worker worker) {
    long millis = worker.random().nextLong(pace.spread().toMillis() + 1);
    worker.loop().schedule(() -> ask(channel, worker), millis, TimeUnit.MILLISECONDS);
  }

  private void ask(Channel channel, Worker worker) {
    if (channel.isActive()) {
      worker.metrics().connectionsDisbelieved.increment();
      channel.pipeline().fireUserEventTriggered(ConnectionDrain.ANNOUNCE);
      worker
          .loop()
          .schedule(() -> channel.close(), pace.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
