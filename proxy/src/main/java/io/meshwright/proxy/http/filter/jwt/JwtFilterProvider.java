package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.JwtAuthentication;

/** Provides authentication by tokens. */
public final class JwtFilterProvider implements FilterProvider<HttpFilterConfig.JwtAuthn> {
  @Override
  public Class<HttpFilterConfig.JwtAuthn> configType() {
    return HttpFilterConfig.JwtAuthn.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.JwtAuthn config, FilterContext context) {
    KeyRing keys = new KeyRing();
    return (exchange, settings) ->
        new JwtFilter(
            exchange,
            config.authentication(),
            settings instanceof JwtAuthentication.OnRoute route ? route : null,
            new Authenticator(keys, exchange.worker().clock()),
            context);
  }
}
