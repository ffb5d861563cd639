package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.meshwright.proxy.snapshot.HeaderRewrites;
import io.meshwright.proxy.snapshot.HeaderRewrites.Step;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** What the header mutation filter does. */
final class HeaderRewritesParser {
  private HeaderRewritesParser() {}

  static HeaderRewrites parse(Mutations proto, Where where) throws ConfigException {
    return new HeaderRewrites(
        steps(proto.getRequestMutationsList(), "request_mutations", where),
        steps(proto.getResponseMutationsList(), "response_mutations", where));
  }

  private static List<Step> steps(List<HeaderMutation> protos, String field, Where where)
      throws ConfigException {
    List<Step> steps = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      HeaderMutation proto = protos.get(i);
      Where there = where.item(field, i);
      steps.add(
          switch (proto.getActionCase()) {
            case REMOVE ->
                new Step.Remove(
                    HeaderMutationsParser.removal(proto.getRemove(), there.field("remove")));
            case APPEND ->
                new Step.Add(
                    HeaderMutationsParser.addition(proto.getAppend(), there.field("append")));
            case ACTION_NOT_SET -> throw there.error("", "remove or append");
          });
    }
    return steps;
  }
}
