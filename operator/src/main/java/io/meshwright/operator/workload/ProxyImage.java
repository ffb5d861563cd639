package io.meshwright.operator.workload;

/** Compares references of images as far as they say which image they mean. Pure. */
public final class ProxyImage {

  private ProxyImage() {}

  /**
   * Whether two references mean one image: clusters may rewrite the registry of what pods ask for,
   * and add the digest of a tag.
   */
  public static boolean areAlike(String one, String other) {
    String first = lastElement(one);
    String second = lastElement(other);
    return first.equals(second) || first.startsWith(second + "@") || second.startsWith(first + "@");
  }

  private static String lastElement(String image) {
    return image.substring(image.lastIndexOf('/') + 1);
  }
}
