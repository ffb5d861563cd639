package io.meshwright.proxy.dataplane;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;

/** What the process holds in memory, in bytes. */
final class MemoryGauges {
  private MemoryGauges() {}

  static void write(Appendable out) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    gauge(out, "meshwright_heap_bytes", runtime.totalMemory() - runtime.freeMemory());
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
      gauge(out, "meshwright_direct_memory_bytes", provider.metric().usedDirectMemory());
    }
  }

  private static void gauge(Appendable out, String name, long value) throws IOException {
    out.append("# TYPE ").append(name).append(" gauge\n");
    out.append(name).append(' ').append(Long.toString(value)).append('\n');
  }
}
