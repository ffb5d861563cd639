package io.meshwright.proxy.xds;

import io.meshwright.xds.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the control plane has sent, as of one moment.
 *
 * @param answered types of which at least one response came
 * @param awaited resources that others name and that may still come, each as {@code TYPE NAME}; or
 *     a type of which nothing has come yet
 */
public record ConfigurationView(
    Map<XdsType, List<Held>> resources,
    Map<XdsType, List<Rejected>> rejections,
    Set<XdsType> answered,
    Set<String> awaited) {

  static final ConfigurationView EMPTY =
      new ConfigurationView(Map.of(), Map.of(), Set.of(), Set.of());

  public ConfigurationView {
    resources = Map.copyOf(resources);
    rejections = Map.copyOf(rejections);
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
