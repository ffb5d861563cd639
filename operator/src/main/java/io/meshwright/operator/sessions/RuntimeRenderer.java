package io.meshwright.operator.sessions;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Asks one replica what proxies get. Blocks; one thread at a time. */
public interface RuntimeRenderer extends AutoCloseable {

  /**
   * Connected proxies that get the same configuration, but for their own addresses.
   *
   * @param key tells shapes apart, at all replicas of one version
   * @param node of one of them, in words that only runtimes read
   */
  record Shape(String key, String namespace, long proxies, String node) {}

  /**
   * The shapes of the proxies of a replica.
   *
   * @param total with those that are left out
   */
  record Shapes(List<Shape> shapes, int total) {
    public Shapes {
      shapes = List.copyOf(shapes);
    }
  }

  /** What a resource is called. */
  record ResourceKey(String typeUrl, String name) {}

  /**
   * A resource as a proxy would get it.
   *
   * @param digest equal resources have equal ones
   * @param content as JSON; empty if it was not asked for
   */
  record Rendered(ResourceKey resource, String digest, String content) {}

  /** The shapes of the connected proxies, fair over namespaces. */
  Shapes shapes(int most) throws RenderException;

  /**
   * Tells {@code each} of all resources of a proxy.
   *
   * @param contents of which the content is wanted, too
   */
  void render(String node, Set<ResourceKey> contents, Consumer<Rendered> each)
      throws RenderException;

  @Override
  void close();

  /** Connects to replicas. */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes a client; nothing is asked yet.
     *
     * @param roots in PEM, of which one must have signed the replica's certificate
     */
    RuntimeRenderer connect(Replica replica, String roots) throws RenderException;
  }
}
