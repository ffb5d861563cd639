package io.meshwright.runtime.analysis;

import java.util.Locale;

/** Kinds of findings: {@code IST} codes mean what they mean in Istio, {@code MW} codes are ours. */
public enum Code {
  /** A host, port, subset or delegate that does not exist. */
  REFERENCED_RESOURCE_NOT_FOUND("IST0101", Level.ERROR),
  /** A resource that cannot be used. */
  SCHEMA_VALIDATION_ERROR("IST0106", Level.ERROR),
  /** Several VirtualServices of sidecars for one host. */
  CONFLICTING_MESH_GATEWAY_VIRTUAL_SERVICE_HOSTS("IST0109", Level.ERROR),
  /** Several Sidecars for one pod. */
  CONFLICTING_SIDECAR_WORKLOAD_SELECTORS("IST0110", Level.ERROR),
  /** Several Sidecars for a whole namespace. */
  MULTIPLE_SIDECARS_WITHOUT_WORKLOAD_SELECTORS("IST0111", Level.ERROR),
  /** A destination of several ports, none of which is named. */
  VIRTUAL_SERVICE_DESTINATION_PORT_SELECTOR_REQUIRED("IST0112", Level.ERROR),
  /** A port whose protocol has to be found out. */
  PORT_NAME_IS_NOT_UNDER_NAMING_CONVENTION("IST0118", Level.INFO),
  /** A rule that hides others, or that others hide. */
  VIRTUAL_SERVICE_UNREACHABLE_RULE("IST0130", Level.WARNING),
  /** A match that others hide. */
  VIRTUAL_SERVICE_INEFFECTIVE_MATCH("IST0131", Level.INFO),
  /** A field that the API does not have. */
  SCHEMA_WARNING("IST0133", Level.WARNING),
  /** A subset without pods. */
  DESTINATION_RULE_SUBSET_NOT_SELECT_PODS("IST0173", Level.ERROR),
  /** A DestinationRule for nothing. */
  UNKNOWN_DESTINATION_RULE_HOST("IST0174", Level.WARNING),
  /** Rules of a delegate that do not fit where they are named. */
  DELEGATED_RULE_LEFT_OUT("MW0001", Level.ERROR),
  /** A patch of an EnvoyFilter that no proxy can get. */
  PATCH_WITHOUT_EFFECT("MW0002", Level.ERROR),
  /** A patch of an EnvoyFilter that only Envoy gets. */
  PATCH_FOR_ENVOY_ONLY("MW0003", Level.WARNING),
  /** A part of the API that this version does not have. */
  WITHOUT_EFFECT("MW0004", Level.WARNING);

  private final String text;
  private final Level level;

  Code(String text, Level level) {
    this.text = text;
    this.level = level;
  }

  /** The long form, as Istio spells it: {@code ReferencedResourceNotFound}. */
  public String word() {
    StringBuilder word = new StringBuilder();
    for (String part : name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  /** The short form. */
  public String text() {
    return text;
  }

  public Level level() {
    return level;
  }
}
