package io.meshwright.proxy.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.meshwright.proxy.metadata.MetadataValue;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects as metadata. */
final class JsonTree {
  private JsonTree() {}

  /** The object that a text is; absent if it is none. */
  static MetadataValue.@Nullable Fields object(String json) {
    if (!json.stripLeading().startsWith("{")) {
      // the library takes some other values for an empty object
      return null;
    }
    try {
      return fields(JSONObjectUtils.parse(json));
    } catch (ParseException _) {
      return null;
    }
  }

  private static MetadataValue.Fields fields(Map<?, ?> object) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    object.forEach((name, value) -> fields.put(String.valueOf(name), value(value)));
    return new MetadataValue.Fields(fields);
  }

  private static MetadataValue value(@Nullable Object value) {
    return switch (value) {
      case null -> new MetadataValue.None();
      case Boolean flag -> new MetadataValue.Flag(flag);
      case Number number -> new MetadataValue.Numeric(number.doubleValue());
      case List<?> list -> {
        List<MetadataValue> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(value(item)));
        yield new MetadataValue.Items(items);
      }
      case Map<?, ?> object -> fields(object);
      default -> new MetadataValue.Text(value.toString());
    };
  }
}
