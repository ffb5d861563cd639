package io.meshwright.proxy.http.filter.extauthz;

import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.extauthz.service.AuthorizationService;
import io.meshwright.proxy.snapshot.HttpFilterConfig;

/** Provides external authorization. */
public final class ExtAuthzFilterProvider implements FilterProvider<HttpFilterConfig.ExtAuthz> {
  @Override
  public Class<HttpFilterConfig.ExtAuthz> configType() {
    return HttpFilterConfig.ExtAuthz.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.ExtAuthz config, FilterContext context) {
    AuthorizationService service = AuthorizationService.of(config.authorization().service());
    return (exchange, _) -> new ExtAuthzFilter(exchange, config.authorization(), service, context);
  }
}
