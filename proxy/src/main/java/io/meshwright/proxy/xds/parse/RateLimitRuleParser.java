package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.route.v3.RateLimit;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;
import io.meshwright.proxy.snapshot.RateLimitDescriptor.Entry;
import io.meshwright.proxy.snapshot.RateLimitRule;
import io.meshwright.proxy.snapshot.RateLimitRule.Action;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code envoy.config.route.v3.RateLimit}: what of requests is counted. */
final class RateLimitRuleParser {
  private static final int LAST_STAGE = 10;
  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;

  private RateLimitRuleParser() {}

  static List<RateLimitRule> parse(List<RateLimit> protos, Where where) throws ConfigException {
    List<RateLimitRule> rules = new ArrayList<>(protos.size());
    for (int i = 0; i < protos.size(); i++) {
      rules.add(rule(protos.get(i), where.item("rate_limits", i)));
    }
    return rules;
  }

  static int stage(int stage, Where where) throws ConfigException {
    if (stage < 0 || stage > LAST_STAGE) {
      throw where.field("stage").error(Integer.toUnsignedString(stage), "0 to 10");
    }
    return stage;
  }

  private static RateLimitRule rule(RateLimit proto, Where where) throws ConfigException {
    List<Action> actions = new ArrayList<>(proto.getActionsCount());
    for (int i = 0; i < proto.getActionsCount(); i++) {
      actions.add(action(proto.getActions(i), where.item("actions", i)));
    }
    if (actions.isEmpty()) {
      throw where.field("actions").error("", "an action");
    }
    return new RateLimitRule(stage(proto.getStage().getValue(), where), actions);
  }

  private static Action action(RateLimit.Action proto, Where where) throws ConfigException {
    return switch (proto.getActionSpecifierCase()) {
      case SOURCE_CLUSTER -> new Action.SourceCluster();
      case DESTINATION_CLUSTER -> new Action.DestinationCluster();
      case REMOTE_ADDRESS -> new Action.RemoteAddress();
      case REQUEST_HEADERS -> {
        var header = proto.getRequestHeaders();
        Where there = where.field("request_headers");
        yield new Action.RequestHeader(
            Values.required(header.getHeaderName(), there.field("header_name"))
                .toLowerCase(Locale.ROOT),
            Values.required(header.getDescriptorKey(), there.field("descriptor_key")),
            header.getSkipIfAbsent());
      }
      case QUERY_PARAMETERS -> {
        var query = proto.getQueryParameters();
        Where there = where.field("query_parameters");
        yield new Action.QueryParameter(
            Values.required(query.getQueryParameterName(), there.field("query_parameter_name")),
            Values.required(query.getDescriptorKey(), there.field("descriptor_key")),
            query.getSkipIfAbsent());
      }
      case MASKED_REMOTE_ADDRESS ->
          masked(proto.getMaskedRemoteAddress(), where.field("masked_remote_address"));
      case GENERIC_KEY ->
          new Action.Fixed(
              entry(
                  proto.getGenericKey().getDescriptorKey(),
                  "generic_key",
                  proto.getGenericKey().getDescriptorValue(),
                  where.field("generic_key")));
      case HEADER_VALUE_MATCH ->
          headers(proto.getHeaderValueMatch(), where.field("header_value_match"));
      case QUERY_PARAMETER_VALUE_MATCH ->
          query(proto.getQueryParameterValueMatch(), where.field("query_parameter_value_match"));
      case METADATA -> metadata(proto.getMetadata(), where.field("metadata"));
      case DYNAMIC_METADATA, EXTENSION, ACTIONSPECIFIER_NOT_SET ->
          throw where.error(proto.getActionSpecifierCase().toString(), "a supported action");
    };
  }

  private static Entry entry(String key, String usual, String value, Where where)
      throws ConfigException {
    return new Entry(
        key.isEmpty() ? usual : key, Values.required(value, where.field("descriptor_value")));
  }

  private static Action masked(RateLimit.Action.MaskedRemoteAddress proto, Where where)
      throws ConfigException {
    return new Action.MaskedRemoteAddress(
        bits(
            Values.longOr(proto.hasV4PrefixMaskLen(), proto.getV4PrefixMaskLen(), V4_BITS),
            V4_BITS,
            where.field("v4_prefix_mask_len")),
        bits(
            Values.longOr(proto.hasV6PrefixMaskLen(), proto.getV6PrefixMaskLen(), V6_BITS),
            V6_BITS,
            where.field("v6_prefix_mask_len")));
  }

  private static int bits(long bits, int most, Where where) throws ConfigException {
    if (bits > most) {
      throw where.error(Long.toString(bits), "at most " + most);
    }
    return (int) bits;
  }

  private static Action headers(RateLimit.Action.HeaderValueMatch proto, Where where)
      throws ConfigException {
    return new Action.HeadersMatch(
        entry(proto.getDescriptorKey(), "header_match", proto.getDescriptorValue(), where),
        !proto.hasExpectMatch() || proto.getExpectMatch().getValue(),
        MatcherParser.headers(proto.getHeadersList(), "headers", where));
  }

  private static Action query(RateLimit.Action.QueryParameterValueMatch proto, Where where)
      throws ConfigException {
    return new Action.QueryMatches(
        entry(proto.getDescriptorKey(), "query_match", proto.getDescriptorValue(), where),
        !proto.hasExpectMatch() || proto.getExpectMatch().getValue(),
        MatcherParser.queryParameters(proto.getQueryParametersList(), where));
  }

  private static Action metadata(RateLimit.Action.MetaData proto, Where where)
      throws ConfigException {
    if (proto.getSource() != RateLimit.Action.MetaData.Source.DYNAMIC) {
      throw where.field("source").error(proto.getSource().name(), "DYNAMIC");
    }
    MetadataKey key = proto.getMetadataKey();
    List<String> path = new ArrayList<>(key.getPathCount());
    for (int i = 0; i < key.getPathCount(); i++) {
      path.add(
          Values.required(
              key.getPath(i).getKey(), where.field("metadata_key").item("path", i).field("key")));
    }
    return new Action.Metadata(
        Values.required(proto.getDescriptorKey(), where.field("descriptor_key")),
        Values.required(key.getKey(), where.field("metadata_key.key")),
        path,
        proto.getDefaultValue(),
        proto.getSkipIfAbsent());
  }
}
