package io.meshwright.proxy.snapshot;

import java.util.List;

/** Changes of headers one after the other, as the header mutation filter makes them. */
public record HeaderRewrites(List<Step> request, List<Step> response) implements RouteFilterConfig {

  public HeaderRewrites {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }

  /** One change. */
  public sealed interface Step {
    /** All values of a header go; the name is in lower case. */
    record Remove(String name) implements Step {}

    /** A header is set or added to. */
    record Add(HeaderMutations.Addition addition) implements Step {}
  }
}
