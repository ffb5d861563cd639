package io.meshwright.crd.mesh.v1alpha1;

/** What is made of differences between what two revisions would send to the same proxies. */
public enum ConfigDiffPolicy {
  Off,
  Report,
  Block
}
