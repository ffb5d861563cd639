package io.meshwright.runtime.compile.route;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes changes to headers; the host is a matter of the rewrite (istio-features VS14). */
final class HeaderCompiler {
  private HeaderCompiler() {}

  static void apply(HeaderChanges changes, Route.Builder route) {
    route
        .addAllRequestHeadersToAdd(added(changes.request()))
        .addAllRequestHeadersToRemove(removed(changes.request()))
        .addAllResponseHeadersToAdd(added(changes.response()))
        .addAllResponseHeadersToRemove(removed(changes.response()));
  }

  static void apply(HeaderChanges changes, WeightedCluster.ClusterWeight.Builder cluster) {
    cluster
        .addAllRequestHeadersToAdd(added(changes.request()))
        .addAllRequestHeadersToRemove(removed(changes.request()))
        .addAllResponseHeadersToAdd(added(changes.response()))
        .addAllResponseHeadersToRemove(removed(changes.response()));
    changes.request().authority().ifPresent(cluster::setHostRewriteLiteral);
  }

  private static List<HeaderValueOption> added(HeaderChanges.Changes changes) {
    List<HeaderValueOption> options = new ArrayList<>();
    add(options, changes.set(), HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
    add(options, changes.add(), HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD);
    return options;
  }

  private static void add(
      List<HeaderValueOption> options, Map<String, String> headers, HeaderAppendAction action) {
    headers.forEach(
        (name, value) -> {
          if (HeaderChanges.Changes.changeable(name)) {
            options.add(
                HeaderValueOption.newBuilder()
                    .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
                    .setAppendAction(action)
                    .build());
          }
        });
  }

  private static List<String> removed(HeaderChanges.Changes changes) {
    return changes.remove().stream().filter(HeaderChanges.Changes::changeable).toList();
  }
}
