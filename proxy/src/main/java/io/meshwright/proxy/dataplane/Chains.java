package io.meshwright.proxy.dataplane;

import io.meshwright.proxy.http.HttpFilters;
import io.meshwright.proxy.http.HttpInstaller;
import io.meshwright.proxy.http.filter.HttpChain;
import io.meshwright.proxy.http.filter.router.Router;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.listener.ChainCompiler;
import io.meshwright.proxy.listener.ChainInstaller;
import io.meshwright.proxy.overload.Overload;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.FilterChain;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.RouteSource;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.NetworkFilter;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.StatsConfig;
import io.meshwright.proxy.snapshot.TcpProxy;
import io.meshwright.proxy.tcp.TcpInstaller;
import io.meshwright.proxy.telemetry.AccessLogWriter;
import io.meshwright.proxy.telemetry.AccessLogger;
import io.meshwright.proxy.telemetry.SelfDescription;
import io.meshwright.proxy.worker.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what serves the connections of a filter chain. */
final class Chains implements ChainCompiler {
  private final Workers workers;
  private final SelfDescription self;
  private final AccessLogWriter accessLog;
  private final BooleanSupplier draining;
  private final Supplier<String> requestIds;
  private final Overload overload;
  private final HttpFilters filters = HttpFilters.builtIn();

  Chains(
      Workers workers,
      SelfDescription self,
      AccessLogWriter accessLog,
      BooleanSupplier draining,
      Supplier<String> requestIds,
      Overload overload) {
    this.workers = workers;
    this.self = self;
    this.accessLog = accessLog;
    this.draining = draining;
    this.requestIds = requestIds;
    this.overload = overload;
  }

  @Override
  public ChainInstaller compile(Listener listener, FilterChain chain) {
    @Nullable StatsConfig stats = null;
    List<ConnectionGate> gates = new ArrayList<>();
    for (NetworkFilter filter : chain.filters()) {
      switch (filter) {
        case NetworkFilter.Stats(StatsConfig config) -> stats = config;
        case TcpProxy tcp -> {
          return gated(gates, new TcpInstaller(tcp, stats, self, workers));
        }
        case HttpConnectionManager http -> {
          return gated(
              gates, new HttpInstaller(http(http), workers, draining, requestIds, overload));
        }
        case NetworkFilter.Rbac(AccessControl control) -> gates.add(ConnectionGate.of(control));
        case NetworkFilter.LocalRateLimited limit -> gates.add(ConnectionGate.of(limit));
      }
    }
    throw new IllegalArgumentException(
        "filter chain " + chain.name() + " of " + listener.name() + " has no terminal filter");
  }

  private ChainInstaller gated(List<ConnectionGate> gates, ChainInstaller inner) {
    return gates.isEmpty() ? inner : new GatedInstaller(inner, gates, workers);
  }

  private HttpChain http(HttpConnectionManager manager) {
    boolean suppress =
        manager.filters().stream()
            .anyMatch(
                f ->
                    f.config() instanceof HttpFilterConfig.Router(boolean suppressed)
                        && suppressed);
    @Nullable RouteTable inline =
        manager.routes() instanceof RouteSource.Inline(RouteConfiguration routes)
            ? RouteTable.of(routes)
            : null;
    return new HttpChain(
        manager,
        inline,
        filters.compile(manager.filters(), self, manager.statPrefix()),
        exchange -> new Router(exchange, suppress),
        new AccessLogger(manager.accessLogs(), accessLog));
  }
}
