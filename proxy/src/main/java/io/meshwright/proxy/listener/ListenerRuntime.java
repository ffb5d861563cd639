package io.meshwright.proxy.listener;

import io.meshwright.proxy.listener.DownstreamConnection.DrainFlag;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.ListenerFilter.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A listener's configuration, ready to serve; immutable, used by all loops. */
final class ListenerRuntime {
  private final Listener listener;
  private final FilterChainMatcher<Chain> matcher;
  private final List<Chain> chains;
  private final @Nullable Chain defaultChain;

  private ListenerRuntime(Listener listener, List<Chain> chains, @Nullable Chain defaultChain) {
    this.listener = listener;
    this.chains = List.copyOf(chains);
    this.defaultChain = defaultChain;
    List<FilterChainMatcher.Candidate<Chain>> candidates = new ArrayList<>(chains.size());
    for (Chain chain : chains) {
      candidates.add(new FilterChainMatcher.Candidate<>(chain.config().match(), chain));
    }
    this.matcher = new FilterChainMatcher<>(candidates);
  }

  /** A filter chain and what serves it. */
  record Chain(FilterChain config, ChainInstaller installer, DrainFlag draining) {}

  /**
   * Compiles a listener. Chains that did not change are taken from {@code previous}, so their
   * connections live on untouched; the others of {@code previous} begin to drain.
   */
  static ListenerRuntime of(
      Listener listener, ChainCompiler compiler, @Nullable ListenerRuntime previous) {
    Map<FilterChain, Chain> old = new HashMap<>();
    if (previous != null) {
      for (Chain chain : previous.allChains()) {
        old.put(chain.config(), chain);
      }
    }
    List<Chain> chains = new ArrayList<>();
    for (FilterChain config : listener.filterChains()) {
      chains.add(chain(listener, config, compiler, old));
    }
    FilterChain fallback = listener.defaultFilterChain();
    Chain defaultChain = fallback == null ? null : chain(listener, fallback, compiler, old);
    old.values().forEach(chain -> chain.draining().raise());
    return new ListenerRuntime(listener, chains, defaultChain);
  }

  private static Chain chain(
      Listener listener, FilterChain config, ChainCompiler compiler, Map<FilterChain, Chain> old) {
    Chain same = old.remove(config);
    return same != null
        ? same
        : new Chain(config, compiler.compile(listener, config), new DrainFlag());
  }

  Listener listener() {
    return listener;
  }

  /** Asks all connections to end when they are idle. */
  void drain() {
    allChains().forEach(chain -> chain.draining().raise());
  }

  private List<Chain> allChains() {
    if (defaultChain == null) {
      return chains;
    }
    List<Chain> all = new ArrayList<>(chains);
    all.add(defaultChain);
    return all;
  }

  /** The chain for a connection; absent: it is closed. */
  @Nullable Chain choose(FilterChainMatcher.Connection connection) {
    Chain chosen = matcher.choose(connection);
    return chosen != null ? chosen : defaultChain;
  }

  boolean inspectsTls(int destinationPort) {
    return enabled(Kind.TlsInspector.class, destinationPort) != null;
  }

  boolean inspectsHttp(int destinationPort) {
    return enabled(Kind.HttpInspector.class, destinationPort) != null;
  }

  /** What is read of the PROXY protocol; absent: nothing. */
  Kind.@Nullable ProxyProtocol proxyProtocol(int destinationPort) {
    return enabled(Kind.ProxyProtocol.class, destinationPort);
  }

  /** What upstream connections have of the client's; absent: nothing. */
  Kind.@Nullable OriginalSource originalSource(int destinationPort) {
    return enabled(Kind.OriginalSource.class, destinationPort);
  }

  /** Whether the address before redirection counts rather than the socket's own. */
  boolean restoresDestination(int localPort) {
    return listener.useOriginalDestination()
        || enabled(Kind.OriginalDestination.class, localPort) != null;
  }

  private <K extends Kind> @Nullable K enabled(Class<K> kind, int destinationPort) {
    for (ListenerFilter filter : listener.listenerFilters()) {
      if (kind.isInstance(filter.kind()) && !filter.disabled().test(destinationPort)) {
        return kind.cast(filter.kind());
      }
    }
    return null;
  }
}
