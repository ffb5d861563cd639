package io.meshwright.proxy.http.filter.compressor;

import io.meshwright.proxy.snapshot.Compression;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses one body piece by piece: each can be read without the next. Holds memory outside the
 * heap until it is closed.
 */
final class GzipEncoder implements AutoCloseable {
  private static final int CHUNK = 4096;

  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
  private final Gzip gzip;

  GzipEncoder(Compression.Gzip settings) {
    try {
      gzip = new Gzip(compressed, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next piece, which is released; {@code end} if it is the last one. */
  ByteBuf encode(ByteBuf piece, boolean end) {
    try {
      piece.readBytes(gzip, piece.readableBytes());
      if (end) {
        gzip.close();
      } else {
        gzip.flush();
      }
      ByteBuf out = Unpooled.wrappedBuffer(compressed.toByteArray());
      compressed.reset();
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      piece.release();
    }
  }

  @Override
  public void close() {
    try {
      gzip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With settings that its superclass only lets subclasses have. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(ByteArrayOutputStream out, Compression.Gzip settings) throws IOException {
      super(out, CHUNK, true);
      def.setLevel(settings.level());
      def.setStrategy(settings.strategy());
    }
  }
}
