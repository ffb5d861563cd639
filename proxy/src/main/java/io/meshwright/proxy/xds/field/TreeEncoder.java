package io.meshwright.proxy.xds.field;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what was read from YAML or JSON as a message, by protobuf's JSON mapping: the opposite of
 * {@link WireJson}. A tree consists of maps, lists, texts, numbers, booleans and null. Names are
 * those of the {@code .proto} files or their JSON form. What the table does not know or refuses is
 * an error; all errors are reported together.
 */
public final class TreeEncoder {
  private static final int DEEPEST = 100;
  private static final String DATA_SOURCE = "envoy.config.core.v3.DataSource";
  private static final String FILE_NAME = "filename";

  private final FieldTable table;
  private final String resource;
  private final Files files;
  private final List<ConfigError> errors = new ArrayList<>();

  /** Reads the files that a tree names as the content of a value. */
  @FunctionalInterface
  public interface Files {
    ByteString read(String name) throws IOException;
  }

  /**
   * An encoder for one tree.
   *
   * @param resource as named in the errors
   */
  public TreeEncoder(FieldTable table, String resource, Files files) {
    this.table = table;
    this.resource = resource;
    this.files = files;
  }

  /**
   * Encodes the tree as a message.
   *
   * @throws ConfigException naming each field that is wrong
   */
  public ByteString encode(String messageName, @Nullable Object tree) throws ConfigException {
    try {
      ByteString bytes = message(table.message(messageName), tree, new Place("", 0, false));
      if (!errors.isEmpty()) {
        throw new ConfigException(errors);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  /**
   * Where in the tree.
   *
   * @param harmless whether this is part of a field that is ignored anyway
   */
  private record Place(String path, int depth, boolean harmless) {
    Place field(String name, boolean nowHarmless) {
      return new Place(
          path.isEmpty() ? name : path + "." + name, depth + 1, harmless || nowHarmless);
    }

    Place suffix(String text) {
      return new Place(path + text, depth, harmless);
    }
  }

  private void wrong(Place at, @Nullable Object found, String expected) {
    errors.add(new ConfigError(resource, at.path(), String.valueOf(found), expected));
  }

  private ByteString message(MessageSpec spec, @Nullable Object tree, Place at) throws IOException {
    if (at.depth() > DEEPEST) {
      wrong(at, "deeper nesting", "at most " + DEEPEST + " levels");
      return ByteString.EMPTY;
    }
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    if (spec.name().equals(WellKnown.ANY)) {
      any(out, tree, at);
    } else if (spec.wellKnown()) {
      wellKnown(out, spec, tree, at);
    } else if (tree instanceof Map<?, ?> map) {
      fields(out, spec, map, at);
    } else {
      wrong(at, tree, "an object");
    }
    out.flush();
    return bytes.toByteString();
  }

  private void fields(CodedOutputStream out, MessageSpec spec, Map<?, ?> map, Place at)
      throws IOException {
    Set<Integer> oneofs = new HashSet<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      Object value = entry.getValue();
      FieldSpec field = spec.field(name);
      if (field == null) {
        wrong(at.field(name, false), "an unknown field", "a field of " + spec.name());
        continue;
      }
      Place there = at.field(name, field.verdict() == FieldSpec.Verdict.HARMLESS);
      if (value == null) {
        continue;
      }
      if (field.oneof() != FieldSpec.NO_ONEOF && !oneofs.add(field.oneof())) {
        wrong(there, "a value", "no value beside another of the same choice");
      } else if (spec.name().equals(DATA_SOURCE) && name.equals(FILE_NAME)) {
        inline(out, spec, value, there);
      } else if (field.verdict() == FieldSpec.Verdict.REFUSED) {
        if (!there.harmless()) {
          wrong(there, "a value", "no value: the field is not supported");
        }
      } else {
        field(out, field, value, there);
      }
    }
  }

  /** A file is read once, now: what goes on from here has its content. */
  private void inline(CodedOutputStream out, MessageSpec spec, Object value, Place at)
      throws IOException {
    FieldSpec content = spec.field("inline_bytes");
    try {
      if (content != null) {
        out.writeBytes(content.number(), files.read(String.valueOf(value)));
      }
    } catch (IOException e) {
      wrong(at, value, "a readable file (" + e + ")");
    }
  }

  private void field(CodedOutputStream out, FieldSpec field, Object value, Place at)
      throws IOException {
    if (!table.describes(field)) {
      return;
    }
    if (table.isMap(field)) {
      map(out, field, value, at);
    } else if (!field.repeated()) {
      one(out, field, value, at);
    } else if (value instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        one(out, field, items.get(i), at.suffix("[" + i + "]"));
      }
    } else {
      wrong(at, value, "a list");
    }
  }

  private void map(CodedOutputStream out, FieldSpec field, Object value, Place at)
      throws IOException {
    MessageSpec entrySpec = table.message(field.typeName());
    FieldSpec keySpec = entrySpec.field(1);
    FieldSpec valueSpec = entrySpec.field(2);
    if (!(value instanceof Map<?, ?> map) || keySpec == null || valueSpec == null) {
      wrong(at, value, "an object");
      return;
    }
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String key = String.valueOf(each.getKey());
      Place there = at.suffix("[\"" + key + "\"]");
      ByteString.Output bytes = ByteString.newOutput();
      CodedOutputStream entry = CodedOutputStream.newInstance(bytes);
      one(entry, keySpec, key, there);
      one(entry, valueSpec, each.getValue(), there);
      entry.flush();
      out.writeBytes(field.number(), bytes.toByteString());
    }
  }

