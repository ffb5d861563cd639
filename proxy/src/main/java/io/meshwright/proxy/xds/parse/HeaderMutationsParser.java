package io.meshwright.proxy.xds.parse;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HeaderMutations.Addition;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The four lists of header changes that stand at each level of a route. */
final class HeaderMutationsParser {
  private HeaderMutationsParser() {}

  static HeaderMutations parse(
      List<HeaderValueOption> requestAdditions,
      List<String> requestRemovals,
      List<HeaderValueOption> responseAdditions,
      List<String> responseRemovals,
      Where where)
      throws ConfigException {
    if (requestAdditions.isEmpty()
        && requestRemovals.isEmpty()
        && responseAdditions.isEmpty()
        && responseRemovals.isEmpty()) {
      return HeaderMutations.NONE;
    }
    return new HeaderMutations(
        additions(requestAdditions, "request_headers_to_add", where),
        removals(requestRemovals, "request_headers_to_remove", where),
        additions(responseAdditions, "response_headers_to_add", where),
        removals(responseRemovals, "response_headers_to_remove", where));
  }

  static List<Addition> additions(List<HeaderValueOption> options, String field, Where where)
      throws ConfigException {
    List<Addition> additions = new ArrayList<>(options.size());
    for (int i = 0; i < options.size(); i++) {
      additions.add(addition(options.get(i), where.item(field, i)));
    }
    return additions;
  }

  static Addition addition(HeaderValueOption option, Where where) throws ConfigException {
    Where header = where.field("header");
    return new Addition(
        name(option.getHeader().getKey(), header.field("key")),
        FormatParser.parse(option.getHeader().getValue(), header.field("value")),
        ifPresent(option, where),
        option.getKeepEmptyValue());
  }

  @SuppressWarnings("deprecation") // control planes still send append
  private static IfPresent ifPresent(HeaderValueOption option, Where where) throws ConfigException {
    if (option.hasAppend()) {
      return option.getAppend().getValue() ? IfPresent.APPEND : IfPresent.OVERWRITE;
    }
    return switch (option.getAppendAction()) {
      case APPEND_IF_EXISTS_OR_ADD -> IfPresent.APPEND;
      case ADD_IF_ABSENT -> IfPresent.KEEP;
      case OVERWRITE_IF_EXISTS_OR_ADD -> IfPresent.OVERWRITE;
      case OVERWRITE_IF_EXISTS -> IfPresent.OVERWRITE_ONLY;
      case UNRECOGNIZED ->
          throw where.field("append_action").error("" + option.getAppendActionValue(), "an action");
    };
  }

  private static List<String> removals(List<String> names, String field, Where where)
      throws ConfigException {
    List<String> removals = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      removals.add(removal(names.get(i), where.item(field, i)));
    }
    return removals;
  }

  static String removal(String text, Where where) throws ConfigException {
    String name = name(text, where);
    if (name.startsWith(":") || name.equals("host")) {
      throw where.error(name, "a header that requests can do without");
    }
    return name;
  }

  private static String name(String name, Where where) throws ConfigException {
    return Values.required(name, where).toLowerCase(Locale.ROOT);
  }
}
