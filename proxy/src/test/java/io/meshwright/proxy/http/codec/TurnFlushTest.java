package io.meshwright.proxy.http.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnFlushTest {
  private final AtomicInteger flushes = new AtomicInteger();

  private final class Counting extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes.incrementAndGet();
      ctx.flush();
    }
  }

  @Test
  void whatIsWrittenInOneTurnLeavesTogether() {
    EmbeddedChannel channel = new EmbeddedChannel(new Counting());
    TurnFlush flush = new TurnFlush(channel);
    channel.write("head");
    channel.write("body");
    flush.request();
    flush.request();
    assertThat(flushes).hasValue(0);
    channel.runPendingTasks();
    assertThat(flushes).hasValue(1);
    assertThat(channel.outboundMessages()).containsExactly("head", "body");
    channel.runPendingTasks();
    assertThat(flushes).hasValue(1);
    channel.write("more");
    flush.request();
    channel.runPendingTasks();
    assertThat(channel.outboundMessages()).contains("more");
    channel.finishAndReleaseAll();
  }
}
