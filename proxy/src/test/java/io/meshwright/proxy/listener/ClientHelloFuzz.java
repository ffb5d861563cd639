package io.meshwright.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What the beginning of a hello says, more bytes do not change. */
public final class ClientHelloFuzz {
  private ClientHelloFuzz() {}

  /** A client's first bytes. */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuf bytes = Unpooled.wrappedBuffer(input);
    ClientHello.Result whole = ClientHello.inspect(bytes);
    for (int length = 0; length < input.length; length += 1 + input.length / 16) {
      ClientHello.Result part = ClientHello.inspect(bytes.slice(0, length));
      if (!(part instanceof ClientHello.Result.Incomplete) && !part.equals(whole)) {
        throw new AssertionError(length + " bytes say " + part + ", all say " + whole);
      }
    }
  }
}
