package io.meshwright.proxy.http.filter.headermutation;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.filter.ExchangeValues;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HeaderRewrites;
import io.meshwright.proxy.snapshot.HeaderRewrites.Step;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Provides the header mutation filter. Its own changes come first, then those of the route's
 * levels: the innermost first, or last where that is to win.
 */
public final class HeaderMutationFilterProvider
    implements FilterProvider<HttpFilterConfig.HeaderMutation> {
  @Override
  public Class<HttpFilterConfig.HeaderMutation> configType() {
    return HttpFilterConfig.HeaderMutation.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.HeaderMutation config, FilterContext context) {
    return (exchange, _) -> {
      List<HeaderRewrites> levels = new ArrayList<>();
      exchange
          .settings(context.name())
          .forEach(
              level -> {
                if (level instanceof HeaderRewrites rewrites) {
                  levels.add(rewrites);
                }
              });
      List<HeaderRewrites> all = new ArrayList<>();
      all.add(config.rewrites());
      all.addAll(config.innermostWins() ? levels.reversed() : levels);
      return new HeaderMutationFilter(exchange, all);
    };
  }

  /** Changes the headers of one exchange. */
  private record HeaderMutationFilter(HttpExchange exchange, List<HeaderRewrites> levels)
      implements Filter {
    @Override
    public Verdict request(RequestHead head) {
      for (HeaderRewrites level : levels) {
        for (Step step : level.request()) {
          HeaderMutations change =
              switch (step) {
                case Step.Remove(String name) ->
                    new HeaderMutations(List.of(), List.of(name), List.of(), List.of());
                case Step.Add(var addition) ->
                    new HeaderMutations(List.of(addition), List.of(), List.of(), List.of());
              };
          HeaderChanges.request(change, head, new ExchangeValues(exchange));
        }
      }
      return Verdict.CONTINUE;
    }

    @Override
    public void response(ResponseHead head, boolean end) {
      for (HeaderRewrites level : levels) {
        for (Step step : level.response()) {
          HeaderMutations change =
              switch (step) {
                case Step.Remove(String name) ->
                    new HeaderMutations(List.of(), List.of(), List.of(), List.of(name));
                case Step.Add(var addition) ->
                    new HeaderMutations(List.of(), List.of(), List.of(addition), List.of());
              };
          HeaderChanges.response(change, head.headers(), new ExchangeValues(exchange));
        }
      }
    }
  }
}
