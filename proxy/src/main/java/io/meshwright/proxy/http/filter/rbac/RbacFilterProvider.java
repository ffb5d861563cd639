package io.meshwright.proxy.http.filter.rbac;

import io.meshwright.proxy.access.AccessSubject;
import io.meshwright.proxy.access.AccessVerdict;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.FilterContext;
import io.meshwright.proxy.http.filter.FilterFactory;
import io.meshwright.proxy.http.filter.FilterProvider;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.AccessControl;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.telemetry.FilterMetric;
import org.jspecify.annotations.Nullable;

/** Provides the RBAC filter for requests. */
public final class RbacFilterProvider implements FilterProvider<HttpFilterConfig.Rbac> {
  private static final int FORBIDDEN = 403;

  @Override
  public Class<HttpFilterConfig.Rbac> configType() {
    return HttpFilterConfig.Rbac.class;
  }

  @Override
  public FilterFactory create(HttpFilterConfig.Rbac config, FilterContext context) {
    return (exchange, settings) ->
        new RbacFilter(
            exchange,
            settings instanceof AccessControl own ? own : config.control(),
            context.statPrefix());
  }

  /** Judges a request. */
  private record RbacFilter(HttpExchange exchange, AccessControl control, String statPrefix)
      implements Filter {
    @Override
    public Verdict request(RequestHead head) {
      AccessSubject subject =
          new AccessSubject(
              exchange.connection(), head, exchange.metadata(), exchange.clientAddress());
      @Nullable AccessRules shadow = control.shadow();
      if (shadow != null) {
        boolean allowed = AccessVerdict.of(shadow, subject).allowed();
        count(control.shadowPrefix() + (allowed ? "shadow_allowed" : "shadow_denied"));
      }
      @Nullable AccessRules rules = control.rules();
      if (rules == null) {
        return Verdict.CONTINUE;
      }
      AccessVerdict verdict = AccessVerdict.of(rules, subject);
      count(control.statPrefix() + (verdict.allowed() ? "allowed" : "denied"));
      if (verdict.allowed()) {
        return Verdict.CONTINUE;
      }
      exchange
          .record()
          .details("rbac_access_denied_matched_policy[" + verdict.policy().replace(' ', '_') + "]");
      exchange.answer(LocalReply.of(FORBIDDEN, "RBAC: access denied", head));
      return Verdict.ANSWERED;
    }

    private void count(String name) {
      exchange.worker().metrics().filter(FilterMetric.httpRbac(name, statPrefix)).increment();
    }
  }
}
