package io.meshwright.proxy.http.codec;

import io.meshwright.proxy.snapshot.HttpProtocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.time.Duration;
import java.util.SplittableRandom;

/** Whatever frames come, the connection answers, ignores or ends; it never fails. */
public final class Http2Fuzz {
  private static final Http2ServerConnection.Settings SETTINGS =
      new Http2ServerConnection.Settings(
          4096, 20, HttpProtocol.Http2.DEFAULT, "http", 0, Duration.ZERO, Duration.ofSeconds(1));

  /** An empty frame of settings. */
  private static final byte[] CLIENT_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private Http2Fuzz() {}

  /** What a client sends after its preface and its settings. */
  public static void fuzzerTestOneInput(byte[] input) {
    EmbeddedChannel channel = new EmbeddedChannel();
    try {
      Http2ServerConnection.install(channel, SETTINGS, new SplittableRandom(1), new FuzzedRequests());
      channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf());
      channel.writeInbound(Unpooled.copiedBuffer(CLIENT_SETTINGS));
      int size = 1 + input.length / 8;
      for (int at = 0; at < input.length && channel.isActive(); at += size) {
        channel.writeInbound(Unpooled.copiedBuffer(input, at, Math.min(size, input.length - at)));
        channel.runPendingTasks();
      }
      channel.checkException();
    } finally {
      channel.finishAndReleaseAll();
    }
  }
}
