package io.meshwright.proxy.http.filter.buffer;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.HeldBody;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.BufferLimit;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.netty.handler.codec.http.HttpHeaderNames;

/** Provides the buffer filter. */
public final class BufferFilterProvider implements FilterProvider<HttpFilterConfig.Buffer> {
  @Override
  public Class<HttpFilterConfig.Buffer> configType() {
    return HttpFilterConfig.Buffer.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Buffer config, FilterContext context) {
    return (exchange, settings) ->
        new BufferFilter(exchange, settings instanceof BufferLimit own ? own : config.limit());
  }

  /** Holds a request until all of it is there; its length is told to the upstream then. */
  private record BufferFilter(HttpExchange exchange, BufferLimit limit) implements Filter {
    @Override
    public Verdict request(RequestHead head) {
      return exchange.requestEnded() || head.tunnels() ? Verdict.CONTINUE : Verdict.COLLECT;
    }

    @Override
    public Verdict collected(HeldBody body, boolean complete) {
      if (body.size() > limit.bytes()) {
        exchange.fail(ProxyError.REQUEST_TOO_LARGE, "");
        return Verdict.ANSWERED;
      }
      if (!complete) {
        return Verdict.COLLECT;
      }
      if (!exchange.request().headers().contains(HttpHeaderNames.CONTENT_LENGTH)
          && !body.hasTrailers()) {
        exchange
            .request()
            .headers()
            .set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(body.size()));
      }
      return Verdict.CONTINUE;
    }
  }
}
