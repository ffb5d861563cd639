package io.meshwright.samples.capture;

import io.meshwright.samples.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts packets, and those that carry the marker as it is. A marker that is split between two
 * packets is not found. Used by one thread.
 */
final class PacketTally {

  private final byte[] marker;
  private long packets;
  private long marked;

  /** {@code marker} has at least one byte. */
  PacketTally(byte[] marker) {
    this.marker = marker.clone();
  }

  /** Counts the packet in the first {@code length} bytes. */
  void add(byte[] packet, int length) {
    packets++;
    if (contains(packet, length)) {
      marked++;
    }
  }

  /** {@code dropped} packets came faster than they were read, and may have been anything. */
  String toJson(long dropped) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("packets", packets);
    fields.put("marked", marked);
    fields.put("dropped", dropped);
    return Json.object(fields);
  }

  private boolean contains(byte[] packet, int length) {
    for (int start = 0; start + marker.length <= length; start++) {
      int i = 0;
      while (i < marker.length && packet[start + i] == marker[i]) {
        i++;
      }
      if (i == marker.length) {
        return true;
      }
    }
    return false;
  }
}
