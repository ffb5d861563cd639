package io.meshwright.proxy.xds;

import com.google.protobuf.ByteString;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the control plane has sent, as of one moment.
 *
 * @param node how the proxy has introduced itself: an {@code envoy.config.core.v3.Node}; empty
 *     without a control plane
 * @param provided when secrets came that others than the control plane provide, by name
 * @param answered types of which at least one response came
 * @param awaited resources that others name and that may still come, each as {@code TYPE NAME}; or
 *     a type of which nothing has come yet
 */
public record ConfigurationView(
    ByteString node,
    Map<XdsType, List<Held>> resources,
    Map<XdsType, List<Rejected>> rejections,
    Map<String, Instant> provided,
    Set<XdsType> answered,
    Set<String> awaited) {

  static final ConfigurationView EMPTY =
      new ConfigurationView(ByteString.EMPTY, Map.of(), Map.of(), Map.of(), Set.of(), Set.of());

  public ConfigurationView {
    resources = Map.copyOf(resources);
    rejections = Map.copyOf(rejections);
    provided = Map.copyOf(provided);
    answered = Set.copyOf(answered);
    awaited = Set.copyOf(awaited);
  }

  /** The accepted resources of a type, by name. */
  public List<Held> of(XdsType type) {
    return resources.getOrDefault(type, List.of());
  }

  /** The refused resources of a type, by name. */
  public List<Rejected> rejectedOf(XdsType type) {
    return rejections.getOrDefault(type, List.of());
  }

  /**
   * Whether listeners and clusters were received at least once, and all that they name came too or
   * was waited for in vain.
   */
  public boolean complete() {
    return answered.contains(XdsType.LISTENER)
        && answered.contains(XdsType.CLUSTER)
        && awaited.isEmpty();
  }
}
