package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.rbac.v3.MetadataSource;
import io.envoyproxy.envoy.config.rbac.v3.SourcedMetadata;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;
import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Conditions on the metadata of requests. */
final class MetadataMatcherParser {
  private MetadataMatcherParser() {}

  static MetadataMatcher parse(
      io.envoyproxy.envoy.type.matcher.v3.MetadataMatcher proto, Where where)
      throws ConfigException {
    List<String> path = new ArrayList<>(proto.getPathCount());
    for (int i = 0; i < proto.getPathCount(); i++) {
      path.add(Values.required(proto.getPath(i).getKey(), where.item("path", i).field("key")));
    }
    if (path.isEmpty()) {
      throw where.field("path").error("", "a field's name");
    }
    return new MetadataMatcher(
        Values.required(proto.getFilter(), where.field("filter")),
        path,
        value(proto.getValue(), where.field("value")),
        proto.getInvert());
  }

  /** Of the request's own; routes have no metadata that policies see. */
  static MetadataMatcher sourced(SourcedMetadata proto, Where where) throws ConfigException {
    if (proto.getMetadataSource() != MetadataSource.DYNAMIC) {
      throw where.field("metadata_source").error(proto.getMetadataSource().name(), "DYNAMIC");
    }
    return parse(proto.getMetadataMatcher(), where.field("metadata_matcher"));
  }

  private static MetadataMatcher.Value value(ValueMatcher proto, Where where)
      throws ConfigException {
    return switch (proto.getMatchPatternCase()) {
      case NULL_MATCH -> new MetadataMatcher.Value.Null();
      case DOUBLE_MATCH ->
          proto.getDoubleMatch().hasRange()
              ? new MetadataMatcher.Value.Between(
                  proto.getDoubleMatch().getRange().getStart(),
                  proto.getDoubleMatch().getRange().getEnd())
              : new MetadataMatcher.Value.Exactly(proto.getDoubleMatch().getExact());
      case STRING_MATCH ->
          new MetadataMatcher.Value.Text(
              MatcherParser.text(proto.getStringMatch(), where.field("string_match")));
      case BOOL_MATCH -> new MetadataMatcher.Value.Flag(proto.getBoolMatch());
      case PRESENT_MATCH -> new MetadataMatcher.Value.Present(proto.getPresentMatch());
      case LIST_MATCH ->
          new MetadataMatcher.Value.Element(
              value(proto.getListMatch().getOneOf(), where.field("list_match.one_of")));
      case OR_MATCH -> {
        List<MetadataMatcher.Value> some = new ArrayList<>();
        for (int i = 0; i < proto.getOrMatch().getValueMatchersCount(); i++) {
          some.add(
              value(
                  proto.getOrMatch().getValueMatchers(i),
                  where.field("or_match").item("value_matchers", i)));
        }
        yield new MetadataMatcher.Value.AnyOf(some);
      }
      case MATCHPATTERN_NOT_SET -> throw where.error("", "a match pattern");
    };
  }
}
