package io.meshwright.proxy.overload;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the JVM and the kernel say about the process' memory and files. For one thread. */
final class ProcessMemory {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String OPEN_FILES = "Max open files";

  /** Old parts of the serial and the parallel collector. */
  private static final Set<String> STOPPING = Set.of("Tenured Gen", "PS Old Gen");

  /** The kernel's default where nothing is said. */
  private static final long FEW_FILES = 1024;

  /** Found with the first question: the beans cost a start what nobody has asked for yet. */
  private @Nullable MemoryPoolMXBean old;

  /**
   * Bytes in the old part of the heap that its last collection left; 0 before there was one, and
   * with collectors that do not tell garbage from what lives on (G1, ZGC): the image uses none.
   */
  long heapAfterCollection() {
    MemoryPoolMXBean pool = oldPool();
    @Nullable MemoryUsage usage =
        STOPPING.contains(pool.getName()) ? pool.getCollectionUsage() : null;
    return usage == null ? 0 : usage.getUsed();
  }

  /** The most that the old part of the heap may hold. */
  long heapLimit() {
    long most = oldPool().getUsage().getMax();
    return most > 0 ? most : Runtime.getRuntime().maxMemory();
  }

  /** The part of the heap where what lives long is; with one part only, that. */
  private MemoryPoolMXBean oldPool() {
    MemoryPoolMXBean found = old;
    if (found == null) {
      found =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .max(Comparator.comparing(pool -> STOPPING.contains(pool.getName())))
              .orElseThrow();
      old = found;
    }
    return found;
  }

  /** The share of direct memory that Netty has taken. */
  double directShare() {
    long used = PlatformDependent.usedDirectMemory();
    long most = PlatformDependent.maxDirectMemory();
    return used < 0 || most <= 0 ? 0 : (double) used / most;
  }

  /** How many files and sockets the process may open. */
  static long openFileLimit() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(OPEN_FILES)) {
          String soft = line.substring(OPEN_FILES.length()).strip().split(" +", 2)[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
      return FEW_FILES;
    } catch (IOException | NumberFormatException _) {
      return FEW_FILES;
    }
  }
}
