package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;

/**
 * A client's bytes mean the same requests however they are cut into pieces, and nobody is left
 * without an answer.
 */
public final class Http1Fuzz {
  private static final Http1ServerConnection.Settings SETTINGS =
      new Http1ServerConnection.Settings(
          new Http1Limits(4096, 20), "http", true, 0, Duration.ZERO, Duration.ZERO);

  private Http1Fuzz() {}

  /** What a client sends. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<String> whole = requests(input, input.length);
    List<String> pieces = requests(input, 1 + input.length / 50);
    if (!whole.equals(pieces)) {
      throw new AssertionError("as a whole " + whole + ", in pieces " + pieces);
    }
  }

  private static List<String> requests(byte[] input, int size) {
    EmbeddedChannel channel = new EmbeddedChannel();
    FuzzedRequests requests = new FuzzedRequests();
    try {
      Http1ServerConnection.install(channel, SETTINGS, requests);
      for (int at = 0; at < input.length && channel.isActive(); at += size) {
        channel.writeInbound(Unpooled.copiedBuffer(input, at, Math.min(size, input.length - at)));
        channel.runPendingTasks();
      }
      channel.checkException();
      if (!channel.isActive() && !answered(channel)) {
        throw new AssertionError("closed without an answer after " + requests.seen());
      }
      return requests.seen();
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static boolean answered(EmbeddedChannel channel) {
    ByteBuf first = channel.readOutbound();
    if (first != null) {
      first.release();
    }
    return first != null;
  }
}
