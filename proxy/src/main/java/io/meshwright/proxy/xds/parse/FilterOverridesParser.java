package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.xds.ConfigException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code typed_per_filter_config} of a route, virtual host, weighted cluster or configuration. */
final class FilterOverridesParser {
  private static final String WRAPPER = "envoy.config.route.v3.FilterConfig";

  private FilterOverridesParser() {}

  static FilterOverrides parse(Map<String, Any> protos, Where where) throws ConfigException {
    if (protos.isEmpty()) {
      return FilterOverrides.NONE;
    }
    Map<String, Change> overrides = new LinkedHashMap<>();
    for (Map.Entry<String, Any> entry : protos.entrySet()) {
      Where there = where.key("typed_per_filter_config", entry.getKey());
      try {
        overrides.put(entry.getKey(), override(entry.getValue(), there));
      } catch (InvalidProtocolBufferException e) {
        throw there.error(String.valueOf(e.getMessage()), "a message of its type");
      }
    }
    return new FilterOverrides(overrides);
  }

  private static Change override(Any proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    if (!Values.typeOf(proto).equals(WRAPPER)) {
      return RouteFilterParser.parse(proto, where);
    }
    FilterConfig wrapper = FilterConfig.parseFrom(proto.getValue());
    return wrapper.getDisabled()
        ? new Change.Disabled()
        : RouteFilterParser.parse(wrapper.getConfig(), where.field("config"));
  }
}
