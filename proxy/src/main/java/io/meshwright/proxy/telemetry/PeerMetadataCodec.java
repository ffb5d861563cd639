package io.meshwright.proxy.telemetry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads what peers tell each other: base64 of a {@code google.protobuf.Struct} with
 * Istio's keys. The wire form of the few kinds of fields in it is written here by hand: the data
 * path does not see protobuf classes.
 */
public final class PeerMetadataCodec {
  /**
   * Peers are remembered by what they sent; a peer that sends ever new texts does not fill memory.
   */
  private static final int CACHE_LIMIT = 1000;

  private static final int MAX_LENGTH = 16 * 1024;
  private static final int MAX_DEPTH = 4;
  private static final Map<String, WorkloadMetadata> CACHE = new ConcurrentHashMap<>();

  private static final int LENGTH_DELIMITED = 2;
  private static final int STRUCT_FIELDS = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int VALUE_STRING = 3;
  private static final int VALUE_STRUCT = 5;

  private PeerMetadataCodec() {}

  /** The text for a workload. */
  public static String encode(WorkloadMetadata workload, String podName) {
    SortedMap<String, byte[]> labels = new TreeMap<>();
    put(labels, "app", workload.app());
    put(labels, "version", workload.version());
    put(labels, "service.istio.io/canonical-name", workload.canonicalService());
    put(labels, "service.istio.io/canonical-revision", workload.canonicalRevision());
    SortedMap<String, byte[]> fields = new TreeMap<>();
    put(fields, "NAME", podName);
    put(fields, "NAMESPACE", workload.namespace());
    put(fields, "WORKLOAD_NAME", workload.workload());
    put(fields, "CLUSTER_ID", workload.cluster());
    fields.put("LABELS", field(VALUE_STRUCT, struct(labels)));
    return Base64.getEncoder().encodeToString(struct(fields));
  }

  private static void put(Map<String, byte[]> fields, String key, String value) {
    if (!value.isEmpty() && !value.equals(WorkloadMetadata.UNKNOWN_VALUE)) {
      fields.put(key, field(VALUE_STRING, value.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static byte[] struct(SortedMap<String, byte[]> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    values.forEach(
        (key, value) -> {
          ByteArrayOutputStream entry = new ByteArrayOutputStream();
          entry.writeBytes(field(ENTRY_KEY, key.getBytes(StandardCharsets.UTF_8)));
          entry.writeBytes(field(ENTRY_VALUE, value));
          out.writeBytes(field(STRUCT_FIELDS, entry.toByteArray()));
        });
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 3);
    out.write((number << 3) | LENGTH_DELIMITED);
    int length = body.length;
    while (length > 0x7f) {
      out.write((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** Who sent the text; absent if it is malformed. */
  public static @Nullable WorkloadMetadata decode(String text) {
    WorkloadMetadata known = CACHE.get(text);
    if (known != null) {
      return known;
    }
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    try {
      Reader reader = new Reader(Base64.getDecoder().decode(text));
      reader.struct("", values, 0);
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return null;
    }
    WorkloadMetadata read =
        new WorkloadMetadata(
            values.getOrDefault("WORKLOAD_NAME", ""),
            values.getOrDefault("NAMESPACE", ""),
            values.getOrDefault("LABELS.app", ""),
            values.getOrDefault("LABELS.version", ""),
            values.getOrDefault("LABELS.service.istio.io/canonical-name", ""),
            values.getOrDefault("LABELS.service.istio.io/canonical-revision", ""),
            values.getOrDefault("CLUSTER_ID", ""));
    if (CACHE.size() >= CACHE_LIMIT) {
      CACHE.clear();
    }
    CACHE.put(text, read);
    return read;
  }

  /** Reads length-delimited fields; anything else in a struct of ours is skipped. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;
    private int end;

    Reader(byte[] bytes) {
      this.bytes = bytes;
      this.end = bytes.length;
    }

    void struct(String prefix, Map<String, String> into, int depth) {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("nested too deep");
      }
      while (at < end) {
        if (next() == STRUCT_FIELDS) {
          int outer = enter();
          entry(prefix, into, depth);
          leave(outer);
        }
      }
    }

    private void entry(String prefix, Map<String, String> into, int depth) {
      String key = "";
      while (at < end) {
        int field = next();
        int outer = enter();
        if (field == ENTRY_KEY) {
          key = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        } else if (field == ENTRY_VALUE) {
          value(prefix + key, into, depth);
        }
        leave(outer);
      }
    }

    private void value(String key, Map<String, String> into, int depth) {
      while (at < end) {
        int field = next();
        if (field == 0) {
          continue;
        }
        int outer = enter();
        if (field == VALUE_STRING) {
          into.put(key, new String(bytes, at, end - at, StandardCharsets.UTF_8));
        } else if (field == VALUE_STRUCT) {
          struct(key + ".", into, depth + 1);
        }
        leave(outer);
      }
    }

    /** The number of the next length-delimited field; 0 if another kind was skipped. */
    private int next() {
      int tag = varint();
      switch (tag & 7) {
        case LENGTH_DELIMITED -> {
          return tag >>> 3;
        }
        case 0 -> varint();
        case 1 -> at += 8;
        case 5 -> at += 4;
        default -> throw new IllegalArgumentException("wire type");
      }
      return 0;
    }

    private int enter() {
      int length = varint();
      if (length < 0 || length > end - at) {
        throw new IllegalArgumentException("length");
      }
      int outer = end;
      end = at + length;
      return outer;
    }

    private void leave(int outer) {
      at = end;
      end = outer;
    }

    private int varint() {
      int value = 0;
      for (int shift = 0; shift < 32; shift += 7) {
        if (at >= end) {
          throw new IllegalArgumentException("truncated");
        }
        byte b = bytes[at++];
        value |= (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("varint");
    }
  }
}
