package io.meshwright.samples.capture;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * All packets of one interface, both directions, from the link layer on: {@code packet(7)} of
 * Linux. Used by one thread, which closes it.
 */
@SuppressWarnings("restricted") // native functions
final class PacketSocket implements AutoCloseable {

  /** Segments may be joined before they are seen here, up to this many bytes. */
  static final int LARGEST_PACKET = 256 * 1024;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final long TIMEOUT_MICROS = 100_000;

  private static final MemoryLayout ERRORS = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRORS.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle RECV =
      function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena;
  private final MemorySegment errors;
  private final MemorySegment buffer;
  private final int descriptor;

  private PacketSocket(Arena arena) throws IOException {
    this.arena = arena;
    this.errors = arena.allocate(ERRORS);
    this.buffer = arena.allocate(LARGEST_PACKET);
    // Protocol 0 receives nothing: packets come once the socket is bound, and only that
    // interface's.
    this.descriptor =
        call("socket", () -> (int) SOCKET.invokeExact(errors, AF_PACKET, SOCK_RAW, 0));
  }

  /** Sees each packet of the interface with that index from now on. */
  static PacketSocket open(int interfaceIndex) throws IOException {
    Arena arena = Arena.ofConfined();
    try {
      PacketSocket socket = new PacketSocket(arena);
      try {
        socket.limitWaiting();
        socket.bind(interfaceIndex);
        return socket;
      } catch (IOException e) {
        socket.closeDescriptor();
        throw e;
      }
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Copies the next packet and returns its length; empty if none comes within a tenth of a second.
   */
  OptionalInt receive(byte[] packet) throws IOException {
    long length =
        invoke(() -> (long) RECV.invokeExact(errors, descriptor, buffer, (long) packet.length, 0));
    if (length < 0) {
      int error = errno();
      if (error == EAGAIN || error == EINTR) {
        return OptionalInt.empty();
      }
      throw new IOException("recv: errno " + error);
    }
    MemorySegment.copy(buffer, JAVA_BYTE, 0, packet, 0, (int) length);
    return OptionalInt.of((int) length);
  }

  /** How many packets did not fit into the kernel's buffer since the last call. */
  long dropped() throws IOException {
    MemorySegment counts = arena.allocate(JAVA_INT, 2);
    MemorySegment size = arena.allocateFrom(JAVA_INT, (int) counts.byteSize());
    call(
        "getsockopt",
        () ->
            (int)
                GETSOCKOPT.invokeExact(
                    errors, descriptor, SOL_PACKET, PACKET_STATISTICS, counts, size));
    return Integer.toUnsignedLong(counts.getAtIndex(JAVA_INT, 1));
  }

  /** {@code struct timeval}: the reader looks at the clock between waits. */
  private void limitWaiting() throws IOException {
    MemorySegment time = arena.allocateFrom(JAVA_LONG, 0, TIMEOUT_MICROS);
    call(
        "setsockopt",
        () ->
            (int)
                SETSOCKOPT.invokeExact(
                    errors, descriptor, SOL_SOCKET, SO_RCVTIMEO, time, (int) time.byteSize()));
  }

  /**
   * {@code struct sockaddr_ll}: family, protocol in network order, interface; the rest is unused.
   */
  private void bind(int interfaceIndex) throws IOException {
    MemorySegment address = arena.allocate(20, JAVA_INT.byteAlignment());
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) ETH_P_ALL);
    address.set(JAVA_INT, 4, interfaceIndex);
    call(
        "bind",
        () -> (int) BIND.invokeExact(errors, descriptor, address, (int) address.byteSize()));
  }

  @Override
  public void close() throws IOException {
    try {
      closeDescriptor();
    } finally {
      arena.close();
    }
  }

  private void closeDescriptor() throws IOException {
    call("close", () -> (int) CLOSE.invokeExact(errors, descriptor));
  }

  private int errno() {
    return (int) ERRNO.get(errors, 0L);
  }

  /** Returns what the function does, unless that is negative. */
  private int call(String function, Native<Integer> body) throws IOException {
    int result = invoke(body);
    if (result < 0) {
      throw new IOException(function + ": errno " + errno());
    }
    return result;
  }

  private static <T> T invoke(Native<T> body) {
    try {
      return body.call();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // native functions throw nothing
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /** A call of a method handle. */
  private interface Native<T> {
    T call() throws Throwable;
  }
}