  private void one(CodedOutputStream out, FieldSpec field, @Nullable Object value, Place at)
      throws IOException {
    if (field.type() == FieldSpec.Type.MESSAGE) {
      out.writeBytes(field.number(), message(table.message(field.typeName()), value, at));
      return;
    }
    String expected =
        field.type() == FieldSpec.Type.ENUM
            ? TreeScalars.writeEnum(out, table, field, value)
            : TreeScalars.write(out, field, value);
    if (!expected.isEmpty()) {
      wrong(at, value, expected);
    }
  }

  private void any(CodedOutputStream out, @Nullable Object tree, Place at) throws IOException {
    if (!(tree instanceof Map<?, ?> map) || !(map.get("@type") instanceof String typeUrl)) {
      wrong(at, tree, "an object with @type");
      return;
    }
    MessageSpec spec = table.ofTypeUrl(typeUrl);
    if (spec == null) {
      if (!at.harmless()) {
        wrong(at, typeUrl, "the type URL of a supported extension");
      }
      return;
    }
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(map);
    rest.remove("@type");
    out.writeString(WellKnown.ANY_TYPE_URL, typeUrl);
    Object content = spec.wellKnown() ? rest.get("value") : rest;
    out.writeBytes(WellKnown.ANY_VALUE, message(spec, content, at));
  }

  private void wellKnown(CodedOutputStream out, MessageSpec spec, @Nullable Object tree, Place at)
      throws IOException {
    switch (spec.name()) {
      case WellKnown.DURATION, WellKnown.TIMESTAMP -> {
        String expected =
            spec.name().equals(WellKnown.DURATION)
                ? TreeScalars.writeDuration(out, tree)
                : TreeScalars.writeTimestamp(out, tree);
        if (!expected.isEmpty()) {
          wrong(at, tree, expected);
        }
      }
      case WellKnown.VALUE -> value(out, spec, tree, at);
      case WellKnown.STRUCT, WellKnown.LIST_VALUE -> {
        FieldSpec content = spec.field(1);
        if (content != null) {
          field(out, content, tree == null ? Map.of() : tree, at);
        }
      }
      default -> {
        FieldSpec content = spec.field(1);
        if (WellKnown.wrapper(spec) && content != null) {
          one(out, content, tree, at);
        } else if (!(tree instanceof Map<?, ?> map && map.isEmpty())) {
          wrong(at, tree, "an empty object");
        }
      }
    }
  }

  private void value(CodedOutputStream out, MessageSpec spec, @Nullable Object tree, Place at)
      throws IOException {
    String kind =
        switch (tree) {
          case null -> "null_value";
          case Number _ -> "number_value";
          case String _ -> "string_value";
          case Boolean _ -> "bool_value";
          case Map<?, ?> _ -> "struct_value";
          default -> "list_value";
        };
    FieldSpec field = spec.field(kind);
    if (field != null) {
      one(out, field, tree == null ? 0 : tree, at);
    }
  }
}
