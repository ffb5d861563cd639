package io.meshwright.proxy.nameserver;

import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whatever asks is answered once, by its number, within what it takes; nothing else is answered.
 */
public final class DnsFuzz {
  private static final List<InetAddress> MANY =
      IntStream.range(0, 60).mapToObj(i -> InetAddress.ofLiteral("10.0.0." + i)).toList();
  private static final NameIndex INDEX =
      NameIndex.of(
          new NameTable(
              Map.of(
                  "a.b", new Host(List.of(InetAddress.ofLiteral("fd00::1")), null),
                  "*.b", new Host(MANY, null))),
          "shop",
          "svc",
          "shop.svc.cluster.local");
  private static final EventLoop LOOP = new EmbeddedChannel().eventLoop();

  private DnsFuzz() {}

  /** A message of a client. */
  public static void fuzzerTestOneInput(byte[] input) {
    NameServerMetrics metrics = new NameServerMetrics();
    Resolver resolver =
        new Resolver(() -> INDEX, new Upstream(LOOP, List.of(), metrics), new Random(1), metrics);
    for (Protocol protocol : Protocol.values()) {
      ByteBuf message = Unpooled.wrappedBuffer(input);
      int[] answers = new int[1];
      resolver.answer(
          message,
          protocol,
          answer -> {
            answers[0]++;
            check(message, answer, protocol);
            answer.release();
          });
      if (message.refCnt() != 1 || message.readerIndex() != 0) {
        throw new AssertionError("the query is not as it was");
      }
      if (answers[0] != (input.length >= Question.HEADER_BYTES && input[2] >= 0 ? 1 : 0)) {
        throw new AssertionError(answers[0] + " answers");
      }
    }
  }

  private static void check(ByteBuf query, ByteBuf answer, Protocol protocol) {
    int most = protocol == Protocol.UDP ? Question.MOST_PAYLOAD : Exchange.MOST_MESSAGE_BYTES;
    if (Question.asked(answer)
        || answer.getShort(0) != query.getShort(0)
        || answer.readableBytes() > most) {
      throw new AssertionError("no answer to the query");
    }
  }
}
