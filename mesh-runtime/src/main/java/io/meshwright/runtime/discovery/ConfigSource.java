package io.meshwright.runtime.discovery;

import io.meshwright.xds.ConfigError;
import java.util.List;

/**
 * Where resources come from: a directory of YAML, or the informers of a cluster. A source delivers
 * what exists as upserts first, says {@link Listener#synced()} once, and then delivers what
 * changes.
 */
public interface ConfigSource extends AutoCloseable {

  /** Begins to deliver; called once. The calls come from threads of the source, one at a time. */
  void start(Listener listener);

  /** Stops delivering; no call to the listener begins after it returned. */
  @Override
  void close();

  /** Receives what a source has to say. Returns quickly: implementations only enqueue. */
  interface Listener {

    /** Changes that belong together, in order; later ones win. */
    void changed(List<ResourceChange> changes);

    /**
     * Replaces all problems known of one origin (a file, or an API server) that keep it from being
     * read; empty when it is well again. The resources last delivered from there stay.
     */
    void problems(String origin, List<ConfigError> errors);

    /** Everything that existed at the start has been delivered. */
    void synced();
  }
}
