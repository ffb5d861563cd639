package io.meshwright.crd.mesh.v1alpha1;

/** From which releases a version is chosen. The constants are the words of the document. */
public enum Channel {
  /** Releases for production. */
  stable,
  /** Those of {@link #stable}, and release candidates. */
  candidate;

  /** Whether a release that is published in {@code published} is offered in this channel. */
  public boolean offers(Channel published) {
    return published.compareTo(this) <= 0;
  }
}
