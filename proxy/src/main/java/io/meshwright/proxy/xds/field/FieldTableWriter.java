package io.meshwright.proxy.xds.field;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.meshwright.proxy.xds.field.FieldSpec.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the field table: descriptors that protoc wrote × {@code fields.txt}. Runs in the build only
 * and is not in the jar. Fails on a name in {@code fields.txt} that the descriptors do not have.
 * Message types that only refused fields lead to are left out.
 */
final class FieldTableWriter {

  private static final String WELL_KNOWN = "google.protobuf.";
  private static final List<String> WELL_KNOWN_ROOTS = List.of("Any", "Struct", "Duration");
  private static final int LABEL_REPEATED = 3;

  private final Map<String, MessageSpec> messages = new HashMap<>();
  private final Map<String, Map<Integer, String>> enums = new HashMap<>();
  private final Map<String, Map<String, Verdict>> verdicts = new LinkedHashMap<>();

  private FieldTableWriter() {}

  /** Arguments: descriptor set, field list, output. */
  public static void main(String[] args) throws IOException {
    FieldTableWriter writer = new FieldTableWriter();
    writer.readVerdicts(Files.readAllLines(Path.of(args[1])));
    writer.readDescriptors(ByteString.copyFrom(Files.readAllBytes(Path.of(args[0]))));
    writer.requireKnownNames();
    Path out = Path.of(args[2]);
    Files.createDirectories(out.getParent());
    Files.writeString(out, writer.print(), StandardCharsets.UTF_8);
  }

  private void readVerdicts(List<String> lines) {
    Map<String, Verdict> fields = new HashMap<>();
    for (String line : lines) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        fields = new LinkedHashMap<>();
        if (verdicts.put(text, fields) != null) {
          throw new IllegalArgumentException("listed twice: " + text);
        }
        continue;
      }
      Verdict verdict = Verdict.of(text.charAt(0));
      for (String name : text.substring(1).strip().split(" +", -1)) {
        if (fields.put(name, verdict) != null) {
          throw new IllegalArgumentException("listed twice: " + name);
        }
      }
    }
  }

  private void requireKnownNames() {
    verdicts.forEach(
        (message, fields) -> {
          MessageSpec spec = messages.get(message);
          if (spec == null) {
            throw new IllegalArgumentException("no such message: " + message);
          }
          for (String field : fields.keySet()) {
            if (spec.field(field) == null) {
              throw new IllegalArgumentException("no such field: " + message + "." + field);
            }
          }
        });
  }

  private String print() {
    Set<String> reached = reach();
    StringBuilder out = new StringBuilder();
    Set<String> enumNames = new TreeSet<>();
    for (String name : reached) {
      MessageSpec spec = describe(name);
      out.append(spec.mapEntry() ? "X " : "M ").append(name).append('\n');
      for (FieldSpec field : spec.fields().values()) {
        out.append(field.number()).append(' ').append(field.name()).append(' ');
        out.append(field.type()).append(' ');
        out.append(
            field.repeated()
                ? "*"
                : field.oneof() == FieldSpec.NO_ONEOF ? "1" : "o" + field.oneof());
        out.append(' ');
        out.append(field.verdict().mark);
        if (!field.typeName().isEmpty()) {
          out.append(' ').append(field.typeName());
        }
        out.append('\n');
        if (field.type() == FieldSpec.Type.ENUM && field.verdict() != Verdict.REFUSED) {
          enumNames.add(field.typeName());
        }
      }
    }
    for (String name : enumNames) {
      out.append("E ").append(name).append('\n');
      enums
          .getOrDefault(name, Map.of())
          .forEach((number, value) -> out.append(number).append(' ').append(value).append('\n'));
    }
    return out.toString();
  }

  private Set<String> reach() {
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(verdicts.keySet());
    WELL_KNOWN_ROOTS.forEach(name -> open.add(WELL_KNOWN + name));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (reached.add(name)) {
        for (FieldSpec field : describe(name).fields().values()) {
          if (field.type() == FieldSpec.Type.MESSAGE && field.verdict() != Verdict.REFUSED) {
            open.add(field.typeName());
          }
        }
      }
    }
    return reached;
  }

  private MessageSpec describe(String name) {
    MessageSpec spec = messages.get(name);
    if (spec == null) {
      throw new IllegalArgumentException("no such message: " + name);
    }
    return spec;
  }

  private void readDescriptors(ByteString set) throws IOException {
    for (ByteString file : pieces(set, 1)) {
      String packageName = text(file, 2);
      for (ByteString message : pieces(file, 4)) {
        readMessage(packageName, message);
      }
      for (ByteString enumeration : pieces(file, 5)) {
        readEnum(packageName, enumeration);
      }
    }
  }

  private void readMessage(String scope, ByteString descriptor) throws IOException {
    String name = scope + "." + text(descriptor, 1);
    List<ByteString> options = pieces(descriptor, 7);
    boolean mapEntry = !options.isEmpty() && integer(options.getFirst(), 7) == 1;
    boolean open = mapEntry || name.startsWith(WELL_KNOWN);
    Map<String, Verdict> listed = verdicts.getOrDefault(name, Map.of());
    List<FieldSpec> fields = new ArrayList<>();
    for (ByteString field : pieces(descriptor, 2)) {
      String fieldName = text(field, 1);
      String typeName = text(field, 6);
      fields.add(
          new FieldSpec(
              integer(field, 3),
              fieldName,
              FieldSpec.Type.ofDescriptor(integer(field, 5)),
              integer(field, 4) == LABEL_REPEATED,
              integer(field, 9, FieldSpec.NO_ONEOF),
              typeName.isEmpty() ? "" : typeName.substring(1),
              open ? Verdict.SUPPORTED : listed.getOrDefault(fieldName, Verdict.REFUSED)));
    }
    messages.put(name, new MessageSpec(name, mapEntry, fields));
    for (ByteString nested : pieces(descriptor, 3)) {
      readMessage(name, nested);
    }
    for (ByteString nested : pieces(descriptor, 4)) {
      readEnum(name, nested);
    }
  }

  private void readEnum(String scope, ByteString descriptor) throws IOException {
    Map<Integer, String> values = new TreeMap<>();
    for (ByteString value : pieces(descriptor, 2)) {
      values.putIfAbsent(integer(value, 2), text(value, 1));
    }
    enums.put(scope + "." + text(descriptor, 1), values);
  }

  private static List<ByteString> pieces(ByteString message, int number) throws IOException {
    List<ByteString> found = new ArrayList<>();
    CodedInputStream in = message.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        found.add(in.readBytes());
      } else {
        in.skipField(tag);
      }
    }
    return found;
  }

  private static String text(ByteString message, int number) throws IOException {
    List<ByteString> found = pieces(message, number);
    return found.isEmpty() ? "" : found.getFirst().toStringUtf8();
  }

  private static int integer(ByteString message, int number) throws IOException {
    return integer(message, number, 0);
  }

  private static int integer(ByteString message, int number, int unset) throws IOException {
    CodedInputStream in = message.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (number << 3 | WireFormat.WIRETYPE_VARINT)) {
        return (int) in.readRawVarint64();
      }
      in.skipField(tag);
    }
    return unset;
  }
}
