package io.meshwright.e2e.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Moves a thread into a network namespace: {@code setns(2)}. */
@SuppressWarnings("restricted")
final class Setns {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY = 0;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("open"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS = takingInts("setns", 2);
  private static final MethodHandle CLOSE = takingInts("close", 1);

  private Setns() {}

  /** The calling platform thread belongs to this namespace from now on. */
  static void join(Path namespace) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(namespace.toString());
      int descriptor = (int) OPEN.invokeExact(path, O_RDONLY);
      int joined = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
      int closed = (int) CLOSE.invokeExact(descriptor);
      if (joined != 0 || closed != 0) {
        throw new IllegalStateException("Cannot join network namespace " + namespace);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Calling setns(2)", e);
    }
  }

  private static MethodHandle takingInts(String function, int arguments) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT);
    for (int i = 0; i < arguments; i++) {
      descriptor = descriptor.appendArgumentLayouts(ValueLayout.JAVA_INT);
    }
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor);
  }
}
