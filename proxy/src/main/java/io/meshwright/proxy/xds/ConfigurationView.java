package io.meshwright.proxy.xds;

import io.meshwright.xds.XdsType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the control plane has sent, as of one moment.
 *
 * @param answered types of which at least one response came
 */
public record ConfigurationView(
    Map<XdsType, List<Held>> resources,
    Map<XdsType, List<Rejected>> rejections,
    Set<XdsType> answered) {

  static final ConfigurationView EMPTY =
      new ConfigurationView(new EnumMap<>(XdsType.class), new EnumMap<>(XdsType.class), Set.of());

  public ConfigurationView {
    resources = Map.copyOf(resources);
    rejections = Map.copyOf(rejections);
  }

  /** The accepted resources of a type, by name. */
  public List<Held> of(XdsType type) {
    return resources.getOrDefault(type, List.of());
  }

  /** The refused resources of a type, by name. */
  public List<Rejected> rejectedOf(XdsType type) {
    return rejections.getOrDefault(type, List.of());
  }

  /** Whether listeners and clusters were received at least once. */
  public boolean complete() {
    return answered.contains(XdsType.LISTENER) && answered.contains(XdsType.CLUSTER);
  }
}
