package io.meshwright.runtime.ca;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the material as long as the process lives: file mode without a directory, and tests. */
public final class MemoryCaStore implements CaStore {

  private @Nullable CaPem stored;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public synchronized Optional<CaPem> read() {
    return Optional.ofNullable(stored);
  }

  @Override
  public synchronized CaPem createIfAbsent(CaPem fresh) {
    CaPem current = stored == null ? fresh : stored;
    stored = current;
    return current;
  }
}
