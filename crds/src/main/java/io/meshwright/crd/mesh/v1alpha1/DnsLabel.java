package io.meshwright.crd.mesh.v1alpha1;

/** The schema pattern of names that become labels or namespaces (RFC 1123). */
final class DnsLabel {

  static final String PATTERN = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  private DnsLabel() {}
}
