package io.meshwright.runtime.delivery;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.meshwright.runtime.compile.scope.Protobuf;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it is sent, encoded once for all clients. Its version is a hash of its bytes, so
 * that a client that reconnects, to whichever replica, is sent only what differs.
 */
public record VersionedResource(Resource resource) {

  private static final int VERSION_BYTES = 12;

  /** Encodes a message. */
  public static VersionedResource of(String name, Message message) {
    return of(name, Protobuf.pack(message));
  }

  private static VersionedResource of(String name, Any body) {
    MessageDigest digest = sha256();
    body.getValue().asReadOnlyByteBufferList().forEach(digest::update);
    byte[] hash = digest.digest();
    return new VersionedResource(
        Resource.newBuilder()
            .setName(name)
            .setVersion(HexFormat.of().formatHex(hash, 0, VERSION_BYTES))
            .setResource(body)
            .build());
  }

  /** What clients ask for it by. */
  public String name() {
    return resource.getName();
  }

  /** Differs whenever the content does. */
  public String version() {
    return resource.getVersion();
  }

  /** The content. */
  public Any body() {
    return resource.getResource();
  }

  /** Encodes a message; the resource that it was before if it is still the same. */
  static VersionedResource of(String name, Message message, @Nullable VersionedResource before) {
    return of(name, Protobuf.pack(message), before);
  }

  /** Of what is encoded already. */
  static VersionedResource of(String name, Any body, @Nullable VersionedResource before) {
    return before != null && before.body().equals(body) ? before : of(name, body);
  }

  /** Encodes messages; the same map as before if nothing differs. */
  static NavigableMap<String, VersionedResource> of(
      Map<String, ? extends Message> messages, NavigableMap<String, VersionedResource> before) {
    NavigableMap<String, VersionedResource> resources = new TreeMap<>();
    for (Map.Entry<String, ? extends Message> each : messages.entrySet()) {
      String name = each.getKey();
      resources.put(name, of(name, each.getValue(), before.get(name)));
    }
    return unlessSame(resources, before);
  }

  /** Resources as they are now; the map of before if nothing differs. */
  @SuppressWarnings("ReferenceEquality") // what did not change is the same object
  static NavigableMap<String, VersionedResource> unlessSame(
      NavigableMap<String, VersionedResource> now, NavigableMap<String, VersionedResource> before) {
    boolean same =
        now.size() == before.size()
            && now.values().stream().allMatch(each -> before.get(each.name()) == each);
    return same ? before : Collections.unmodifiableNavigableMap(now);
  }

  /** A version of many resources together. */
  public static String versionOf(NavigableMap<String, VersionedResource> resources) {
    MessageDigest digest = sha256();
    resources.forEach(
        (name, resource) -> {
          digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          digest.update((byte) 0);
          digest.update(resource.version().getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
