package io.meshwright.runtime.xds;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A resource as it is sent. Its version is a hash of its bytes, so that a client that reconnects,
 * to whichever replica, is sent only what differs.
 */
record VersionedResource(String name, String version, Any body) {

  private static final int VERSION_BYTES = 12;

  static VersionedResource of(String name, Message message) {
    Any body = Protobuf.pack(message);
    byte[] hash = sha256().digest(body.getValue().toByteArray());
    return new VersionedResource(name, HexFormat.of().formatHex(hash, 0, VERSION_BYTES), body);
  }

  static NavigableMap<String, VersionedResource> of(Map<String, ? extends Message> messages) {
    NavigableMap<String, VersionedResource> resources = new TreeMap<>();
    messages.forEach((name, message) -> resources.put(name, of(name, message)));
    return resources;
  }

  /** A version of many resources together. */
  static String versionOf(NavigableMap<String, VersionedResource> resources) {
    MessageDigest digest = sha256();
    resources.forEach(
        (name, resource) -> {
          digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(resource.version.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
    return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
