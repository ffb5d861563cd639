package io.meshwright.proxy.admin.server;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers requests. Called on the server's event loop, which must not be blocked. */
@FunctionalInterface
public interface Pages {
  /**
   * The answer, completed on any thread; cancelled if who asked has hung up. A failure becomes
   * status 500.
   */
  CompletableFuture<Reply> answer(PageRequest request);

  /** Pages that have their answers at once. */
  static Pages atOnce(Function<PageRequest, Reply> pages) {
    return request -> CompletableFuture.completedFuture(pages.apply(request));
  }
}
