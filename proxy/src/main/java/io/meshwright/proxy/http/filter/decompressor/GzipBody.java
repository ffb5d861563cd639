package io.meshwright.proxy.http.filter.decompressor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.codec.compression.JdkZlibDecompressor;
import io.netty.handler.codec.compression.ZlibWrapper;

/**
 * One body that comes in gzip. What comes out is bounded by what came in, so that a few bytes
 * cannot fill the memory. Holds memory outside the heap until it is closed.
 */
final class GzipBody implements AutoCloseable {
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  /** Of one step; small, so that a body that swells is noticed soon. */
  private static final int STEP = 64 * 1024;

  private final Decompressor decompressor;
  private final int mostRatio;
  private long in;
  private long out;

  GzipBody(int mostRatio) {
    this.mostRatio = mostRatio;
    this.decompressor =
        JdkZlibDecompressor.builder()
            .wrapper(ZlibWrapper.GZIP)
            .decompressConcatenated(true)
            .maxAllocation(STEP)
            .build(HEAP);
  }

  /**
   * What a piece, which is released, stands for.
   *
   * @throws DecompressionException if it is no gzip, or too much
   */
  ByteBuf decode(ByteBuf piece, boolean end) {
    in += piece.readableBytes();
    ByteBuf all = Unpooled.buffer(piece.readableBytes());
    try {
      if (piece.isReadable() && decompressor.status() == Decompressor.Status.NEED_INPUT) {
        decompressor.addInput(piece.retain());
        takeOutput(all);
      }
      if (end && decompressor.status() == Decompressor.Status.NEED_INPUT) {
        decompressor.endOfInput();
        takeOutput(all);
      }
      return all;
    } catch (DecompressionException e) {
      all.release();
      throw e;
    } finally {
      piece.release();
    }
  }

  private void takeOutput(ByteBuf all) {
    while (decompressor.status() == Decompressor.Status.NEED_OUTPUT) {
      ByteBuf step = decompressor.takeOutput();
      try {
        out += step.readableBytes();
        if (out > in * mostRatio) {
          throw new DecompressionException("more than " + mostRatio + " times what came");
        }
        all.writeBytes(step);
      } finally {
        step.release();
      }
    }
  }

  @Override
  public void close() {
    decompressor.close();
  }
}
