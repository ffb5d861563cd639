package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much a peer may make this end work without bringing anything (RFC 9113 section 10.5): frames
 * that only control, and streams that are taken back at once (CVE-2023-44487), be it by resetting
 * them or by breaking the rules so that they are reset here. For one connection and its loop.
 */
final class Http2Budget {
  /** Control frames at once. Several times what a fast peer with small windows needs. */
  private static final int CONTROL_FRAMES = 2000;

  private static final int CONTROL_FRAMES_PER_SECOND = 200;

  /** Each frame with payload, sent or received, pays for the window updates around it. */
  private static final int CONTROL_FRAMES_PER_PAYLOAD = 20;

  /** By so many the streams taken back may outnumber those that ran their course (Envoy's 500). */
  private static final int EARLY_RESETS = 500;

  private static final long EARLY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private int frames = CONTROL_FRAMES;
  private int resets = EARLY_RESETS;
  private long refilled;

  Http2Budget(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.refilled = nanoClock.getAsLong();
  }

  /** When a stream begins: to be kept with it. */
  long now() {
    return nanoClock.getAsLong();
  }

  /** Headers or data, in either direction. */
  void payload() {
    frames = Math.min(CONTROL_FRAMES, frames + CONTROL_FRAMES_PER_PAYLOAD);
  }

  /** A frame that only controls. */
  void control() throws Http2Exception {
    if (--frames < 0) {
      refill();
      if (frames < 0) {
        throw new Http2Exception(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
      }
    }
  }

  private void refill() {
    long now = nanoClock.getAsLong();
    long earned = CONTROL_FRAMES_PER_SECOND * (now - refilled) / TimeUnit.SECONDS.toNanos(1);
    if (earned > 0) {
      refilled = now;
      frames = (int) Math.min(CONTROL_FRAMES, frames + earned);
    }
  }

  /** A stream ran its course. */
  void streamCompleted() {
    resets = Math.min(EARLY_RESETS, resets + 1);
  }

  /** The peer took a stream back that began at {@code begun}. */
  void streamReset(long begun) throws Http2Exception {
    if (nanoClock.getAsLong() - begun < EARLY_NANOS) {
      streamMisused();
    }
  }

  /** The peer made this end reset a stream. */
  void streamMisused() throws Http2Exception {
    if (--resets < 0) {
      throw new Http2Exception(Http2Error.ENHANCE_YOUR_CALM, "too many streams were reset");
    }
  }
}
