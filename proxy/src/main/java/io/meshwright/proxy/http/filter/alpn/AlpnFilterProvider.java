package io.meshwright.proxy.http.filter.alpn;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides the {@code istio.alpn} filter (istio-features S17). */
public final class AlpnFilterProvider implements FilterProvider<HttpFilterConfig.Alpn> {
  @Override
  public Class<HttpFilterConfig.Alpn> configType() {
    return HttpFilterConfig.Alpn.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Alpn config, FilterContext context) {
    return (exchange, _) -> new AlpnFilter(exchange, config);
  }

  /** Sets what upstream TLS offers for this request. */
  private record AlpnFilter(HttpExchange exchange, HttpFilterConfig.Alpn config) implements Filter {
    @Override
    public Verdict request(RequestHead head) {
      exchange.upstream().alpn(config.overrides());
      return Verdict.CONTINUE;
    }
  }
}
