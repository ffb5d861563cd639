package io.meshwright.proxy.http.route;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.meshwright.proxy.telemetry.FormatText;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies header mutations. */
public final class HeaderChanges {
  private HeaderChanges() {}

  /** To a request; {@code :authority} and {@code host} stand for its authority. */
  public static void request(
      HeaderMutations mutations, RequestHead head, FormatText.Source values) {
    remove(mutations.requestRemovals(), head.headers());
    for (HeaderMutations.Addition addition : mutations.requestAdditions()) {
      if (addition.name().equals(":authority") || addition.name().equals("host")) {
        head.authority(FormatText.render(addition.value(), values, ""));
      } else if (!addition.name().startsWith(":")) {
        add(addition, head.headers(), values);
      }
    }
  }

  /** To a response. */
  public static void response(
      HeaderMutations mutations, HttpHeaders headers, FormatText.Source values) {
    remove(mutations.responseRemovals(), headers);
    for (HeaderMutations.Addition addition : mutations.responseAdditions()) {
      if (!addition.name().startsWith(":")) {
        add(addition, headers, values);
      }
    }
  }

  private static void add(
      HeaderMutations.Addition addition, HttpHeaders headers, FormatText.Source values) {
    String value = FormatText.render(addition.value(), values, "");
    if (value.isEmpty() && !addition.keepEmpty()) {
      return;
    }
    set(addition.name(), value, addition.ifPresent(), headers);
  }

  /** Sets one header. */
  public static void set(String name, String value, IfPresent ifPresent, HttpHeaders headers) {
    switch (ifPresent) {
      case APPEND -> headers.add(name, value);
      case EXTEND -> {
        @Nullable String present = RouteMatcher.joined(headers, name);
        if (present != null) {
          headers.set(name, present + "," + value);
        }
      }
      case OVERWRITE -> headers.set(name, value);
      case KEEP -> {
        if (!headers.contains(name)) {
          headers.set(name, value);
        }
      }
      case OVERWRITE_ONLY -> {
        if (headers.contains(name)) {
          headers.set(name, value);
        }
      }
    }
  }

  private static void remove(List<String> names, HttpHeaders headers) {
    for (String name : names) {
      headers.remove(name);
    }
  }
}
