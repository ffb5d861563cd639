package io.meshwright.operator.inplace;

/**
 * The proxy's image of a revision.
 *
 * @param reference of the image
 * @param revision name of the MeshRevision, whose registry and pull Secrets are used
 * @param version of the revision
 */
public record SidecarImage(String reference, String revision, String version) {}
