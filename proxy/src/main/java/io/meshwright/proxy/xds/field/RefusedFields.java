package io.meshwright.proxy.xds.field;

import com.google.protobuf.ByteString;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a resource sets and this proxy does not support, however deep: nothing that changes
 * routing, security or resilience is silently ignored.
 */
public final class RefusedFields {

  private static final int LONGEST_LIST = 20;

  private final FieldTable table;

  /** Looks fields up in {@code table}. */
  public RefusedFields(FieldTable table) {
    this.table = table;
  }

  /**
   * The errors of a resource, at most 20; empty if all of it is supported.
   *
   * @param resource as named in the errors
   * @param typeUrl of the resource; must be one that the table knows
   */
  public List<ConfigError> find(String resource, String typeUrl, ByteString bytes) {
    List<ConfigError> errors = new ArrayList<>();
    MessageSpec spec = table.ofTypeUrl(typeUrl);
    if (spec == null) {
      return List.of(new ConfigError(resource, "", typeUrl, "a supported type URL"));
    }
    new Search(resource, errors).message(spec, bytes, "");
    return errors.size() > LONGEST_LIST ? List.copyOf(errors.subList(0, LONGEST_LIST)) : errors;
  }

  private final class Search {
    private final String resource;
    private final List<ConfigError> errors;

    Search(String resource, List<ConfigError> errors) {
      this.resource = resource;
      this.errors = errors;
    }

    void message(MessageSpec spec, ByteString bytes, String path) {
      try {
        WireMessage message = WireMessage.read(spec, bytes);
        if (spec.name().equals(WellKnown.ANY)) {
          any(message, path);
        } else if (!spec.wellKnown()) {
          fields(message, path);
        }
      } catch (IOException e) {
        errors.add(
            new ConfigError(
                resource, path, "malformed bytes (" + e.getMessage() + ")", spec.name()));
      }
    }

    private void any(WireMessage any, String path) {
      String typeUrl = any.text(WellKnown.ANY_TYPE_URL);
      MessageSpec spec = table.ofTypeUrl(typeUrl);
      if (spec == null) {
        errors.add(
            new ConfigError(resource, path, typeUrl, "the type URL of a supported extension"));
      } else {
        message(spec, any.bytes(WellKnown.ANY_VALUE), path);
      }
    }

    private void fields(WireMessage message, String path) {
      for (WireMessage.Field field : message.fields()) {
        FieldSpec spec = field.spec();
        if (spec == null) {
          refuse(join(path, "field " + field.number()), "an unknown field");
        } else {
          switch (spec.verdict()) {
            case HARMLESS -> {}
            case REFUSED -> refuse(join(path, spec.name()), "a value");
            case SUPPORTED -> supported(field, spec, join(path, spec.name()));
          }
        }
      }
    }

    private void refuse(String path, String found) {
      errors.add(new ConfigError(resource, path, found, "no value: the field is not supported"));
    }

    private void supported(WireMessage.Field field, FieldSpec spec, String path) {
      if (spec.type() != FieldSpec.Type.MESSAGE) {
        return;
      }
      MessageSpec type = table.message(spec.typeName());
      for (int i = 0; i < field.values().size(); i++) {
        ByteString bytes = (ByteString) field.values().get(i);
        if (type.mapEntry()) {
          mapEntry(type, bytes, path);
        } else {
          message(type, bytes, spec.repeated() ? path + "[" + i + "]" : path);
        }
      }
    }

    private void mapEntry(MessageSpec type, ByteString bytes, String path) {
      try {
        WireMessage entry = WireMessage.read(type, bytes);
        WireMessage.Field value = entry.get(2);
        FieldSpec spec = type.field(2);
        if (value != null && spec != null && spec.type() == FieldSpec.Type.MESSAGE) {
          String key = entry.text(1);
          message(table.message(spec.typeName()), entry.bytes(2), path + "[\"" + key + "\"]");
        }
      } catch (IOException e) {
        errors.add(new ConfigError(resource, path, "malformed bytes", "an entry of a map"));
      }
    }

    private String join(String path, String name) {
      return path.isEmpty() ? name : path + "." + name;
    }
  }
}
