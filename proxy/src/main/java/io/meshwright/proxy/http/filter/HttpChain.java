package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.telemetry.AccessLogger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP connection manager, compiled; shared by all loops.
 *
 * @param inlineRoutes absent if routes are discovered by name
 */
public record HttpChain(
    HttpConnectionManager manager,
    @Nullable RouteTable inlineRoutes,
    List<NamedFilter> filters,
    TerminalFilter.Factory terminal,
    AccessLogger accessLog) {
  public HttpChain {
    filters = List.copyOf(filters);
  }
}
