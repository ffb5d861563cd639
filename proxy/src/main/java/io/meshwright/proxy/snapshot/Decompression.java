package io.meshwright.proxy.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Which messages compressed with gzip are decompressed.
 *
 * @param requests absent: no request is
 * @param responses absent: no response is
 * @param advertised whether upstreams are told that gzip is accepted, where responses are
 *     decompressed
 * @param mostRatio of what comes out to what came in; what swells more is given up
 */
public record Decompression(
    @Nullable Direction requests,
    @Nullable Direction responses,
    boolean advertised,
    int mostRatio) {
  /** Envoy's {@code max_inflate_ratio} when unset. */
  public static final int DEFAULT_RATIO = 100;

  /** One direction; {@code noTransformIgnored}: also where {@code cache-control} forbids it. */
  public record Direction(boolean noTransformIgnored) {}
}
