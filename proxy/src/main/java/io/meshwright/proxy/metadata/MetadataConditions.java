package io.meshwright.proxy.metadata;

import io.meshwright.proxy.snapshot.MetadataMatcher;
import io.meshwright.proxy.snapshot.StringMatcher;
import org.jspecify.annotations.Nullable;

/** Decides whether a request's metadata meets conditions. */
public final class MetadataConditions {
  private MetadataConditions() {}

  /** Whether a condition holds. */
  public static boolean holds(MetadataMatcher matcher, RequestMetadata metadata) {
    @Nullable MetadataValue value = metadata.of(matcher.namespace()).at(matcher.path());
    return meets(matcher.value(), value) != matcher.invert();
  }

  private static boolean meets(MetadataMatcher.Value wanted, @Nullable MetadataValue value) {
    return switch (wanted) {
      case MetadataMatcher.Value.Null() -> value instanceof MetadataValue.None;
      case MetadataMatcher.Value.Present(boolean present) -> present && value != null;
      case MetadataMatcher.Value.Exactly(double number) ->
          value instanceof MetadataValue.Numeric(double is) && is == number;
      case MetadataMatcher.Value.Between(double start, double end) ->
          value instanceof MetadataValue.Numeric(double is) && is >= start && is < end;
      case MetadataMatcher.Value.Text(StringMatcher matcher) ->
          value instanceof MetadataValue.Text(String text) && matcher.matches(text);
      case MetadataMatcher.Value.Flag(boolean flag) ->
          value instanceof MetadataValue.Flag(boolean is) && is == flag;
      case MetadataMatcher.Value.Element(var element) ->
          value instanceof MetadataValue.Items(var items)
              && items.stream().anyMatch(item -> meets(element, item));
      case MetadataMatcher.Value.AnyOf(var some) ->
          some.stream().anyMatch(each -> meets(each, value));
    };
  }
}
