package io.meshwright.runtime.model;

/**
 * What a model is made of, apart from endpoints, as far as different resources depend on it. Each
 * component of {@link MeshModel.Parts} is one of these, or endpoints.
 */
public enum ModelPart {
  SETTINGS,
  SERVICES,
  ALIASES,

  /** Routing rules, where more than {@link #HTTP_RULES} differs. */
  ROUTING,

  /** What routing rules do with requests; hosts, Gateways and destinations are as they were. */
  HTTP_RULES,
  POLICIES,
  SIDECARS,
  GATEWAYS,

  /** Injection depends on them, and nothing that proxies get. */
  PROXY_CONFIGS,

  /** Changes to what is compiled. */
  PATCHES,
  CREDENTIALS,

  /** Labels and places of pods, which are part of what each proxy is. */
  PODS
}
